"""The embedded cache: one SQLite file, shared by the processes of a machine and carried from run to run."""

from __future__ import annotations

import logging
import sqlite3
import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from pathlib import Path

from docgen.cache.doc_json import ItemError
from docgen.cache.hits import HitTracker, history_begins
from docgen.cache.holder import is_dead, new_holder
from docgen.cache.interface import Entry
from docgen.cache.item import Item, item_from_columns, item_to_columns
from docgen.cache.lifetime import Lifetime
from docgen.cache.sqlite_file import Database
from docgen.cache.sqlite_journal import SQLiteJournal, find_places
from docgen.journal import Journal

_LOG = logging.getLogger(__name__)

MAX_BYTES = 256 * 1024 * 1024
"""Default bound of the file's size."""

_KEYS_PER_QUERY = 500
_PUT = """
INSERT OR REPLACE INTO docs VALUES (
    :key, :doc, :model, :prompt_version, :input_tokens, :output_tokens, :cache_write_tokens, :cache_read_tokens,
    :cost_usd, :created, :expires
)
"""
_CLAIM = """
INSERT INTO leases (key, holder, expires)
SELECT :key, :holder, :until WHERE NOT EXISTS (SELECT 1 FROM docs WHERE key = :key AND expires > :now)
ON CONFLICT (key) DO UPDATE
SET holder = excluded.holder, expires = excluded.expires, batch = NULL, request = NULL, chunk = NULL
WHERE leases.expires <= :now
"""
_COUNT_HITS = """
INSERT INTO hits VALUES (:day, :model, :count, :saved_usd)
ON CONFLICT (day, model) DO UPDATE SET count = count + excluded.count, saved_usd = saved_usd + excluded.saved_usd
"""
_EVICT = """
DELETE FROM docs WHERE key IN (
    SELECT key FROM docs ORDER BY expires, created LIMIT (SELECT count(*) / 10 + 1 FROM docs)
)
"""


class SQLiteCache:
    """Docs in a SQLite file. May be used from several threads and processes."""

    def __init__(
        self,
        path: Path,
        *,
        lifetime: Lifetime,
        max_bytes: int = MAX_BYTES,
        clock: Callable[[], float] = time.time,
    ) -> None:
        """Open the file, creating it where needed.

        Args:
            path: The file; its directory is created.
            lifetime: How long docs and leases live.
            max_bytes: When the file outgrows this, what expires first is removed first.
            clock: Seconds since the epoch.

        Raises:
            CacheError: If the file cannot be used.
        """
        self._database = Database(path)
        self._lifetime = lifetime
        self._max_bytes = max_bytes
        self._clock = clock
        self._hits = HitTracker(lifetime)
        self._holder = new_holder()
        self._journal = SQLiteJournal(self._database, self._holder, lifetime, clock)

    @property
    def journal(self) -> Journal:
        """What remembers batches."""
        return self._journal

    def lookup(self, fingerprints: Collection[str]) -> Mapping[str, Entry]:
        """Find what is there and has not expired; what cannot be read is removed with a warning.

        Raises:
            CacheError: If the file cannot be used.
        """
        now = self._clock()
        keys = sorted(set(fingerprints))
        rows = self._database.read(lambda connection: list(_select(connection, keys, now)))
        items, unreadable = parse_items(rows)
        if unreadable:
            _LOG.warning("The cache file holds %d docs that cannot be read. They are written anew.", len(unreadable))
            self._database.write(lambda connection: delete_items(connection, unreadable))
        self._hits.record(items, now)
        return {item.entry.fingerprint: item.entry for item in items}

    def store(self, entries: Collection[Entry]) -> None:
        """Keep entries and end their leases.

        Raises:
            CacheError: If the file cannot be used.
        """
        now = self._clock()
        items = [Item(entry, int(now), self._lifetime.doc_expiry(now)) for entry in entries]
        if self._database.write(lambda connection: self._store(connection, items, now)):
            self._database.shrink()

    def claim(self, fingerprints: Collection[str]) -> frozenset[str]:
        """Take leases on what has neither a doc nor another's lease; what a process that died has held is free.

        What a batch brings is granted to all who ask: any of them may fetch it.

        Raises:
            CacheError: If the file cannot be used.
        """
        now = self._clock()
        until = self._lifetime.lease_expiry(now)

        def work(connection: sqlite3.Connection) -> frozenset[str]:
            _delete_orphans(connection)
            values = {"holder": self._holder, "until": until, "now": now}
            wanted = set(fingerprints)
            got = {key for key in wanted if connection.execute(_CLAIM, {"key": key, **values}).rowcount == 1}
            return frozenset(got | find_places(connection, wanted - got, now).keys())

        return self._database.write(work)

    def renew(self, fingerprints: Collection[str]) -> None:
        """Extend leases that this cache took.

        Raises:
            CacheError: If the file cannot be used.
        """
        until = self._lifetime.lease_expiry(self._clock())
        rows = [(until, key, self._holder) for key in fingerprints]
        statement = "UPDATE leases SET expires = ? WHERE key = ? AND holder = ?"
        self._database.write(lambda connection: connection.executemany(statement, rows))

    def release(self, fingerprints: Collection[str]) -> None:
        """Give back leases that this cache took.

        Raises:
            CacheError: If the file cannot be used.
        """
        rows = [(key, self._holder) for key in fingerprints]
        statement = "DELETE FROM leases WHERE key = ? AND holder = ?"
        self._database.write(lambda connection: connection.executemany(statement, rows))

    def close(self) -> None:
        """Write down the hits, remove what has expired, and close the file.

        Raises:
            CacheError: If the file cannot be used; it is closed all the same.
        """
        try:
            self._database.write(self._leave_in_order)
            self._database.shrink()
        finally:
            self._database.close()

    def _store(self, connection: sqlite3.Connection, items: Sequence[Item], now: float) -> bool:
        put_items(connection, items)
        connection.executemany("DELETE FROM leases WHERE key = ?", [(item.entry.fingerprint,) for item in items])
        is_full = _used_bytes(connection) > self._max_bytes
        if is_full:
            _delete_expired(connection, now)
            while _used_bytes(connection) > self._max_bytes and connection.execute(_EVICT).rowcount:
                pass
        return is_full

    def _leave_in_order(self, connection: sqlite3.Connection) -> None:
        now = self._clock()
        until = self._lifetime.doc_expiry(now)
        renewals = [(until, key) for key in self._hits.drain_renewals()]
        connection.executemany("UPDATE docs SET expires = max(expires, ?) WHERE key = ?", renewals)
        for hits in self._hits.drain_history(now):
            connection.execute(
                _COUNT_HITS,
                {"day": hits.day, "model": hits.model, "count": hits.count, "saved_usd": hits.saved_usd},
            )
        connection.execute("DELETE FROM hits WHERE day < ?", (history_begins(now),))
        _delete_expired(connection, now)


def put_items(connection: sqlite3.Connection, items: Collection[Item]) -> None:
    """Write items within a transaction; those that exceed the bounds are left out with a warning."""
    for item in items:
        try:
            connection.execute(_PUT, {"key": item.entry.fingerprint, **item_to_columns(item)})
        except ItemError as error:
            _LOG.warning("A doc was not cached: %s. The next run that needs it pays for it again.", error)


def _select(connection: sqlite3.Connection, keys: Sequence[str], now: float) -> Iterator[sqlite3.Row]:
    for start in range(0, len(keys), _KEYS_PER_QUERY):
        batch = keys[start : start + _KEYS_PER_QUERY]
        marks = ", ".join("?" * len(batch))
        yield from connection.execute(f"SELECT * FROM docs WHERE key IN ({marks}) AND expires > ?", (*batch, now))  # noqa: S608 - only question marks


def parse_items(rows: Collection[sqlite3.Row]) -> tuple[list[Item], list[str]]:
    """Read rows of docs, giving out the items and the keys of what is none."""
    items = []
    unreadable = []
    for row in rows:
        key, *values = row
        try:
            items.append(item_from_columns(key, dict(zip(row.keys()[1:], values, strict=True))))
        except ItemError:
            unreadable.append(key)
    return items, unreadable


def delete_items(connection: sqlite3.Connection, keys: Collection[str]) -> None:
    """Remove docs within a transaction."""
    connection.executemany("DELETE FROM docs WHERE key = ?", [(key,) for key in keys])


def _delete_orphans(connection: sqlite3.Connection) -> None:
    holders = [row["holder"] for row in connection.execute("SELECT DISTINCT holder FROM leases")]
    dead = [(holder,) for holder in holders if is_dead(holder)]
    connection.executemany("DELETE FROM leases WHERE holder = ?", dead)


def _delete_expired(connection: sqlite3.Connection, now: float) -> None:
    connection.execute("DELETE FROM docs WHERE expires <= ?", (now,))
    connection.execute("DELETE FROM leases WHERE expires <= ?", (now,))
    connection.execute("DELETE FROM batches WHERE expires <= ?", (now,))


def _used_bytes(connection: sqlite3.Connection) -> int:
    pages, free, size = (
        connection.execute(f"PRAGMA {name}").fetchone()[0] for name in ("page_count", "freelist_count", "page_size")
    )
    return int((pages - free) * size)
