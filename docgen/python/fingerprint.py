"""The cache key of a chunk: SHA-256 over all that its doc depends on, and nothing else."""

from __future__ import annotations

import ast
import hashlib
import json
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass

from docgen.model import Symbol
from docgen.python.canonical import canonical
from docgen.python.comments import Comment
from docgen.python.definitions import Place, Scope
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
    place = module.declarations[symbol.qualified_name].place
    parts = (
        _VERSION,
        (salt.model, salt.prompt_version, salt.language, salt.instructions),
        [_head(outer.node) for outer in place.classes],
        _digest(canonical(place.node, [member.node for member in place.elided])),
        [comment.meaning for comment in _own_comments(module, symbol, place)],
        docstring,
    )
    return _digest(json.dumps(parts))


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _head(node: Scope) -> str:
    """Write what a member's doc depends on of its class; decorators and type parameters are the class's affair."""
    return canonical([node.name, node.bases, node.keywords]) if isinstance(node, ast.ClassDef) else ""


def _own_comments(module: Module, symbol: Symbol, place: Place) -> Iterator[Comment]:
    """Yield the comments on a symbol's lines that tell something and do not belong to its members."""
    for start, stop in _own_extents(module, symbol, place):
        first, last = (bisect_left(module.comments, (offset,)) for offset in (start, stop))
        yield from (comment for comment in module.comments[first:last] if comment.meaning)


def _own_extents(module: Module, symbol: Symbol, place: Place) -> Iterator[tuple[int, int]]:
    """Yield the offsets between which a symbol's lines stand, its elided members' left out."""
    starts = module.source.starts
    start = starts[symbol.span.start - 1]
    for member in place.elided:
        lines = module.declarations[member.qualified_name].symbol.span
        yield start, starts[lines.start - 1]
        start = starts[lines.stop]
    yield start, starts[symbol.span.stop]
