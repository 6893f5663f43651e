"""What holds of rendered docs: a reader of docstrings finds in them what was put in."""

from __future__ import annotations

import inspect
import textwrap

import docstring_parser
import pytest
from docstring_parser.common import DocstringStyle
from hypothesis import given, settings
from hypothesis import strategies as st

from docgen.model import Doc, Symbol
from docgen.python.check import judge
from docgen.python.styles import Convention, Style, render
from tests.python.strategies import SYMBOLS, hostile_docs, true_docs

PARSERS = {
    Convention.GOOGLE: DocstringStyle.GOOGLE,
    Convention.NUMPY: DocstringStyle.NUMPYDOC,
    Convention.SPHINX: DocstringStyle.REST,
}
SYMBOL_AND_DOC = st.sampled_from(SYMBOLS).flatmap(lambda symbol: st.tuples(st.just(symbol), true_docs(symbol)))


def flat(text: str | None) -> str:
    return " ".join((text or "").split())


@pytest.mark.parametrize("convention", list(Convention))
@settings(max_examples=60, deadline=None)
@given(pair=SYMBOL_AND_DOC)
def test_docstring_parser_reads_the_fields_back(convention: Convention, pair: tuple[Symbol, Doc]) -> None:
    symbol, doc = pair
    parsed = docstring_parser.parse(render(doc, symbol, Style(convention, line_length=400), 4), PARSERS[convention])
    entries = {
        (meta.args[0], getattr(meta, "arg_name", "").replace("\\", "")): flat(meta.description) for meta in parsed.meta
    }
    params = {("param", field.name): field.description for field in doc.params}
    assert params.items() <= entries.items()
    if doc.returns:
        assert entries["returns", ""] == doc.returns
    if doc.yields:
        assert entries["yields", ""] == doc.yields
    raised = {meta.type_name: flat(meta.description) for meta in parsed.raises}
    assert raised == {field.name: field.description for field in doc.raises}


@settings(max_examples=200, deadline=None)
@given(
    st.sampled_from(SYMBOLS),
    hostile_docs(),
    st.builds(Style, st.sampled_from(Convention), st.integers(60, 120), summary_on_second_line=st.booleans()),
    st.sampled_from([0, 4, 8]),
)
def test_rendered_text_is_clean_and_reads_as_itself(symbol: Symbol, doc: Doc, style: Style, indent: int) -> None:
    mended = judge(symbol, doc).mended
    text = render(mended, symbol, style, indent) if mended else ""
    assert text == inspect.cleandoc(textwrap.indent(text, "    "))
    assert all(line == line.rstrip() for line in text.split("\n"))
    assert "\n\n\n" not in text
