"""Docstrings as reStructuredText field lists, which Sphinx reads without extensions."""

from __future__ import annotations

import re
from collections.abc import Iterator

from docgen.model import SymbolKind
from docgen.python.styles.content import Content
from docgen.python.styles.prose import fitting_block, wrap
from docgen.python.styles.style import Style

_CODE = re.compile(r"(?<!`)`([^`\n]+)`(?!`)")


def sections(content: Content, style: Style, width: int, kind: SymbolKind) -> list[list[str]]:
    """Return the example and one field list, as lines."""
    indent = " " * style.section_indent
    fields = [wrap(text, width, f":{name}: ", indent) for name, text in _fields(content, kind)]
    found = (_example(content.example, indent, width), [line for lines in fields for line in lines])
    return [section for section in found if section]


def with_literals(text: str) -> str:
    """Return the text with code in double backticks: reStructuredText reads single ones as something else."""
    return _CODE.sub(r"``\1``", text)


def _fields(content: Content, kind: SymbolKind) -> Iterator[tuple[str, str]]:
    """Yield field names and their texts."""
    attribute = "var" if kind is SymbolKind.MODULE else "ivar"
    yield from ((f"{attribute} {entry.name}", entry.description) for entry in content.attributes)
    yield from ((f"param {_escaped(entry.name)}", entry.description) for entry in content.params)
    if content.returns:
        yield "returns", content.returns.description
    if content.yields:
        yield "yields", content.yields.description
    yield from ((f"raises {entry.name}", entry.description) for entry in content.raises)
    if content.note:
        yield "note", content.note


def _escaped(name: str) -> str:
    """Keep the stars of `*args` from opening an emphasis."""
    return name.replace("*", "\\*")


def _example(code: tuple[str, ...], indent: str, width: int) -> list[str]:
    """Return the example as a code block, not as a doctest: nobody has run it."""
    block = fitting_block(code, width, indent)
    return [".. code-block:: python", "", *block] if block else []
