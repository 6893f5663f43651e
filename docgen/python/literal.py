"""Docstring texts as string literals: laid out for their place, quoted so that the parser reads back what was meant."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from docgen.python.styles.style import Style
from docgen.sanitize import strip_hidden

_QUOTES = ('"""', "'''")


def clean(text: str) -> str:
    """Remove what no docstring should hold: hidden characters, tabs, trailing whitespace, blank lines at both ends."""
    lines = [line.expandtabs().rstrip() for line in strip_hidden(text).split("\n")]
    return "\n".join(lines).strip("\n").lstrip()


def layout(text: str, indent: str, style: Style) -> str:
    """Place cleaned text between its quotes: the value that the literal must have.

    Args:
        text: Text that `clean` returned.
        indent: Whitespace in front of the docstring's lines.
        style: Where the summary and the closing quotes go.
    """
    first, *rest = text.split("\n")
    if not rest:
        return first
    lines = [indent + line if line else "" for line in rest]
    head = f"\n{indent}{first}" if style.summary_on_second_line else first
    tail = ["", indent] if style.blank_line_at_end else [indent]
    return "\n".join([head, *lines, *tail])


def literal(value: str, quotes: str, encoding: str) -> str:
    """Write a value as a triple-quoted literal: the first of the readable forms that reads back as the value.

    Args:
        value: What the parser must read.
        quotes: The preferred triple quotes.
        encoding: The file's encoding; characters that it lacks become escapes.
    """
    if _fits(value, encoding):
        for candidate in _verbatim(value, quotes):
            if _reads_back(candidate, value):
                return candidate
    escaped = _escaped(value, quotes[0]).encode(encoding, "backslashreplace").decode(encoding)
    return f"{quotes}{escaped}{quotes}"


def _fits(value: str, encoding: str) -> bool:
    try:
        value.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


def _verbatim(value: str, quotes: str) -> Iterator[str]:
    """Yield forms that hold the value unchanged: raw for backslashes, other quotes when it holds the preferred ones."""
    prefix = "r" if "\\" in value else ""
    yield f"{prefix}{quotes}{value}{quotes}"
    if quotes in value:
        yield from (f"{prefix}{other}{value}{other}" for other in _QUOTES if other != quotes)


def _reads_back(candidate: str, value: str) -> bool:
    try:
        return bool(ast.literal_eval(candidate) == value)
    except (SyntaxError, ValueError):
        return False


def _escaped(value: str, quote: str) -> str:
    """Escape backslashes, runs of three quotes, and a quote at the end."""
    escaped = value.replace("\\", "\\\\").replace(quote * 3, f"\\{quote}" * 3)
    return re.sub(rf"{quote}\Z", rf"\\{quote}", escaped)
