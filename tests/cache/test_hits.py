"""What hits leave behind at the end of a run."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest

from docgen.cache.hits import Hits, HitTracker, history_begins
from docgen.cache.item import Item
from docgen.cache.lifetime import DAY, Lifetime
from tests.cache.parts import ORDINARY, fingerprint, make_entry

MORNING = 1_800_000_000.0  # 2027-01-15, eight o'clock in the morning, in UTC


@pytest.fixture
def far_east(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A machine on which the next day has begun in the afternoon of UTC."""
    with monkeypatch.context() as patch:
        patch.setenv("TZ", "EAST-14")
        time.tzset()
        yield
    time.tzset()


def item(name: object, expires: float, cost: float | None = 0.25) -> Item:
    return Item(make_entry(name, cost=cost), int(MORNING), int(expires))


def test_what_expires_first_is_prolonged_first() -> None:
    hits = HitTracker(ORDINARY)
    seconds = {name: number for number, name in enumerate("hgfedcba", start=10)}
    hits.record([item(name, MORNING + seconds[name]) for name in "abcdefgh"], MORNING)
    assert hits.drain_renewals() == [fingerprint(name) for name in "hgfedcba"]
    assert hits.drain_renewals() == []


def test_a_doc_of_unknown_cost_saves_nothing_that_is_known(far_east: None) -> None:
    hits = HitTracker(Lifetime(doc_seconds=0))
    hits.record([item("a", MORNING + DAY, cost=None), item("b", MORNING + DAY)], MORNING)
    assert hits.drain_history(MORNING + DAY / 2) == [Hits("2027-01-15", "claude-x", 2, 0.25)]


def test_the_history_begins_on_a_day_of_utc(far_east: None) -> None:
    assert history_begins(MORNING + 90 * DAY + DAY / 2) == "2027-01-15"
