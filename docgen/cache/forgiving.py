"""Makes any cache one that never fails a run: the first failure is told once, then the run goes on without it."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Collection, Mapping
from typing import TypeVar

from docgen.cache.forgiving_journal import ForgivingJournal
from docgen.cache.interface import Cache, Entry, IncompleteLookupError
from docgen.errors import CacheError
from docgen.journal import Journal

_LOG = logging.getLogger(__name__)
_T = TypeVar("_T")


class ForgivingCache:
    """A cache that turns into an empty one when it fails.

    What was paid for is not given up so easily: docs that could not be stored are tried once more when the run ends.
    """

    def __init__(self, connect: Callable[[], Cache]) -> None:
        """Wrap the cache that `connect` opens.

        Args:
            connect: Called at the first use, so that a run with nothing to look up opens nothing.
        """
        self._connect = connect
        self._inner: Cache | None = None
        self._lock = threading.Lock()
        self._is_off = False
        self._unsaved: dict[str, Entry] = {}

    @property
    def journal(self) -> Journal:
        """What remembers batches; nothing once the cache has failed, and then none is submitted."""
        return ForgivingJournal(self._attempt)

    def lookup(self, fingerprints: Collection[str]) -> Mapping[str, Entry]:
        """Find what is there; nothing once the cache has failed."""

        def work(cache: Cache) -> Mapping[str, Entry]:
            try:
                return cache.lookup(fingerprints)
            except IncompleteLookupError as error:
                self._give_up(error)
                return error.found

        return self._attempt(work, {})

    def store(self, entries: Collection[Entry]) -> None:
        """Keep entries, at the end of the run if it is not possible now."""

        def work(cache: Cache) -> bool:
            cache.store(entries)
            return True

        if not self._attempt(work, instead=False):
            with self._lock:
                self._unsaved.update((entry.fingerprint, entry) for entry in entries)

    def claim(self, fingerprints: Collection[str]) -> frozenset[str]:
        """Take leases; all are granted once the cache has failed."""
        return self._attempt(lambda cache: cache.claim(fingerprints), frozenset(fingerprints))

    def renew(self, fingerprints: Collection[str]) -> None:
        """Extend leases if possible."""
        self._attempt(lambda cache: cache.renew(fingerprints), None)

    def release(self, fingerprints: Collection[str]) -> None:
        """Give leases back if possible."""
        self._attempt(lambda cache: cache.release(fingerprints), None)

    def close(self) -> None:
        """Store what could not be stored before, if possible, and close the inner cache."""
        try:
            if self._unsaved:
                self._opened().store(list(self._unsaved.values()))
                self._unsaved.clear()
            if self._inner:
                self._inner.close()
        except Exception as error:  # noqa: BLE001 - a cache never fails a run
            self._give_up(error)
        if self._unsaved:
            _LOG.info("%d docs of this run are not in the cache.", len(self._unsaved))

    def _attempt(self, operation: Callable[[Cache], _T], instead: _T) -> _T:
        if self._is_off:
            return instead
        try:
            return operation(self._opened())
        except Exception as error:  # noqa: BLE001 - a cache never fails a run
            self._give_up(error)
            return instead

    def _opened(self) -> Cache:
        with self._lock:
            if self._inner is None:
                self._inner = self._connect()
            return self._inner

    def _give_up(self, error: Exception) -> None:
        with self._lock:
            was_off, self._is_off = self._is_off, True
        if was_off:
            _LOG.debug("The cache failed again: %s", _describe(error))
        else:
            _LOG.warning("%s The run goes on without the cache.", _describe(error))


def _describe(error: Exception) -> str:
    # Only our own errors are known to quote nothing secret.
    return str(error) if isinstance(error, CacheError) else f"The cache failed unexpectedly ({type(error).__name__})."
