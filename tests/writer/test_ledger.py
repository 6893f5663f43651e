"""Money is counted to the token, and never set aside twice."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docgen.model import Doc, Usage
from docgen.writer.ledger import Ledger, shares
from docgen.writer.models import Model, load_models

SONNET = load_models()["claude-sonnet-5-5"]
COUNTS = st.integers(0, 10**7)


@given(st.builds(Usage, COUNTS, COUNTS, COUNTS, COUNTS), st.lists(st.text(max_size=30), min_size=1, max_size=9))
def test_shares_add_up_to_what_was_billed(usage: Usage, summaries: list[str]) -> None:
    docs = {f"c{number}": Doc(summary) for number, summary in enumerate(summaries)}
    parts = shares(docs, usage, 1.0).values()
    total = Usage()
    for part in parts:
        total += part.usage
    assert total == usage
    assert sum(part.cost_usd or 0 for part in parts) == pytest.approx(1.0)


def test_a_longer_doc_bears_more() -> None:
    parts = shares({"a": Doc("Short."), "b": Doc("Long. " * 50)}, Usage(1_000, 1_000), None)
    assert parts["a"].usage.output_tokens < parts["b"].usage.output_tokens
    assert parts["a"].cost_usd is None


def test_failed_attempts_count_as_calls() -> None:
    ledger = Ledger(SONNET, None)
    ledger.book(3, Usage(1_000_000, 100_000))
    ledger.book(2)
    assert ledger.spending.calls == 5
    assert ledger.spending.usage == Usage(1_000_000, 100_000)
    assert ledger.spending.cost_usd == pytest.approx(3.0)


def test_without_a_price_there_is_no_figure() -> None:
    ledger = Ledger(Model(), None)
    ledger.book(1, Usage(5, 5))
    assert ledger.spending.cost_usd is None


def test_nothing_is_reserved_beyond_the_bound() -> None:
    ledger = Ledger(SONNET, 1.0)
    half = Usage(output_tokens=50_000)
    assert ledger.reserve(half)
    assert ledger.reserve(half)
    assert not ledger.reserve(Usage(output_tokens=1))
    ledger.release(half)
    assert ledger.reserve(half)


def test_what_was_spent_or_lost_is_no_longer_there() -> None:
    ledger = Ledger(SONNET, 1.0)
    ledger.book(1, Usage(output_tokens=50_000))
    ledger.lose(Usage(output_tokens=40_000))
    assert not ledger.reserve(Usage(output_tokens=20_000))
    assert ledger.reserve(Usage(output_tokens=9_000))
