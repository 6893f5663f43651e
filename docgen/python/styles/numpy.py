"""Docstrings as numpydoc has them."""

from __future__ import annotations

from collections.abc import Iterable

from docgen.python.styles.content import Content, Entry
from docgen.python.styles.prose import fitting_block, wrap
from docgen.python.styles.style import Style

_ANY_TYPE = "object"
"""Numpydoc reads the first line of a result as its type, so there must be one."""

_TITLES = frozenset(
    {"parameters", "returns", "yields", "receives", "raises", "warns", "warnings", "attributes", "methods", "notes"}
    | {"references", "examples"}
)
"""Names that would be read as titles if they stood alone on a line."""


def sections(content: Content, style: Style, width: int) -> list[list[str]]:
    """Return the sections' lines."""
    indent = " " * style.section_indent
    found = [
        _named("Parameters", content.params, indent, width),
        _result("Returns", content.returns, indent, width),
        _result("Yields", content.yields, indent, width),
        _named("Raises", content.raises, indent, width),
        _named("Attributes", content.attributes, indent, width),
        [*_header("Notes"), *wrap(content.note, width)] if content.note else [],
        _example(content.example, indent, width),
    ]
    return [section for section in found if section]


def _header(title: str) -> list[str]:
    return [title, "-" * len(title)]


def _named(title: str, entries: Iterable[Entry], indent: str, width: int) -> list[str]:
    lines: list[str] = []
    for entry in entries:
        lines += [_head(entry, width), *wrap(entry.description, width, indent, indent)]
    return [*_header(title), *lines] if lines else []


def _head(entry: Entry, width: int) -> str:
    """Return the name with its type; without one that is too long for a line."""
    typed = f"{entry.name} : {entry.type}"
    if entry.type and len(typed) <= width:
        return typed
    return f"{entry.name} : {_ANY_TYPE}" if entry.name.lower() in _TITLES else entry.name


def _result(title: str, entry: Entry | None, indent: str, width: int) -> list[str]:
    if entry is None:
        return []
    shown = entry.type if entry.type and len(entry.type) <= width else _ANY_TYPE
    return [*_header(title), shown, *wrap(entry.description, width, indent, indent)]


def _example(code: tuple[str, ...], indent: str, width: int) -> list[str]:
    """Return the example as a literal block, not as a doctest: nobody has run it."""
    block = fitting_block(code, width, indent)
    return [*_header("Examples"), "::", "", *block] if block else []
