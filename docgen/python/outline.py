"""A file at a glance: the context that is sent along with its chunks."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from itertools import islice

from docgen.python.definitions import Definition, docstring_value, elided, statements
from docgen.python.module import Module
from docgen.python.signatures import definition_header
from docgen.python.text import SourceText
from docgen.sanitize import redact

MAX_LINES = 200
MAX_WIDTH = 200
_MORE = "# ..."


def outline(module: Module) -> str:
    """Return a file's imports, class headers and signatures with the first lines of their docstrings.

    At most `MAX_LINES` lines of `MAX_WIDTH` characters; key-shaped strings are masked.
    """
    lines = [line[:MAX_WIDTH] for line in islice(_lines(module), MAX_LINES + 1)]
    if len(lines) > MAX_LINES:
        lines[MAX_LINES:] = [_MORE]
    return redact("\n".join(lines))


def _lines(module: Module) -> Iterator[str]:
    summary = _summary(module.tree)
    if summary:
        yield f'"""{summary}"""'
    for statement in statements(module.tree.body):
        if isinstance(statement, ast.Import | ast.ImportFrom):
            yield ast.unparse(statement)
    for child in elided(module.tree):
        yield from _definition(child, module.source, "")


def _definition(node: Definition, source: SourceText, indent: str) -> Iterator[str]:
    """Yield a definition's header and, for a class, those of its members."""
    summary = _summary(node)
    yield f"{indent}{definition_header(node, source)}:" + (f"  # {summary}" if summary else "")
    for child in elided(node):
        yield from _definition(child, source, f"{indent}    ")


def _summary(node: ast.Module | Definition) -> str:
    lines = (docstring_value(node) or "").strip().splitlines()
    return lines[0] if lines else ""
