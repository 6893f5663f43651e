"""Docstring texts as string literals: laid out for their place, quoted so that the parser reads back what was meant."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator

from docgen.python.styles import Style
from docgen.sanitize import strip_hidden

QUOTES = ('"""', "'''")


def clean(text: str) -> str:
    """Remove what no docstring may hold: hidden characters, trailing whitespace, blank lines at both ends."""
    lines = [line.rstrip() for line in strip_hidden(text).split("\n")]
    return "\n".join(lines).strip("\n").lstrip()


def layout(text: str, indent: str, style: Style) -> str:
    """Place cleaned text between its quotes: the value that the literal must have.

    Args:
        text: Text that `clean` returned.
        indent: Whitespace before the docstring's opening quotes.
        style: Where the summary and the closing quotes go.
    """
    first, *rest = text.split("\n")
    if not rest:
        return first
    lines = [indent + line if line else "" for line in rest]
    head = f"\n{indent}{first}" if style.summary_on_second_line else first
    tail = ["", indent] if style.blank_line_at_end else [indent]
    return "\n".join([head, *lines, *tail])


def literal(value: str, quotes: str, can_encode: Callable[[str], bool]) -> str:
    """Write `value` as a triple-quoted literal, the first of the readable forms that reads back as `value`.

    Args:
        value: What the parser must read.
        quotes: The preferred triple quotes.
        can_encode: Whether the file's encoding has all characters of a text.
    """
    if can_encode(value):
        for candidate in _verbatim(value, quotes):
            if _reads_back(candidate, value):
                return candidate
    return f"{quotes}{_escaped(value, quotes[0])}{quotes}"


def _verbatim(value: str, quotes: str) -> Iterator[str]:
    """Forms that hold the value unchanged: raw when there are backslashes, other quotes when the preferred clash."""
    prefix = "r" if "\\" in value else ""
    yield f"{prefix}{quotes}{value}{quotes}"
    for other in QUOTES:
        if other != quotes and quotes in value:
            yield f"{prefix}{other}{value}{other}"


def _reads_back(candidate: str, value: str) -> bool:
    try:
        return bool(ast.literal_eval(candidate) == value)
    except (SyntaxError, ValueError):
        return False


def _escaped(value: str, quote: str) -> str:
    """Escape backslashes, runs of three quotes, and a quote at the end."""
    escaped = value.replace("\\", "\\\\").replace(quote * 3, f"\\{quote}" * 3)
    return re.sub(rf"{quote}\Z", rf"\\{quote}", escaped)
