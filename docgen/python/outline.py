"""A file at a glance: the context that is sent along with its chunks."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from itertools import islice

from docgen.model import Symbol
from docgen.python.definitions import Function
from docgen.python.module import Module
from docgen.python.symbols import Declaration
from docgen.sanitize import redact

MAX_LINES = 200
MAX_WIDTH = 200
_MORE = "# ..."


def outline(module: Module) -> str:
    """Return a file's imports, class headers and signatures with the first lines of their docstrings.

    At most `MAX_LINES` lines of `MAX_WIDTH` characters; key-shaped strings are masked.
    """
    lines = [redact(line)[:MAX_WIDTH] for line in islice(_lines(module), MAX_LINES + 1)]
    if len(lines) > MAX_LINES:
        lines[MAX_LINES:] = [_MORE]
    return "\n".join(lines)


def _lines(module: Module) -> Iterator[str]:
    first, *_ = module.declarations.values()
    summary = _summary(first.symbol)
    if summary:
        yield f'"""{summary}"""'
    for statement in first.site.own:
        if isinstance(statement, ast.Import | ast.ImportFrom):
            yield ast.unparse(statement)
    yield from _members(module, first, "")


def _members(module: Module, declaration: Declaration, indent: str) -> Iterator[str]:
    """Yield the headers of what a module or class defines, and of what its classes define."""
    outer = declaration.site
    for site in [] if isinstance(outer.node, Function) else outer.members:
        member = module.declarations[site.qualified_name]
        summary = _summary(member.symbol)
        yield f"{indent}{member.header}:" + (f"  # {summary}" if summary else "")
        yield from _members(module, member, f"{indent}    ")


def _summary(symbol: Symbol) -> str:
    lines = (symbol.docstring or "").strip().splitlines()
    return lines[0] if lines else ""
