"""The cache key of a chunk: SHA-256 over all that its doc depends on, and nothing else."""

from __future__ import annotations

import inspect
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass

from docgen.model import Symbol
from docgen.python.canonical import canonical, digest
from docgen.python.definitions import Site
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
    site = module.declarations[symbol.qualified_name].site
    return digest(
        _VERSION,
        salt.model,
        salt.prompt_version,
        salt.language,
        salt.instructions,
        "\n".join(module.declarations[outer.qualified_name].identity for outer in site.classes),
        canonical(site.node, [member.node for member in site.elided]),
        "\n".join(_own_remarks(module, symbol, site)),
        "none" if docstring is None else f"revise {_without_layout(docstring)}",
    )


def _without_layout(docstring: str) -> str:
    """Leave out what formatters change: indentation, blanks at line ends, blank lines at both ends."""
    return "\n".join(map(str.rstrip, inspect.cleandoc(docstring).split("\n"))).strip()


def _own_remarks(module: Module, symbol: Symbol, site: Site) -> Iterator[str]:
    """Yield what the comments on a symbol's lines tell a reader, its members' left out."""
    for start, stop in _own_extents(module, symbol, site):
        first, last = (bisect_left(module.comments, (offset,)) for offset in (start, stop))
        for comment in module.comments[first:last]:
            yield from comment.remarks()


def _own_extents(module: Module, symbol: Symbol, site: Site) -> Iterator[tuple[int, int]]:
    """Yield the offsets between which a symbol's lines stand, its elided members' left out."""
    starts = module.source.starts
    start = starts[symbol.span.start - 1]
    for member in site.elided:
        lines = module.declarations[member.qualified_name].symbol.span
        yield start, starts[lines.start - 1]
        start = starts[lines.stop]
    yield start, starts[symbol.span.stop]
