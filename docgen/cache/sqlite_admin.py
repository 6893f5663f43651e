"""Care of the SQLite file by people: create it, list it, clear it, move it."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterator
from pathlib import Path

from docgen.cache.hits import Hits
from docgen.cache.item import Item
from docgen.cache.sqlite import delete_items, parse_items, put_items
from docgen.cache.sqlite_file import Database
from docgen.errors import CacheError


class SQLiteAdmin:
    """The whole content of a file. What is no cache is refused, where a run would set it aside."""

    def __init__(self, path: Path) -> None:
        """Care for the file at `path`, which need not exist yet."""
        self._path = path
        self._opened: Database | None = None

    def create(self) -> bool:
        """Create the file where it is missing, and say whether it was.

        Raises:
            CacheError: If it cannot be created, or something else is there.
        """
        is_new = not self._path.exists()
        self._open()
        return is_new

    def contents(self) -> Iterator[Item | Hits]:
        """Yield all docs, expired ones too, and the history of hits; what cannot be read is passed over.

        Raises:
            CacheError: If there is no file, or it cannot be used.
        """
        if not self._path.exists():
            raise CacheError(
                f"There is no cache file {self._path}.",
                "Correct `cache-path`; `docgen cache create` makes a file, and so does the first run.",
            )
        database = self._open()
        last = ""
        while rows := _page(database, last):
            yield from parse_items(rows)[0]
            last = rows[-1]["key"]
        hits = database.read(lambda connection: connection.execute("SELECT * FROM hits ORDER BY day").fetchall())
        yield from (Hits(*row) for row in hits)

    def put(self, items: Collection[Item]) -> None:
        """Write items with the dates that they have, into a new file where there is none.

        Raises:
            CacheError: If the file cannot be used.
        """
        self._open().write(lambda connection: put_items(connection, items))

    def delete(self, fingerprints: Collection[str]) -> None:
        """Remove docs and give the space back.

        Raises:
            CacheError: If the file cannot be used.
        """
        database = self._open()
        database.write(lambda connection: delete_items(connection, fingerprints))
        database.shrink()

    def close(self) -> None:
        """Close the file."""
        if self._opened:
            self._opened.close()

    def _open(self) -> Database:
        if self._opened is None:
            self._opened = Database(self._path, sets_aside=False)
        return self._opened


def _page(database: Database, last: str) -> list[sqlite3.Row]:
    query = "SELECT * FROM docs WHERE key > ? ORDER BY key LIMIT 1000"
    return database.read(lambda connection: connection.execute(query, (last,)).fetchall())
