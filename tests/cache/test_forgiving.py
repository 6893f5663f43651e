"""A cache that fails is told of once and then behaves as an empty one."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path

import pytest

from docgen.cache.forgiving import ForgivingCache
from docgen.cache.interface import Cache, Entry, IncompleteLookupError
from docgen.cache.none import NullCache
from docgen.cache.sqlite import SQLiteCache
from docgen.errors import CacheError
from docgen.journal import Place, Record
from tests.cache.parts import ORDINARY, fingerprint, make_entry

KEYS = frozenset({fingerprint("a"), fingerprint("b")})


class FailingCache(NullCache):
    """Fails as long as `error` is set, and remembers what it was given."""

    def __init__(self, error: Exception | None = None) -> None:
        self.error = error or CacheError("The disk is gone.", "Get a new one.")
        self.is_down = True
        self.stored: list[Entry] = []

    def _check(self) -> None:
        if self.is_down:
            raise self.error

    def lookup(self, fingerprints: Collection[str]) -> Mapping[str, Entry]:
        self._check()
        return {}

    def store(self, entries: Collection[Entry]) -> None:
        self._check()
        self.stored += entries

    def claim(self, fingerprints: Collection[str]) -> frozenset[str]:
        self._check()
        return frozenset()

    def renew(self, fingerprints: Collection[str]) -> None:
        self._check()

    def release(self, fingerprints: Collection[str]) -> None:
        self._check()

    def close(self) -> None:
        self._check()


def use_all(cache: Cache) -> None:
    assert cache.lookup(KEYS) == {}
    assert cache.claim(KEYS) == KEYS
    cache.store([make_entry()])
    cache.renew(KEYS)
    cache.release(KEYS)
    cache.close()


def test_a_cache_that_fails_is_told_of_once(caplog: pytest.LogCaptureFixture) -> None:
    use_all(ForgivingCache(FailingCache))
    messages = [record.getMessage() for record in caplog.records if record.levelname == "WARNING"]
    assert messages == ["The disk is gone. Get a new one. The run goes on without the cache."]


def test_failures_after_the_first_are_for_the_debug_log(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    cache = ForgivingCache(FailingCache)
    cache.store([make_entry()])
    cache.close()
    messages = [(record.levelname, record.getMessage()) for record in caplog.records]
    assert messages[1:] == [
        ("DEBUG", "The cache failed again: The disk is gone. Get a new one."),
        ("INFO", "1 docs of this run are not in the cache."),
    ]


def test_a_cache_that_cannot_be_opened_is_an_empty_one(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "file").touch()
    use_all(ForgivingCache(lambda: SQLiteCache(tmp_path / "file" / "x.db", lifetime=ORDINARY)))
    assert [record.levelname for record in caplog.records].count("WARNING") == 1


def test_unexpected_errors_are_forgiven_without_quoting_them(caplog: pytest.LogCaptureFixture) -> None:
    use_all(ForgivingCache(lambda: FailingCache(ValueError("secret"))))
    assert "ValueError" in caplog.text
    assert "secret" not in caplog.text


def test_interrupts_are_not_forgiven() -> None:
    def interrupted() -> Cache:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        ForgivingCache(interrupted).lookup(KEYS)


@pytest.mark.parametrize("failing", ["lookup", "claim", "store", "renew", "release"])
def test_after_any_failure_every_claim_is_won(failing: str) -> None:
    inner = FailingCache()
    cache = ForgivingCache(lambda: inner)
    getattr(cache, failing)([make_entry()] if failing == "store" else KEYS)
    inner.is_down = False
    assert cache.claim(KEYS) == KEYS


def test_docs_that_were_paid_for_are_stored_in_the_end_if_the_cache_is_back() -> None:
    inner = FailingCache()
    cache = ForgivingCache(lambda: inner)
    cache.store([make_entry("a")])
    cache.store([make_entry("b")])
    inner.is_down = False
    cache.close()
    assert inner.stored == [make_entry("a"), make_entry("b")]


def test_docs_that_were_stored_are_not_stored_again_in_the_end() -> None:
    inner = FailingCache()
    inner.is_down = False
    cache = ForgivingCache(lambda: inner)
    cache.store([make_entry()])
    cache.close()
    assert inner.stored == [make_entry()]


def test_what_a_failing_lookup_found_is_used(caplog: pytest.LogCaptureFixture) -> None:
    class HalfCache(NullCache):
        def lookup(self, fingerprints: Collection[str]) -> Mapping[str, Entry]:
            raise IncompleteLookupError("It broke.", "Mend it.", {fingerprint("a"): make_entry()})

    assert ForgivingCache(HalfCache).lookup(KEYS) == {fingerprint("a"): make_entry()}
    assert "It broke. Mend it." in caplog.text


def test_nothing_is_opened_before_it_is_used() -> None:
    def never() -> Cache:
        raise AssertionError

    ForgivingCache(never).close()


def test_a_store_that_failed_remembers_no_batch(tmp_path: Path) -> None:
    folder = tmp_path / "taken"
    folder.write_text("a file where the cache wants a folder")
    cache = ForgivingCache(lambda: SQLiteCache(folder / "docs.db", lifetime=ORDINARY))
    journal = cache.journal
    record, places = Record("0" * 16, 1, 1), {key: Place("0" * 16, 0, "c1") for key in KEYS}
    assert journal.begin(record, places) == frozenset()
    journal.confirm(record.name, "msgbatch_1")
    assert journal.find(record.name) is None
    assert journal.places(KEYS) == {}
    assert journal.take_back(KEYS, record.name) == KEYS
    assert journal.account(record.name)


def test_leases_that_are_given_back_are_free_for_others(tmp_path: Path) -> None:
    ours = ForgivingCache(lambda: SQLiteCache(tmp_path / "docs.db", lifetime=ORDINARY))
    theirs = SQLiteCache(tmp_path / "docs.db", lifetime=ORDINARY)
    key = fingerprint("a")
    assert ours.claim([key]) == {key}
    assert theirs.claim([key]) == frozenset()
    ours.release([key])
    assert theirs.claim([key]) == {key}
    ours.close()
    theirs.close()
