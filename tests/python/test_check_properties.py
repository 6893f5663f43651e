"""What holds of the truth gate for every doc."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from docgen.model import Doc, Symbol, Verdict
from docgen.python.check import judge
from docgen.python.stale import stale_reasons
from docgen.python.styles import Convention, Style, render
from tests.python.strategies import SYMBOLS, hostile_docs, true_docs

SYMBOL = st.sampled_from(SYMBOLS)


@settings(max_examples=200, deadline=None)
@given(SYMBOL, hostile_docs())
def test_mended_doc_holds_and_is_mended_no_further(symbol: Symbol, doc: Doc) -> None:
    verdict = judge(symbol, doc)
    if verdict.mended is not None:
        assert judge(symbol, verdict.mended) == Verdict((), verdict.mended)


@settings(max_examples=100, deadline=None)
@given(SYMBOL, hostile_docs())
def test_problems_are_few_words_on_one_line(symbol: Symbol, doc: Doc) -> None:
    for problem in judge(symbol, doc).problems:
        assert "\n" not in problem
        assert len(problem) < 400


@settings(max_examples=200, deadline=None)
@given(SYMBOL.flatmap(lambda symbol: st.tuples(st.just(symbol), true_docs(symbol))))
def test_true_doc_holds(pair: tuple[Symbol, Doc]) -> None:
    symbol, doc = pair
    assert judge(symbol, doc) == Verdict((), doc)


@settings(max_examples=200, deadline=None)
@given(SYMBOL, hostile_docs(), st.sampled_from(Convention))
def test_what_was_just_written_is_not_stale(symbol: Symbol, doc: Doc, convention: Convention) -> None:
    mended = judge(symbol, doc).mended
    if mended is not None:
        docstring = render(mended, symbol, Style(convention), 4)
        assert stale_reasons(_with_docstring(symbol, docstring)) == ()


def _with_docstring(symbol: Symbol, docstring: str) -> Symbol:
    return Symbol(
        symbol.path, symbol.qualified_name, symbol.kind, symbol.span, symbol.signature, docstring, symbol.facts,
        symbol.is_public, symbol.decorators, symbol.bases,
    )  # fmt: skip
