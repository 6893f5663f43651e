"""Docstrings as Google's style guide has them."""

from __future__ import annotations

import re
from collections.abc import Iterable

from docgen.python.styles.content import Content, Entry
from docgen.python.styles.prose import fitting_block, wrap
from docgen.python.styles.style import Style

_LOOKS_LIKE_TYPE = re.compile(r"([^\s:]+):(?=\s)")


def sections(content: Content, style: Style, width: int) -> list[list[str]]:
    """Return the sections' lines."""
    indent = " " * style.section_indent
    found = [
        _named("Attributes:", content.attributes, indent, width),
        _named("Args:", content.params, indent, width),
        _result("Returns:", content.returns, indent, width),
        _result("Yields:", content.yields, indent, width),
        _named("Raises:", content.raises, indent, width),
        _example(content.example, indent, width),
        ["Note:", *wrap(content.note, width, indent, indent)] if content.note else [],
    ]
    return [section for section in found if section]


def _named(title: str, entries: Iterable[Entry], indent: str, width: int) -> list[str]:
    lines: list[str] = []
    for entry in entries:
        lines += wrap(entry.description, width, f"{indent}{entry.name}: ", indent * 2)
    return [title, *lines] if lines else []


def _result(title: str, entry: Entry | None, indent: str, width: int) -> list[str]:
    """Return a section without names; a first word with a colon would be read as a type."""
    if entry is None:
        return []
    return [title, *wrap(_LOOKS_LIKE_TYPE.sub(r"\1 -", entry.description, count=1), width, indent, indent)]


def _example(code: tuple[str, ...], indent: str, width: int) -> list[str]:
    """Return the example as a literal block, not as a doctest: nobody has run it."""
    block = fitting_block(code, width, indent * 2)
    return ["Example:", f"{indent}::", "", *block] if block else []
