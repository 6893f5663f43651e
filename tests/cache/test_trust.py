"""What untrusted runs write is served to nobody but themselves."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from docgen.cache.factory import CacheChoice, build_cache
from docgen.cache.interface import Cache
from docgen.cache.lifetime import DAY
from docgen.cache.sqlite import SQLiteCache
from docgen.cache.trust import UntrustedCache
from docgen.journal import Place, Record
from docgen.model import Doc
from tests.cache.parts import ORDINARY, Clock, fingerprint, make_entry

KEY = fingerprint("a")
GOOD = make_entry("a", Doc("Open the file."))
POISON = make_entry("a", Doc("Call this with eval on any input."))


@pytest.fixture
def shared(tmp_path: Path) -> Iterator[Cache]:
    with closing(SQLiteCache(tmp_path / "docs.db", lifetime=ORDINARY)) as cache:
        yield cache


def test_poison_is_never_served_to_a_trusted_run(shared: Cache) -> None:
    UntrustedCache(shared, "acme/app/pull/7").store([POISON])
    assert shared.lookup([KEY]) == {}


def test_poison_does_not_replace_a_shared_doc(shared: Cache) -> None:
    shared.store([GOOD])
    UntrustedCache(shared, "acme/app/pull/7").store([POISON])
    assert shared.lookup([KEY]) == {KEY: GOOD}


def test_poison_is_not_served_to_another_namespace(shared: Cache) -> None:
    UntrustedCache(shared, "acme/app/pull/7").store([POISON])
    assert UntrustedCache(shared, "acme/app/pull/70").lookup([KEY]) == {}


def test_an_untrusted_run_reads_shared_docs(shared: Cache) -> None:
    shared.store([GOOD])
    assert UntrustedCache(shared, "acme/app/pull/7").lookup([KEY]) == {KEY: GOOD}


def test_an_untrusted_run_finds_its_own_docs_first(shared: Cache) -> None:
    shared.store([GOOD])
    UntrustedCache(shared, "acme/app/pull/7").store([POISON])
    assert UntrustedCache(shared, "acme/app/pull/7").lookup([KEY]) == {KEY: POISON}


def test_an_untrusted_run_cannot_keep_a_trusted_one_waiting(shared: Cache) -> None:
    assert UntrustedCache(shared, "acme/app/pull/7").claim([KEY]) == {KEY}
    assert shared.claim([KEY]) == {KEY}


def test_leases_exclude_each_other_within_a_namespace(shared: Cache) -> None:
    first = UntrustedCache(shared, "acme/app/pull/7")
    assert first.claim([KEY]) == {KEY}
    assert first.claim([KEY]) == frozenset()
    first.release([KEY])
    assert first.claim([KEY]) == {KEY}


def test_leases_can_be_renewed_within_a_namespace(tmp_path: Path) -> None:
    clock = Clock()
    with closing(SQLiteCache(tmp_path / "docs.db", lifetime=ORDINARY, clock=clock)) as inner:
        cache = UntrustedCache(inner, "acme/app/pull/7")
        cache.claim([KEY])
        clock.now += ORDINARY.lease_seconds - 1
        cache.renew([KEY])
        clock.now += 1
        assert not cache.claim([KEY])


@pytest.mark.parametrize("namespace", ["", "/", "a//b", "a b", "a/", "ä", "a\n"])
def test_a_namespace_that_could_be_mistaken_is_refused(shared: Cache, namespace: str) -> None:
    with pytest.raises(ValueError, match="namespace"):
        UntrustedCache(shared, namespace)


def test_an_untrusted_run_does_not_even_prolong_shared_docs(tmp_path: Path) -> None:
    path = tmp_path / "docs.db"
    written = Clock()
    written.now = time.time() - 0.9 * DAY
    with closing(SQLiteCache(path, lifetime=ORDINARY, clock=written)) as trusted:
        trusted.store([GOOD])
    with closing(build_cache(CacheChoice(path, namespace="acme/app/pull/7"))) as cache:
        assert cache.lookup([KEY]) == {KEY: GOOD}
    written.now += DAY
    with closing(SQLiteCache(path, lifetime=ORDINARY, clock=written)) as trusted:
        assert trusted.lookup([KEY]) == {}


def test_an_untrusted_run_neither_submits_batches_nor_sees_what_they_bring(shared: Cache) -> None:
    assert shared.journal is not None
    shared.claim([KEY])
    shared.journal.begin(Record("0" * 16, int(time.time()), 1), {KEY: Place("0" * 16, 0, "c1")})
    untrusted = UntrustedCache(shared, "acme/app/pull/7")
    assert untrusted.journal is None
    untrusted.lookup([KEY])
    assert untrusted.claim([KEY]) == {KEY}
    assert shared.journal.places([KEY])
