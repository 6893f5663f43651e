"""Chunks: what is hashed, cached and written about."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from docgen.model import Chunk, LineRange, Selected, Symbol
from docgen.python.definitions import Definition, Scope, docstring
from docgen.python.fingerprint import Salt, fingerprint
from docgen.python.module import Module
from docgen.python.symbols import Declaration
from docgen.python.text import SourceText
from docgen.sanitize import redact

__all__ = ["Salt", "make_chunk"]


@dataclass(frozen=True, slots=True)
class _Cut:
    """A replacement in a file's text, by offsets."""

    start: int
    stop: int
    text: str


def make_chunk(module: Module, selected: Selected, salt: Salt) -> Chunk:
    """Cut out what a symbol's doc is written from, and compute its fingerprint.

    The symbol's existing docstring, if it has one, is to be revised: it is shown and hashed. Other docstrings in the
    chunk are not.
    """
    symbol = selected.symbol
    existing = symbol.docstring if (symbol.docstring or "").strip() else None
    source = _headers(module, symbol) + _own_source(module, symbol, keeps_docstring=existing is not None)
    return Chunk(fingerprint(module, symbol, existing, salt), symbol, redact(source))


def _headers(module: Module, symbol: Symbol) -> str:
    """Return the first lines of the classes around a symbol."""
    outer = [
        module.declarations[site.qualified_name] for site in module.declarations[symbol.qualified_name].site.classes
    ]
    return "".join(f"{_indent(module.source, declaration)}{declaration.header}:\n" for declaration in outer)


def _own_source(module: Module, symbol: Symbol, *, keeps_docstring: bool) -> str:
    """Return a symbol's lines, members with chunks of their own elided to headers, with line feeds as line ends."""
    source = module.source
    site = module.declarations[symbol.qualified_name].site
    elided = dict.fromkeys(site.elided)
    cuts = [_elision(source, module.declarations[member.qualified_name]) for member in elided]
    bodies: list[Scope] = [] if keeps_docstring else [site.node]
    for member in site.members:
        if member not in elided:
            bodies += [member.node, *(inner.node for inner in member.descendants())]
    cuts += [cut for body in bodies for cut in _docstring_cut(source, body)]
    cuts.sort(key=lambda cut: cut.start)
    text = "".join(_applied(source, symbol.span, cuts))
    return text.replace("\r\n", "\n").replace("\r", "\n").strip("\n")


def _applied(source: SourceText, lines: LineRange, cuts: list[_Cut]) -> Iterator[str]:
    """Yield lines in parts, with the cuts made."""
    position = source.starts[lines.start - 1]
    for cut in cuts:
        yield source.text[position : cut.start]
        yield cut.text
        position = cut.stop
    yield source.text[position : source.starts[lines.stop]]


def _elision(source: SourceText, declaration: Declaration) -> _Cut:
    """Replace a definition by its decorators and its header."""
    lines = declaration.symbol.span
    indent = _indent(source, declaration)
    written = [f"{indent}@{decorator}\n" for decorator in declaration.symbol.decorators]
    written.append(f"{indent}{declaration.header}: ...\n")
    return _Cut(source.starts[lines.start - 1], source.starts[lines.stop], "".join(written))


def _docstring_cut(source: SourceText, node: Scope) -> Iterator[_Cut]:
    """Remove a docstring with its lines, or put `...` into its place where something must stand."""
    found = docstring(node)
    if found is None:
        return
    start, stop = source.extent(found)
    before, after = source.starts[found.lineno - 1], source.starts[found.end_lineno or found.lineno]
    stands_alone = not (source.text[before:start] + source.text[stop:after]).strip()
    if stands_alone and len(node.body) > 1:
        yield _Cut(before, after, "")
    else:
        yield _Cut(start, stop, "...")


def _indent(source: SourceText, declaration: Declaration) -> str:
    """Return the whitespace in front of a definition."""
    node = declaration.site.node
    return source.lines(node.lineno, node.lineno)[: node.col_offset] if isinstance(node, Definition) else ""
