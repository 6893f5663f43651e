"""The cache key of a chunk: SHA-256 over all that its doc depends on, and nothing else."""

from __future__ import annotations

import ast
import hashlib
import json
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import astuple, dataclass

from docgen.model import LineRange, Symbol, SymbolKind
from docgen.python.canonical import canonical
from docgen.python.comments import Comment
from docgen.python.definitions import elided, span
from docgen.python.module import Module

_VERSION = "1"
"""Changes when the same code would get another fingerprint."""


@dataclass(frozen=True, slots=True)
class Salt:
    """What a doc depends on beside the code.

    Attributes:
        model: Who writes.
        prompt_version: Version of the words in which is asked.
        language: Natural language of the doc.
        instructions: What the project asks for in addition.
    """

    model: str
    prompt_version: str
    language: str
    instructions: str


def fingerprint(module: Module, symbol: Symbol, docstring: str | None, salt: Salt) -> str:
    """Hash the meaning of a symbol's code.

    Covered are its tree without docstrings and without the bodies of what gets a chunk of its own, its comments, the
    names and bases of the classes around it, and the salt. Path, position, layout and docstring style are not.

    Args:
        module: The file.
        symbol: What is to be documented.
        docstring: The existing docstring if it is to be revised.
        salt: What the doc depends on beside the code.

    Returns:
        64 hexadecimal digits.
    """
    node = module.nodes[symbol.qualified_name]
    children = elided(node)
    parts = (
        _VERSION,
        astuple(salt),
        [canonical([outer.name, outer.bases, outer.keywords]) for outer in enclosing_classes(module, symbol)],
        canonical(node, children),
        [comment.meaning for comment in _own_comments(module, symbol.span, map(span, children))],
        docstring,
    )
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def enclosing_classes(module: Module, symbol: Symbol) -> tuple[ast.ClassDef, ...]:
    """Return the classes directly around a symbol, outermost first; none beyond a function."""
    if symbol.kind is SymbolKind.MODULE:
        return ()
    found: list[ast.ClassDef] = []
    name = symbol.qualified_name
    while (name := name.rpartition(".")[0]) and isinstance(outer := module.nodes[name], ast.ClassDef):
        found.append(outer)
    return tuple(found[::-1])


def _own_comments(module: Module, lines: LineRange, elsewhere: Iterable[LineRange]) -> Iterator[Comment]:
    """Yield the comments on a symbol's lines that tell something and do not belong to its children."""
    start = lines.start
    for other in [*elsewhere, LineRange(lines.stop + 1, lines.stop)]:
        begin, end = module.source.starts[start - 1], module.source.starts[other.start - 1]
        first, last = (bisect_left(module.comments, offset, key=_offset) for offset in (begin, end))
        yield from (comment for comment in module.comments[first:last] if comment.meaning)
        start = other.stop + 1


def _offset(comment: Comment) -> int:
    return comment.offset
