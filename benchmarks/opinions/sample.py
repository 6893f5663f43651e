"""Spliced copies of a sample of files, and where in them the docstrings are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.rich_doc import rich_doc
from docgen.errors import SourceError
from docgen.model import Edit, Symbol
from docgen.python.module import Module, parse
from docgen.python.places import indent_of
from docgen.python.selection import Rules, Update, Visibility, select
from docgen.python.splice import splice
from docgen.python.styles import Convention, Style, render

EVERYTHING = Rules(update=Update.MISSING, visibility=Visibility.ALL, skip=frozenset())
"""What interrogate counts."""

ONCE_EACH = Rules(update=Update.MISSING, visibility=Visibility.ALL, skip=frozenset({"override", "overload"}))
"""What linters want: no overloads, and constructors documented by their class."""


@dataclass(frozen=True, slots=True)
class Copy:
    """A file with docstrings.

    Attributes:
        path: Where it was written.
        lines: The lines that were inserted.
        definitions: The lines that definitions with an inserted docstring begin on.
    """

    path: Path
    lines: frozenset[int]
    definitions: frozenset[int]


def read(paths: Iterable[Path]) -> Iterator[Module]:
    """Yield the files that are Python and UTF-8, as most tools expect."""
    for path in paths:
        try:
            content = path.read_bytes()
            content.decode()
            yield parse(path.as_posix(), content)
        except (SourceError, UnicodeDecodeError):
            continue


def undocumented(module: Module, rules: Rules) -> list[Symbol]:
    """List the symbols that would get a docstring."""
    return [chosen.symbol for chosen in select(module, None, rules).selected]


def write_copies(modules: Iterable[Module], folder: Path, convention: Convention) -> list[Copy]:
    """Write files with docstrings in one convention."""
    folder.mkdir()
    style = Style(convention)
    copies = []
    for number, module in enumerate(modules):
        symbols = undocumented(module, ONCE_EACH)
        names = {symbol.qualified_name for symbol in symbols}
        texts = {
            symbol.qualified_name: render(rich_doc(symbol), symbol, style, indent_of(module, symbol.qualified_name))
            for symbol in symbols
        }
        edit = splice(module, texts, style)
        path = folder / f"file{number}.py"
        path.write_bytes(edit.content)
        copies.append(Copy(path, frozenset(_inserted_lines(edit)), frozenset(_definitions(edit, names))))
    return copies


def _inserted_lines(edit: Edit) -> Iterator[int]:
    shift = 0
    for each in edit.splices:
        first = edit.content.count(b"\n", 0, each.start + shift) + 1
        yield from range(first, first + max(1, each.text.count(b"\n")))
        shift += len(each.text) - (each.stop - each.start)


def _definitions(edit: Edit, names: set[str]) -> Iterator[int]:
    nodes = parse(edit.path, edit.content).nodes
    yield from (getattr(nodes[name], "lineno", 1) for name in names if name in nodes)
