"""From a doc to the text of a docstring."""

from __future__ import annotations

from docgen.model import Doc, Symbol
from docgen.python.styles import google, numpy, sphinx
from docgen.python.styles.content import Content, make_content
from docgen.python.styles.prose import wrap
from docgen.python.styles.style import Convention, Style
from docgen.python.texts import map_prose


def render(doc: Doc, symbol: Symbol, style: Style, indent: int = 0) -> str:
    """Render a docstring's text, without quotes and indentation.

    Args:
        doc: The doc, as it passed the truth gate.
        symbol: What it is about.
        style: How the repository's docstrings look.
        indent: Columns that the docstring will be indented by.
    """
    width = style.line_length - indent
    if style.convention is Convention.SPHINX:
        doc = map_prose(doc, sphinx.with_literals)
    content = make_content(doc, symbol, width, full_stop=style.full_stop)
    blocks = [list(content.description)] if content.description else []
    blocks += _sections(content, symbol, style, width)
    summary = wrap(content.summary, width - _quotes_beside_summary(style, has_more=bool(blocks)))
    return "\n\n".join("\n".join(block) for block in [summary, *blocks])


def _quotes_beside_summary(style: Style, *, has_more: bool) -> int:
    """Count the columns that quotes take on the summary's line."""
    if not has_more:
        return 2 * len(style.quotes)
    return 0 if style.summary_on_second_line else len(style.quotes)


def _sections(content: Content, symbol: Symbol, style: Style, width: int) -> list[list[str]]:
    match style.convention:
        case Convention.GOOGLE:
            return google.sections(content, style, width)
        case Convention.NUMPY:
            return numpy.sections(content, style, width)
        case Convention.SPHINX:
            return sphinx.sections(content, style, width, symbol.kind)
