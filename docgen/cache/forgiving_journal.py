"""The journal of a cache that never fails a run: once the store has failed, no batch is submitted any more."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Protocol, TypeVar

from docgen.cache.interface import Cache
from docgen.journal import Journal, Place, Record

_T = TypeVar("_T")


class _Attempt(Protocol):
    def __call__(self, operation: Callable[[Cache], _T], instead: _T) -> _T:
        """Do `operation` on the cache, or give out `instead` where it fails."""


class ForgivingJournal:
    """A journal that turns into an empty one when the store fails."""

    def __init__(self, attempt: _Attempt) -> None:
        """Use the journal of the cache that `attempt` works on."""
        self._attempt = attempt

    def begin(self, record: Record, places: Mapping[str, Place]) -> frozenset[str]:
        """Write the record and turn leases into places; none once the store has failed."""
        return self._try(lambda journal: journal.begin(record, places), frozenset())

    def confirm(self, name: str, batch_id: str) -> None:
        """Write down the id if possible; without it, the batch is found by its name."""
        self._try(lambda journal: journal.confirm(name, batch_id), None)

    def find(self, name: str) -> Record | None:
        """The record of a batch if it can be read."""
        return self._try(lambda journal: journal.find(name), None)

    def places(self, fingerprints: Collection[str]) -> Mapping[str, Place]:
        """Where the docs of these will come from; of none once the store has failed."""
        return self._try(lambda journal: journal.places(fingerprints), {})

    def take_back(self, fingerprints: Collection[str], name: str) -> frozenset[str]:
        """Turn places into leases; like a claim, all are granted once the store has failed."""
        return self._try(lambda journal: journal.take_back(fingerprints, name), frozenset(fingerprints))

    def account(self, name: str) -> bool:
        """Whether nobody has reported the cost yet; once the store has failed this run does."""
        return self._try(lambda journal: journal.account(name), instead=True)

    def _try(self, operation: Callable[[Journal], _T], instead: _T) -> _T:
        def work(cache: Cache) -> _T:
            return operation(cache.journal) if cache.journal else instead

        return self._attempt(work, instead)
