"""What every store must do; run for each backend by the modules that import it and define the fixture `opened`."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from docgen.cache.interface import Cache
from docgen.cache.lifetime import DAY, NEVER, Lifetime
from docgen.model import Doc, Field
from tests.cache.parts import Clock, fingerprint, make_entry

Opened = Callable[..., Cache]
"""Opens another cache on the same store, with the given lifetime."""


def test_what_was_stored_comes_back_whole(opened: Opened) -> None:
    fields = (Field("a", "One."), Field("*b", "Two."))
    doc = Doc("Sum.", "Long.\n\nText.", fields, "r", "y", fields, fields, "f()\n", is_draft=True)
    entry = make_entry("whole", doc)
    opened().store([entry])
    assert opened().lookup([entry.fingerprint]) == {entry.fingerprint: entry}


def test_a_long_doc_comes_back_whole(opened: Opened) -> None:
    entry = make_entry("long", Doc("Sum.", "Ünïcode " * 2_000), cost=None)
    opened().store([entry])
    assert opened().lookup([entry.fingerprint]) == {entry.fingerprint: entry}


def test_lookup_takes_any_number_and_repetitions(opened: Opened) -> None:
    entries = [make_entry(number) for number in range(120)]
    opened().store(entries)
    wanted = [entry.fingerprint for entry in entries]
    assert len(opened().lookup([*wanted, *wanted, fingerprint("unknown")])) == 120
    assert opened().lookup([]) == {}


def test_a_later_doc_replaces_the_earlier(opened: Opened) -> None:
    cache = opened()
    cache.store([make_entry("x", Doc("Old."))])
    cache.store([make_entry("x", Doc("New."))])
    assert cache.lookup([fingerprint("x")])[fingerprint("x")].doc.summary == "New."


def test_expired_docs_are_misses_even_if_they_are_still_there(opened: Opened, clock: Clock) -> None:
    cache = opened()
    cache.store([make_entry()])
    clock.now += DAY - 1
    assert cache.lookup([fingerprint("a")])
    clock.now += 1
    assert not cache.lookup([fingerprint("a")])


def test_docs_may_live_for_ever(opened: Opened, clock: Clock) -> None:
    opened(Lifetime(doc_seconds=0)).store([make_entry()])
    clock.now += 1_000 * DAY
    assert opened().lookup([fingerprint("a")])


def test_a_hit_late_in_life_renews_it(opened: Opened, clock: Clock) -> None:
    opened().store([make_entry()])
    clock.now += DAY / 2 + 1
    late = opened()
    late.lookup([fingerprint("a")])
    late.close()
    clock.now += DAY / 2 + 1
    assert opened().lookup([fingerprint("a")])


def test_a_hit_early_in_life_does_not(opened: Opened, clock: Clock) -> None:
    opened().store([make_entry()])
    clock.now += DAY / 2 - 1
    early = opened()
    early.lookup([fingerprint("a")])
    early.close()
    clock.now += DAY / 2 + 1
    assert not opened().lookup([fingerprint("a")])


@pytest.mark.parametrize("is_longest_last", [True, False])
def test_of_several_renewals_the_longest_counts(opened: Opened, clock: Clock, is_longest_last: bool) -> None:
    opened().store([make_entry()])
    clock.now += DAY / 2 + 1
    caches = sorted([Lifetime(), Lifetime(doc_seconds=0)], key=lambda each: each.doc_seconds, reverse=is_longest_last)
    renewing = [opened(lifetime) for lifetime in caches]
    for cache in renewing:
        cache.lookup([fingerprint("a")])
    for cache in renewing:
        cache.close()
    clock.now += 10 * DAY
    assert opened().lookup([fingerprint("a")])


def test_untracked_hits_renew_nothing(opened: Opened, clock: Clock) -> None:
    opened().store([make_entry()])
    clock.now += DAY - 1
    reader = opened(Lifetime(tracks_hits=False))
    reader.lookup([fingerprint("a")])
    reader.close()
    clock.now += 2
    assert not opened().lookup([fingerprint("a")])


def test_of_two_claims_one_wins(opened: Opened) -> None:
    assert opened().claim([fingerprint("a"), fingerprint("b")]) == {fingerprint("a"), fingerprint("b")}
    assert opened().claim([fingerprint("b"), fingerprint("c")]) == {fingerprint("c")}


def test_threads_of_one_run_exclude_each_other(opened: Opened) -> None:
    cache = opened()
    wanted = [fingerprint(number) for number in range(20)]
    with ThreadPoolExecutor(8) as pool:
        claims = list(pool.map(lambda _: cache.claim(wanted), range(8)))
    assert sorted(key for claim in claims for key in claim) == sorted(wanted)


def test_a_lease_ends_by_itself(opened: Opened, clock: Clock) -> None:
    opened().claim([fingerprint("a")])
    clock.now += Lifetime().lease_seconds
    assert opened().claim([fingerprint("a")])


def test_a_renewed_lease_lasts_longer(opened: Opened, clock: Clock) -> None:
    holder = opened()
    holder.claim([fingerprint("a")])
    clock.now += Lifetime().lease_seconds - 1
    holder.renew([fingerprint("a")])
    clock.now += Lifetime().lease_seconds - 1
    assert not opened().claim([fingerprint("a")])


def test_only_the_holder_renews_and_releases(opened: Opened, clock: Clock) -> None:
    opened().claim([fingerprint("a")])
    other = opened()
    other.release([fingerprint("a")])
    assert not other.claim([fingerprint("a")])
    clock.now += Lifetime().lease_seconds - 1
    other.renew([fingerprint("a")])
    clock.now += 1
    assert opened().claim([fingerprint("a")])


def test_a_released_lease_is_free_at_once(opened: Opened) -> None:
    holder = opened()
    holder.claim([fingerprint("a")])
    holder.release([fingerprint("a")])
    assert opened().claim([fingerprint("a")])


def test_storing_ends_the_lease(opened: Opened, clock: Clock) -> None:
    holder = opened()
    holder.claim([fingerprint("a")])
    holder.store([make_entry()])
    clock.now += 2 * DAY
    assert opened().claim([fingerprint("a")])


def test_a_lease_is_no_hit(opened: Opened) -> None:
    opened().claim([fingerprint("a")])
    assert not opened().lookup([fingerprint("a")])


def test_a_claim_leaves_a_valid_doc_alone(opened: Opened) -> None:
    opened().store([make_entry()])
    other = opened()
    assert not other.claim([fingerprint("a")])
    other.release([fingerprint("a")])
    other.renew([fingerprint("a")])
    assert opened().lookup([fingerprint("a")])


def test_a_doc_that_never_expires_cannot_be_claimed(opened: Opened) -> None:
    opened(Lifetime(doc_seconds=0)).store([make_entry()])
    assert not opened().claim([fingerprint("a")])


def test_an_expired_doc_can_be_claimed(opened: Opened, clock: Clock) -> None:
    opened().store([make_entry()])
    clock.now += DAY
    assert opened().claim([fingerprint("a")])


def test_a_doc_survives_releases_of_the_run_that_stored_it(opened: Opened) -> None:
    cache = opened()
    cache.claim([fingerprint("a")])
    cache.store([make_entry()])
    cache.release([fingerprint("a")])
    assert cache.lookup([fingerprint("a")])


def test_secrets_and_hidden_characters_do_not_reach_the_store(opened: Opened) -> None:
    opened().store([make_entry(doc=Doc("Use \u200bthe key.", "sk-ant-" + "a1" * 20))])
    doc = opened().lookup([fingerprint("a")])[fingerprint("a")].doc
    assert (doc.summary, doc.description) == ("Use the key.", "[REDACTED]")


def test_a_doc_beyond_the_bounds_is_left_out_with_a_warning(opened: Opened, caplog: pytest.LogCaptureFixture) -> None:
    opened().store([make_entry("huge", Doc("x" * 5_000)), make_entry("fine")])
    assert set(opened().lookup([fingerprint("huge"), fingerprint("fine")])) == {fingerprint("fine")}
    (warning,) = [record.getMessage() for record in caplog.records if record.levelname == "WARNING"]
    assert warning.startswith("A doc was not cached: not a doc: 1 fields do not fit. The next run")


def test_never_is_far_away() -> None:
    assert Lifetime(doc_seconds=0).doc_expiry(0) == NEVER
