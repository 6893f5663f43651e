"""Care of the SQLite file by people: create it, list it, clear it, move it."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterator
from pathlib import Path

from docgen.cache.hits import Hits
from docgen.cache.item import Item
from docgen.cache.sqlite import delete_items, parse_items, put_items
from docgen.cache.sqlite_file import Database


class SQLiteAdmin:
    """The whole content of a file."""

    def __init__(self, path: Path) -> None:
        """Open the file, creating it where needed.

        Args:
            path: The file.

        Raises:
            CacheError: If the file cannot be used.
        """
        self._is_new = not path.exists()
        self._database = Database(path)

    def create(self) -> bool:
        """Say, once, whether the file was not there before: opening it has created it."""
        is_new, self._is_new = self._is_new, False
        return is_new

    def contents(self) -> Iterator[Item | Hits]:
        """Yield all docs, expired ones too, and the history of hits; what cannot be read is passed over.

        Raises:
            CacheError: If the file cannot be used.
        """
        last = ""
        while rows := self._page(last):
            yield from parse_items(rows)[0]
            last = rows[-1]["key"]
        hits = self._database.read(lambda connection: connection.execute("SELECT * FROM hits ORDER BY day").fetchall())
        yield from (Hits(*row) for row in hits)

    def put(self, items: Collection[Item]) -> None:
        """Write items with the dates that they have.

        Raises:
            CacheError: If the file cannot be used.
        """
        self._database.write(lambda connection: put_items(connection, items))

    def delete(self, fingerprints: Collection[str]) -> None:
        """Remove docs and give the space back.

        Raises:
            CacheError: If the file cannot be used.
        """
        self._database.write(lambda connection: delete_items(connection, fingerprints))
        self._database.shrink()

    def _page(self, last: str) -> list[sqlite3.Row]:
        query = "SELECT * FROM docs WHERE key > ? ORDER BY key LIMIT 1000"
        return self._database.read(lambda connection: connection.execute(query, (last,)).fetchall())

    def close(self) -> None:
        """Close the file."""
        self._database.close()
