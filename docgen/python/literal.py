"""Docstring texts as string literals: laid out for their place, quoted so that the parser reads back what was meant."""

from __future__ import annotations

import re

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
    """Write a value as a triple-quoted literal, without escapes if some quotes and a raw prefix allow it.

    Args:
        value: What the parser must read.
        quotes: The preferred triple quotes.
        encoding: The file's encoding; characters that it lacks become escapes.
    """
    if _survives(value, encoding):
        prefix = "r" if "\\" in value else ""
        for candidate in (quotes, *_QUOTES):
            if candidate not in value and not value.endswith((candidate[0], "\\")):
                return f"{prefix}{candidate}{value}{candidate}"
    escaped = "".join(
        character if _survives(character, encoding) else character.encode("ascii", "backslashreplace").decode()
        for character in _escaped(value, quotes[0])
    )
    return f"{quotes}{escaped}{quotes}"


def _survives(text: str, encoding: str) -> bool:
    """Tell whether an encoding has all characters of a text, and gives each back: some take a yen for a backslash."""
    try:
        return text.encode(encoding).decode(encoding) == text
    except UnicodeError:
        return False


def _escaped(value: str, quote: str) -> str:
    """Escape backslashes, runs of three quotes, and a quote at the end."""
    escaped = value.replace("\\", "\\\\").replace(quote * 3, f"\\{quote}" * 3)
    return re.sub(rf"{quote}\Z", rf"\\{quote}", escaped)
