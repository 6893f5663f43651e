"""Docstrings as numpydoc has them."""

from __future__ import annotations

from collections.abc import Iterable

from docgen.python.styles.content import Content, Entry
from docgen.python.styles.prose import wrap
from docgen.python.styles.style import Style

_UNKNOWN_TYPE = "object"
"""Numpydoc reads the first line of a return section as the type, so there must be one."""


def sections(content: Content, style: Style, width: int) -> list[list[str]]:
    """The sections' lines, without blank lines between them."""
    indent = " " * style.section_indent
    found = [
        _named("Parameters", content.params, indent, width),
        _typed("Returns", content.returns, indent, width),
        _typed("Yields", content.yields, indent, width),
        _named("Raises", content.raises, indent, width),
        _named("Attributes", content.attributes, indent, width),
    ]
    if content.note:
        found.append([*_header("Notes"), *wrap(content.note, width)])
    if content.example:
        code = [f"{indent}{line}".rstrip() for line in content.example.split("\n")]
        found.append([*_header("Examples"), "::", "", *code])
    return [section for section in found if section]


def _header(title: str) -> list[str]:
    return [title, "-" * len(title)]


def _named(title: str, entries: Iterable[Entry], indent: str, width: int) -> list[str]:
    lines: list[str] = []
    for entry in entries:
        head = f"{entry.name} : {entry.type}" if entry.type else entry.name
        lines += [head, *wrap(entry.description, width, indent, indent)]
    return [*_header(title), *lines] if lines else []


def _typed(title: str, entry: Entry | None, indent: str, width: int) -> list[str]:
    if entry is None:
        return []
    return [*_header(title), entry.type or _UNKNOWN_TYPE, *wrap(entry.description, width, indent, indent)]
