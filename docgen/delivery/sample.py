"""A symbol as a person reads it: its definition line over its docstring, in one piece of Python."""

from __future__ import annotations

import difflib
import inspect
import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise

from docgen.model import Documented, Edit, Signature, Splice, Symbol, SymbolKind

_INDENT = " " * 4
_WIDTH = 100
_ALL_LINES = 10_000
_DIFF_HEAD = 3
_STRING_LITERAL = re.compile(r"""[rRuU]{0,2}(\"{3}|'{3}|"|').*\1""", re.DOTALL)
_BRACKET_OR_STRING = re.compile(r"""'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*"|[()\[\]{},]""")

Literals = Mapping[tuple[str, str], str]
"""Docstrings as string literals, by path and qualified name."""


def literals(edits: Iterable[Edit]) -> Literals:
    """The docstrings exactly as the edits write them, without the indentation of their place."""
    found = ((edit.path, splice.qualified_name, _literal(splice)) for edit in edits for splice in edit.splices)
    return {(path, name): text for path, name, text in found if text}


def sample(outcome: Documented, known: Literals) -> str:
    """The definition line and the docstring under it."""
    symbol = outcome.symbol
    return _under_definition(symbol, known.get((symbol.path, symbol.qualified_name)) or _quoted(outcome.docstring))


def difference(outcome: Documented, known: Literals) -> str:
    """The same for a docstring that replaces another, as the body of a unified diff."""
    before = _under_definition(outcome.symbol, _quoted(inspect.cleandoc(outcome.symbol.docstring or "")))
    after = sample(outcome, known)
    lines = difflib.unified_diff(before.splitlines(), after.splitlines(), n=_ALL_LINES, lineterm="")
    return "\n".join(list(lines)[_DIFF_HEAD:])


def _under_definition(symbol: Symbol, literal: str) -> str:
    if symbol.kind is SymbolKind.MODULE:
        return literal
    lines = [_INDENT + line if line else line for line in literal.splitlines()]
    return "\n".join([f"{definition(symbol)}:", *lines])


def definition(symbol: Symbol) -> str:
    """How the symbol is defined, without the colon."""
    signature = symbol.signature
    if signature is None or symbol.kind is SymbolKind.CLASS:
        return _bare_definition(symbol)
    if len(signature.text) <= _WIDTH or not signature.parameters:
        return signature.text
    return _broken(signature.text)


def _bare_definition(symbol: Symbol) -> str:
    if symbol.kind is SymbolKind.CLASS:
        bases = f"({', '.join(symbol.bases)})" if symbol.bases else ""
        return f"class {symbol.name}{bases}"
    decorators = "".join(f"@{decorator}\n" for decorator in symbol.decorators)
    return f"{decorators}def {symbol.name}(self)"


def call(signature: Signature) -> str:
    """How the symbol is called; a long list of parameters takes a line for each."""
    is_short = len(signature.text) <= _WIDTH or not signature.parameters
    return signature.text if is_short else _broken(signature.text)


def _quoted(docstring: str) -> str:
    """A docstring as a literal, for symbols without an edit; good for reading, not for pasting."""
    closing = "\n" if "\n" in docstring else ""
    return f'"""{docstring}{closing}"""'


def _literal(splice: Splice) -> str:
    """The string literal that a splice writes; empty when it writes more than that."""
    text = splice.text.decode("utf-8", "replace").strip()
    return inspect.cleandoc(text) if _STRING_LITERAL.fullmatch(text) else ""


def _broken(text: str) -> str:
    """One line of signature with a line for each parameter, the way formatters break it."""
    cuts = list(_cuts(text))
    if len(cuts) < 2:
        return text
    arguments = [text[start:stop].strip(" ,") for start, stop in pairwise(cuts)]
    lines = [f"{_INDENT}{argument}," for argument in arguments if argument]
    return "\n".join([text[: cuts[0]], *lines, text[cuts[-1] :]])


def _cuts(text: str) -> Iterator[int]:
    """Offsets just behind the outermost opening bracket and its commas, and of the closing bracket."""
    depth = 0
    for token in _BRACKET_OR_STRING.finditer(text):
        depth += {"(": 1, "[": 1, "{": 1, ")": -1, "]": -1, "}": -1}.get(token[0], 0)
        if depth == 0:
            yield token.start()
            return
        if depth == 1 and token[0] in ("(", "[", "{", ","):
            yield token.end()
