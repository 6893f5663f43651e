"""Indentation: the whitespace in front of a line, and one level of it as a file writes it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable

from docgen.python.preamble import NEWLINE
from docgen.python.text import SourceText

_INDENT = re.compile(rf"(?:[ \t\f]*\f)?(?:\\{NEWLINE})*([ \t]*)")
_USUAL_UNIT = " " * 4


def indent_at(text: str, offset: int) -> str:
    """Return the whitespace that counts as indentation: a form feed begins it anew, a continuation is not in it."""
    match = _INDENT.match(text, offset)
    return match[1] if match else ""


def line_indent(source: SourceText, line: int) -> str:
    """Return the indentation of a line."""
    return indent_at(source.text, source.starts[line - 1])


def first_line(node: ast.stmt) -> int:
    """Return the line that a statement begins on, its decorators included."""
    decorators: list[ast.expr] = getattr(node, "decorator_list", [])
    return min((node.lineno, *(decorator.lineno for decorator in decorators)))


def indentation_unit(source: SourceText, statements: Iterable[ast.AST]) -> str:
    """Return one level of indentation as a file's first block has it; four spaces when it has none.

    Args:
        source: The file's text.
        statements: What stands in the module, in its blocks too.
    """
    for node in statements:
        body = getattr(node, "body", None)
        if isinstance(node, ast.stmt) and isinstance(body, list) and body[0].lineno > node.lineno:
            outer, inner = line_indent(source, first_line(node)), line_indent(source, first_line(body[0]))
            if inner.startswith(outer) and inner != outer:
                return inner.removeprefix(outer)
    return _USUAL_UNIT
