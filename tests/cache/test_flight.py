"""Single flight: who waits for whom, for how long, and who asks in the end."""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import closing
from pathlib import Path

import pytest

from docgen.cache.flight import Arrived, Inherited, LeaseKeeper, Wait, await_others
from docgen.cache.interface import Entry
from docgen.cache.none import NullCache
from docgen.cache.sqlite import SQLiteCache
from tests.cache.parts import ORDINARY, Clock, fingerprint, make_entry

A, B, C = (fingerprint(name) for name in "abc")


@pytest.fixture
def cache(tmp_path: Path, clock: Clock) -> Iterator[SQLiteCache]:
    with closing(SQLiteCache(tmp_path / "docs.db", lifetime=ORDINARY, clock=clock)) as cache:
        yield cache


def sleeping(clock: Clock, **events: Callable[[], object]) -> Callable[[float], None]:
    """A sleep during which, once the second named by `at_<second>` has come, something happens."""
    due = {int(name.removeprefix("at_")): event for name, event in events.items()}
    start = clock.now

    def sleep(seconds: float) -> None:
        clock.sleep(seconds)
        for second in sorted(second for second in due if clock.now - start >= second):
            due.pop(second)()

    return sleep


def test_docs_that_arrived_before_the_wait_began_cost_no_wait(cache: SQLiteCache, clock: Clock) -> None:
    cache.store([make_entry("a")])
    start = clock.now
    assert list(await_others(cache, [A], Wait(60, clock, clock.sleep))) == [Arrived({A: make_entry("a")})]
    assert clock.now == start


def test_docs_are_given_out_as_they_appear(cache: SQLiteCache, clock: Clock) -> None:
    cache.claim([A, B])
    sleep = sleeping(clock, at_10=lambda: cache.store([make_entry("a")]), at_40=lambda: cache.store([make_entry("b")]))
    events = await_others(cache, [A, B], Wait(100, clock, sleep))
    assert list(events) == [Arrived({A: make_entry("a")}), Arrived({B: make_entry("b")})]


def test_what_is_released_is_inherited_soon(cache: SQLiteCache, clock: Clock) -> None:
    cache.claim([A, B])
    start = clock.now
    events = await_others(cache, [A, B], Wait(1_000, clock, sleeping(clock, at_10=lambda: cache.release([A]))))
    assert next(events) == Inherited(frozenset({A}))
    assert clock.now - start < 40
    assert not cache.claim([A])


def test_a_runner_that_died_blocks_nobody_longer_than_its_lease(cache: SQLiteCache, clock: Clock) -> None:
    cache.claim([A])
    start = clock.now
    assert list(await_others(cache, [A], Wait(1_000, clock, clock.sleep))) == [Inherited(frozenset({A}))]
    assert clock.now - start <= ORDINARY.lease_seconds + 20


def test_the_wait_is_bounded_even_if_the_holder_never_ends(cache: SQLiteCache, clock: Clock) -> None:
    cache.claim([A])
    start = clock.now

    def sleep(seconds: float) -> None:
        clock.sleep(seconds)
        cache.renew([A])

    assert list(await_others(cache, [A], Wait(300, clock, sleep))) == [Inherited(frozenset({A}))]
    assert clock.now - start == pytest.approx(300)


def test_others_are_asked_soon_at_first_and_then_more_rarely() -> None:
    clock, pauses, asked = Clock(), [], []

    class WaitedFor(NullCache):
        def lookup(self, fingerprints: Collection[str]) -> Mapping[str, Entry]:
            asked.append("lookup")
            return {}

        def claim(self, fingerprints: Collection[str]) -> frozenset[str]:
            asked.append("claim")
            return frozenset()

    def sleep(seconds: float) -> None:
        pauses.append(seconds)
        clock.sleep(seconds)

    assert list(await_others(WaitedFor(), [A], Wait(20, clock, sleep))) == [Inherited(frozenset({A}))]
    assert pauses == pytest.approx([1, 1.5, 2.25, 3.375, 5, 5, 1.875])
    assert asked == ["lookup", "lookup", "lookup", "claim", "lookup", "lookup", "lookup", "claim", "lookup", "lookup"]


def test_the_time_that_the_caller_takes_does_not_lose_docs(cache: SQLiteCache, clock: Clock) -> None:
    cache.claim([A, B])
    cache.release([A])
    events = await_others(cache, [A, B], Wait(50, clock, clock.sleep))
    assert next(events) == Inherited(frozenset({A}))
    clock.now += 500
    cache.store([make_entry("b")])
    assert list(events) == [Arrived({B: make_entry("b")})]


def test_nothing_to_wait_for_takes_no_look() -> None:
    assert list(await_others(NullCache(), [], Wait(60))) == []


def test_who_is_stopped_waits_no_longer(cache: SQLiteCache, clock: Clock) -> None:
    cache.claim([A, B])
    start = clock.now
    sleep = sleeping(clock, at_3=lambda: cache.store([make_entry("a")]))
    events = await_others(cache, [A, B], Wait(1_000, clock, sleep, is_stopped=lambda: clock.now - start > 3))
    assert list(events) == [Arrived({A: make_entry("a")}), Inherited(frozenset({B}))]
    assert clock.now - start < 10


class RecordingCache(NullCache):
    """Remembers renewals and releases."""

    def __init__(self) -> None:
        self.renewed: list[frozenset[str]] = []
        self.released: list[frozenset[str]] = []
        self.has_renewed = threading.Event()

    def renew(self, fingerprints: Collection[str]) -> None:
        self.renewed.append(frozenset(fingerprints))
        self.has_renewed.set()

    def release(self, fingerprints: Collection[str]) -> None:
        self.released.append(frozenset(fingerprints))


def test_leases_are_renewed_until_their_docs_are_settled() -> None:
    cache = RecordingCache()
    with LeaseKeeper(cache, interval=0.001) as leases:
        leases.hold([A])
        leases.hold([B])
        assert cache.has_renewed.wait(10)
        leases.settle([A])
        cache.has_renewed.clear()
        assert cache.has_renewed.wait(10)
        cache.has_renewed.clear()
        assert cache.has_renewed.wait(10)
        leases.settle([B])
    assert {A, B} in cache.renewed
    assert cache.renewed[-1] == {B}
    assert cache.released == []


def test_what_is_given_up_is_released_at_once() -> None:
    cache = RecordingCache()
    with LeaseKeeper(cache) as leases:
        leases.hold([A, B])
        leases.give_up([A])
        assert cache.released == [{A}]
        leases.settle([B])
    assert cache.released == [{A}]


def test_what_was_not_settled_is_released_even_if_the_work_fails() -> None:
    cache = RecordingCache()

    def work() -> None:
        with LeaseKeeper(cache) as leases:
            leases.hold([A, B, C])
            leases.settle([B])
            raise InterruptedError

    with pytest.raises(InterruptedError):
        work()
    assert cache.released == [{A, C}]
