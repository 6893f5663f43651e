"""Docstrings as Google's style guide has them."""

from __future__ import annotations

from collections.abc import Iterable

from docgen.python.styles.content import Content, Entry
from docgen.python.styles.prose import wrap
from docgen.python.styles.style import Style


def sections(content: Content, style: Style, width: int) -> list[list[str]]:
    """The sections' lines, without blank lines between them."""
    indent = " " * style.section_indent
    found = [
        _named("Attributes:", content.attributes, indent, width),
        _named("Args:", content.params, indent, width),
        _plain("Returns:", content.returns, indent, width),
        _plain("Yields:", content.yields, indent, width),
        _named("Raises:", content.raises, indent, width),
    ]
    if content.example:
        code = [f"{indent * 2}{line}".rstrip() for line in content.example.split("\n")]
        found.append(["Example:", f"{indent}::", "", *code])
    if content.note:
        found.append(["Note:", *wrap(content.note, width, indent, indent)])
    return [section for section in found if section]


def _named(title: str, entries: Iterable[Entry], indent: str, width: int) -> list[str]:
    lines: list[str] = []
    for entry in entries:
        lines += wrap(entry.description, width, f"{indent}{entry.name}: ", indent * 2)
    return [title, *lines] if lines else []


def _plain(title: str, entry: Entry | None, indent: str, width: int) -> list[str]:
    return [title, *wrap(entry.description, width, indent, indent)] if entry else []
