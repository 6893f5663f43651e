"""What every store must do with batches; run for each backend by the modules that import it."""

from __future__ import annotations

from docgen.cache.interface import Cache
from docgen.cache.lifetime import DAY, Lifetime
from docgen.journal import KEPT_SECONDS, Journal, Place, Record
from tests.cache.contract import Opened
from tests.cache.parts import Clock, fingerprint, make_entry

NAME, OTHER = "0123456789abcdef", "fedcba9876543210"
A, B, C = (fingerprint(name) for name in "abc")


def journal_of(cache: Cache) -> Journal:
    assert cache.journal is not None
    return cache.journal


def record_at(clock: Clock, name: str = NAME) -> Record:
    return Record(name, int(clock.now), 2)


def submit(cache: Cache, clock: Clock, *fingerprints: str, name: str = NAME) -> frozenset[str]:
    """Claim, and bind what was got to a batch."""
    places = {key: Place(name, number, f"c{number + 1}") for number, key in enumerate(fingerprints)}
    ours = cache.claim(fingerprints)
    return journal_of(cache).begin(record_at(clock, name), {key: places[key] for key in ours})


def find(cache: Cache, *fingerprints: str) -> dict[str, Place]:
    """What a run sees that looks up and claims."""
    cache.lookup(fingerprints)
    return dict(journal_of(cache).places(cache.claim(fingerprints)))


def test_what_was_bound_is_granted_to_all_with_its_place(opened: Opened, clock: Clock) -> None:
    assert submit(opened(), clock, A, B) == {A, B}
    for _ in range(2):
        assert find(opened(), A, B) == {A: Place(NAME, 0, "c1"), B: Place(NAME, 1, "c2")}


def test_only_ones_own_leases_can_be_bound(opened: Opened, clock: Clock) -> None:
    opened().claim([B])
    cache = opened()
    cache.claim([A])
    assert journal_of(cache).begin(record_at(clock), {A: Place(NAME, 0, "c1"), B: Place(NAME, 0, "c2")}) == {A}
    assert not opened().claim([B])


def test_who_waits_for_a_lease_is_granted_the_place_that_comes_of_it(opened: Opened, clock: Clock) -> None:
    submitter, waiting = opened(), opened()
    submitter.claim([A])
    assert not find(waiting, A)
    assert not waiting.claim([A])
    journal_of(submitter).begin(record_at(clock), {A: Place(NAME, 0, "c1")})
    assert find(waiting, A) == {A: Place(NAME, 0, "c1")}


def test_a_place_lasts_as_long_as_the_results(opened: Opened, clock: Clock) -> None:
    submit(opened(), clock, A)
    clock.now += KEPT_SECONDS - 1
    assert find(opened(), A)
    assert journal_of(opened()).find(NAME)
    clock.now += 1
    cache = opened()
    cache.lookup([A])
    assert cache.claim([A]) == {A}
    assert not journal_of(cache).places([A])
    assert journal_of(cache).find(NAME) is None


def test_neither_renewal_nor_release_nor_closing_touches_a_place(opened: Opened, clock: Clock) -> None:
    cache = opened()
    submit(cache, clock, A)
    cache.renew([A])
    cache.release([A])
    cache.close()
    clock.now += 2 * DAY
    assert find(opened(), A)


def test_the_record_is_found_with_its_id_once_there_is_one(opened: Opened, clock: Clock) -> None:
    cache = opened()
    submit(cache, clock, A)
    assert journal_of(opened()).find(NAME) == record_at(clock)
    journal_of(cache).confirm(NAME, "msgbatch_01ABC")
    assert journal_of(opened()).find(NAME) == Record(NAME, int(clock.now), 2, "msgbatch_01ABC")
    assert journal_of(opened()).find(OTHER) is None


def test_what_is_stored_needs_no_batch(opened: Opened, clock: Clock) -> None:
    submit(opened(), clock, A)
    opened().store([make_entry("a")])
    cache = opened()
    assert cache.lookup([A])
    assert not cache.claim([A])


def test_of_two_that_take_back_one_gets_it(opened: Opened, clock: Clock) -> None:
    submit(opened(), clock, A, B)
    one, other = opened(), opened()
    assert find(one, A, B)
    assert find(other, A, B)
    assert journal_of(one).take_back([A], NAME) == {A}
    assert not journal_of(one).places([A])
    assert journal_of(other).take_back([A, B], NAME) == {B}
    assert journal_of(other).take_back([A], OTHER) == frozenset()


def test_what_was_taken_back_is_an_ordinary_lease(opened: Opened, clock: Clock) -> None:
    submit(opened(), clock, A)
    cache = opened()
    find(cache, A)
    journal_of(cache).take_back([A], NAME)
    rival = opened()
    rival.lookup([A])
    assert not rival.claim([A])
    clock.now += Lifetime().lease_seconds - 1
    cache.renew([A])
    clock.now += Lifetime().lease_seconds - 1
    assert not rival.claim([A])
    cache.release([A])
    assert rival.claim([A]) == {A}
    assert not journal_of(rival).places([A])


def test_what_was_taken_back_can_be_bound_again(opened: Opened, clock: Clock) -> None:
    submit(opened(), clock, A)
    cache = opened()
    find(cache, A)
    journal_of(cache).take_back([A], NAME)
    assert journal_of(cache).begin(record_at(clock, OTHER), {A: Place(OTHER, 4, "c9")}) == {A}
    assert find(opened(), A) == {A: Place(OTHER, 4, "c9")}


def test_the_cost_is_reported_by_the_first(opened: Opened, clock: Clock) -> None:
    submit(opened(), clock, A)
    assert [journal_of(opened()).account(NAME) for _ in range(3)] == [True, False, False]


def test_a_batch_that_was_never_recorded_gets_neither_an_id_nor_its_cost_reported(opened: Opened) -> None:
    journal = journal_of(opened())
    journal.confirm(OTHER, "msgbatch_01ABC")
    assert journal.find(OTHER) is None
    assert not journal.account(OTHER)


def test_a_record_that_is_written_again_keeps_its_places(opened: Opened, clock: Clock) -> None:
    cache = opened()
    submit(cache, clock, A)
    journal_of(cache).begin(Record(NAME, int(clock.now), 1), {})
    found = journal_of(opened()).find(NAME)
    assert found is not None
    assert found.requests == 1
    assert find(opened(), A)
