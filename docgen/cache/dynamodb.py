"""The shared cache: one DynamoDB table for a whole organisation.

A doc and the lease on it share a key and the attribute `expires`, so that one conditional write decides who pays: it
takes the lease where nothing is, or only what has expired. Storing the doc replaces the lease.
"""

from __future__ import annotations

import logging
import secrets
import time
from collections.abc import Callable, Collection, Mapping
from typing import Any

from docgen.cache.doc_json import ItemError
from docgen.cache.dynamodb_item import (
    EXPIRY,
    KEY,
    LEASE,
    Attributes,
    doc_key,
    fingerprint_of,
    hits_key,
    item_from_attributes,
    item_to_attributes,
    lease_item,
    number,
)
from docgen.cache.dynamodb_journal import DynamoDBJournal
from docgen.cache.dynamodb_table import CONNECTIONS, Condition, Table
from docgen.cache.hits import HISTORY_DAYS, Hits, HitTracker
from docgen.cache.interface import Entry, IncompleteLookupError
from docgen.cache.item import Item
from docgen.cache.lifetime import DAY, Lifetime
from docgen.cache.parallel import run_all
from docgen.errors import CacheError
from docgen.journal import Journal

_LOG = logging.getLogger(__name__)

_KEYS_PER_READ = 100
_MOST_RENEWALS = 1_000


class DynamoDBCache:
    """Docs in a DynamoDB table. May be used from several threads; needs no more than `aws.RUNTIME_ACTIONS`."""

    def __init__(self, table: Table, *, lifetime: Lifetime, clock: Callable[[], float] = time.time) -> None:
        """Use `table`.

        Args:
            table: The table; it must exist.
            lifetime: How long docs and leases live.
            clock: Seconds since the epoch.
        """
        self._table = table
        self._lifetime = lifetime
        self._clock = clock
        self._hits = HitTracker(lifetime)
        self._held: dict[str, str] = {}
        self._unreadable: set[str] = set()
        self._journal = DynamoDBJournal(table, self._held, lifetime, clock)

    @property
    def journal(self) -> Journal:
        """What remembers batches."""
        return self._journal

    def lookup(self, fingerprints: Collection[str]) -> Mapping[str, Entry]:
        """Find what is there and has not expired, whether or not DynamoDB has come to delete it.

        Raises:
            IncompleteLookupError: If a request failed; it carries what the others found.
        """
        now = self._clock()
        keys = [doc_key(fingerprint) for fingerprint in sorted(set(fingerprints))]
        batches = [keys[start : start + _KEYS_PER_READ] for start in range(0, len(keys), _KEYS_PER_READ)]
        found: list[Attributes] = []
        _, error = run_all(lambda batch: self._table.read(batch, found), batches, CONNECTIONS)
        self._journal.notice(fingerprints, found)
        items = [item for item in self._parse(found) if item.expires > now]
        self._hits.record(items, now)
        entries = {item.entry.fingerprint: item.entry for item in items}
        if isinstance(error, CacheError):
            raise IncompleteLookupError(error.what, error.fix, entries) from error
        _reraise(error)
        return entries

    def store(self, entries: Collection[Entry]) -> None:
        """Keep entries and end their leases.

        Raises:
            CacheError: If some could not be kept.
        """
        now = self._clock()
        self._each(lambda entry: self._put(Item(entry, int(now), self._lifetime.doc_expiry(now))), entries)
        for entry in entries:
            self._held.pop(entry.fingerprint, None)

    def claim(self, fingerprints: Collection[str]) -> frozenset[str]:
        """Take leases on what has neither a doc nor another's lease.

        What a batch brings, as the last lookup has seen it, is granted to all who ask: any of them may fetch it.

        Raises:
            CacheError: If some could not be tried.
        """
        # What is there but cannot be read would look like a doc to the condition: it is simply written over.
        free = self._unreadable.intersection(fingerprints) | self._journal.places(fingerprints).keys()
        lease = secrets.token_hex(8)
        wanted = sorted(set(fingerprints) - free)
        taken = self._each(lambda fingerprint: self._take(fingerprint, lease), wanted)
        got = {fingerprint for fingerprint, is_ours in zip(wanted, taken, strict=True) if is_ours}
        self._held.update(dict.fromkeys(got, lease))
        return frozenset(got | free)

    def renew(self, fingerprints: Collection[str]) -> None:
        """Extend leases that this cache took.

        Raises:
            CacheError: If some could not be tried.
        """
        self._end_leases_at(self._lifetime.lease_expiry(self._clock()), fingerprints)

    def release(self, fingerprints: Collection[str]) -> None:
        """Give back leases that this cache took.

        Raises:
            CacheError: If some could not be tried.
        """
        self._end_leases_at(int(self._clock()), fingerprints)
        for fingerprint in fingerprints:
            self._held.pop(fingerprint, None)

    def close(self) -> None:
        """Prolong the docs that were hit late in their lives and count the hits.

        Raises:
            CacheError: If some could not be written.
        """
        now = self._clock()
        until = self._lifetime.doc_expiry(now)
        renewals = self._hits.drain_renewals()[:_MOST_RENEWALS]
        try:
            self._each(lambda fingerprint: self._prolong(fingerprint, until), renewals)
            self._each(lambda hits: self._count(hits, now), self._hits.drain_history(now))
        finally:
            self._table.client.close()

    def _parse(self, found: Collection[Attributes]) -> list[Item]:
        items = []
        unreadable = set()
        for attributes in found:
            if LEASE in attributes:
                continue
            try:
                items.append(item_from_attributes(attributes))
            except ItemError:
                unreadable.add(fingerprint_of(attributes))
        if unreadable - self._unreadable:
            _LOG.warning(
                "The cache table %s holds %d docs that cannot be read. They are written anew.",
                self._table.name,
                len(unreadable),
            )
        self._unreadable |= unreadable
        return items

    def _put(self, item: Item) -> None:
        try:
            attributes = item_to_attributes(item)
        except ItemError as error:
            _LOG.warning("A doc was not cached: %s. The next run that needs it pays for it again.", error)
            return
        self._table.put(attributes)

    def _take(self, fingerprint: str, lease: str) -> bool:
        now = self._clock()
        # A write that is sent again after its answer was lost finds its own lease: that is no competitor.
        condition = Condition(
            "attribute_not_exists(#pk) OR #expires <= :now OR #lease = :lease",
            {"#pk": KEY, "#expires": EXPIRY, "#lease": LEASE},
            {":now": number(int(now)), ":lease": {"S": lease}},
        )
        return self._table.put(lease_item(fingerprint, lease, self._lifetime.lease_expiry(now)), condition)

    def _end_leases_at(self, until: int, fingerprints: Collection[str]) -> None:
        # What another thread stores meanwhile has lost its lease, and the condition fails.
        held = [(fingerprint, lease) for fingerprint in fingerprints if (lease := self._held.get(fingerprint))]
        self._each(lambda pair: self._end_lease_at(until, *pair), held)

    def _end_lease_at(self, until: int, fingerprint: str, lease: str) -> bool:
        condition = Condition(
            "#lease = :lease",
            {"#expires": EXPIRY, "#lease": LEASE},
            {":until": number(until), ":lease": {"S": lease}},
        )
        return self._table.update(doc_key(fingerprint), "SET #expires = :until", condition)

    def _prolong(self, fingerprint: str, until: int) -> bool:
        # A lease may have taken the place of a doc that expired meanwhile.
        condition = Condition(
            "attribute_exists(#doc) AND #expires < :until",
            {"#doc": "doc", "#expires": EXPIRY},
            {":until": number(until)},
        )
        return self._table.update(doc_key(fingerprint), "SET #expires = :until", condition)

    def _count(self, hits: Hits, now: float) -> bool:
        values = Condition(
            "",
            {"#expires": EXPIRY, "#hits": "hits", "#saved": "saved_usd"},
            {
                ":expires": number(int(now) + HISTORY_DAYS * DAY),
                ":hits": number(hits.count),
                ":saved": number(round(hits.saved_usd, 9)),
            },
        )
        return self._table.update(
            hits_key(hits.day, hits.model), "SET #expires = :expires ADD #hits :hits, #saved :saved", values
        )

    def _each(self, work: Callable[[Any], Any], items: Collection[Any]) -> list[Any]:
        results, error = run_all(work, items, CONNECTIONS)
        _reraise(error)
        return results


def _reraise(error: Exception | None) -> None:
    if error:
        raise error
