"""Docstrings as reStructuredText field lists, which Sphinx reads without extensions."""

from __future__ import annotations

from docgen.model import SymbolKind
from docgen.python.styles.content import Content
from docgen.python.styles.prose import wrap
from docgen.python.styles.style import Style


def sections(content: Content, style: Style, width: int, kind: SymbolKind) -> list[list[str]]:
    """The example, if any, and one field list."""
    indent = " " * style.section_indent
    attribute = "var" if kind is SymbolKind.MODULE else "ivar"
    fields = [(f"{attribute} {entry.name}", entry.description) for entry in content.attributes]
    fields += [(f"param {entry.name}", entry.description) for entry in content.params]
    fields += [("returns", content.returns.description)] if content.returns else []
    fields += [("yields", content.yields.description)] if content.yields else []
    fields += [(f"raises {entry.name}", entry.description) for entry in content.raises]
    fields += [("note", content.note)] if content.note else []
    found = [_example(content.example, indent)] if content.example else []
    lines = [line for name, text in fields for line in wrap(text, width, f":{name}: ", indent)]
    return [*found, lines] if lines else found


def _example(code: str, indent: str) -> list[str]:
    return [".. code-block:: python", "", *(f"{indent}{line}".rstrip() for line in code.split("\n"))]
