"""The journal of batches in the SQLite file."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Collection, Mapping

from docgen.cache.lifetime import Lifetime
from docgen.cache.record import place_from_columns, record_from_columns
from docgen.cache.sqlite_file import Database
from docgen.journal import KEPT_SECONDS, Place, Record

_NOBODY = ""
"""Holder of a lease that is a place in a batch: no process whose death could free it."""

_BEGIN = """
INSERT INTO batches VALUES (:name, :begun, :requests, '', 0, :expires)
ON CONFLICT (name) DO UPDATE SET begun = excluded.begun, requests = excluded.requests
"""
_BIND = """
UPDATE leases SET holder = :nobody, batch = :batch, request = :request, chunk = :chunk, expires = :expires
WHERE key = :key AND holder = :holder
"""
_PLACE = "SELECT batch, request, chunk FROM leases WHERE key = ? AND batch IS NOT NULL AND expires > ?"
_TAKE_BACK = """
UPDATE leases SET holder = :holder, batch = NULL, request = NULL, chunk = NULL, expires = :expires
WHERE key = :key AND batch = :batch
"""


class SQLiteJournal:
    """Batches beside the docs. May be used from several threads and processes."""

    def __init__(self, database: Database, holder: str, lifetime: Lifetime, clock: Callable[[], float]) -> None:
        """Use `database` for the holder of the cache's leases.

        Args:
            database: The file.
            holder: Who holds this run's leases.
            lifetime: How long leases live.
            clock: Seconds since the epoch.
        """
        self._database = database
        self._holder = holder
        self._lifetime = lifetime
        self._clock = clock

    def begin(self, record: Record, places: Mapping[str, Place]) -> frozenset[str]:
        """Write the record and turn leases into places, as `Journal` says."""
        expires = record.begun + KEPT_SECONDS

        def work(connection: sqlite3.Connection) -> frozenset[str]:
            values = {"name": record.name, "begun": record.begun, "requests": record.requests, "expires": expires}
            connection.execute(_BEGIN, values)
            return frozenset(
                key
                for key, place in places.items()
                if connection.execute(_BIND, self._bound(key, place, expires)).rowcount
            )

        return self._database.write(work)

    def confirm(self, name: str, batch_id: str) -> None:
        """Write down the id that the service gave."""
        statement = "UPDATE batches SET batch_id = ? WHERE name = ?"
        self._database.write(lambda connection: connection.execute(statement, (batch_id, name)))

    def find(self, name: str) -> Record | None:
        """The record of a batch as it is now."""
        query = "SELECT * FROM batches WHERE name = ? AND expires > ?"
        now = self._clock()
        row = self._database.read(lambda connection: connection.execute(query, (name, now)).fetchone())
        return record_from_columns(dict(row)) if row else None

    def places(self, fingerprints: Collection[str]) -> Mapping[str, Place]:
        """Where the docs of these will come from."""
        now = self._clock()
        return self._database.read(lambda connection: find_places(connection, fingerprints, now))

    def take_back(self, fingerprints: Collection[str], name: str) -> frozenset[str]:
        """Turn places into leases of this run."""
        values = {"holder": self._holder, "batch": name, "expires": self._lifetime.lease_expiry(self._clock())}

        def work(connection: sqlite3.Connection) -> frozenset[str]:
            return frozenset(
                key for key in fingerprints if connection.execute(_TAKE_BACK, {"key": key, **values}).rowcount
            )

        return self._database.write(work)

    def account(self, name: str) -> bool:
        """Whether nobody has reported the batch's cost yet."""
        statement = "UPDATE batches SET is_accounted = 1 WHERE name = ? AND NOT is_accounted"
        return self._database.write(lambda connection: connection.execute(statement, (name,)).rowcount == 1)

    def _bound(self, key: str, place: Place, expires: int) -> dict[str, str | int]:
        return {
            "key": key,
            "holder": self._holder,
            "nobody": _NOBODY,
            "batch": place.batch,
            "request": place.request,
            "chunk": place.chunk,
            "expires": expires,
        }


def find_places(connection: sqlite3.Connection, fingerprints: Collection[str], now: float) -> Mapping[str, Place]:
    """Read, within a transaction, the places of those that a batch brings."""
    places = {}
    for key in fingerprints:
        row = connection.execute(_PLACE, (key, now)).fetchone()
        if row and (place := place_from_columns(dict(row))):
            places[key] = place
    return places
