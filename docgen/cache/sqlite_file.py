"""The SQLite file itself: opened for several processes, set aside when it is not ours or broken."""

from __future__ import annotations

import logging
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TypeVar

from docgen.errors import CacheError

_LOG = logging.getLogger(__name__)
_T = TypeVar("_T")

_APPLICATION_ID = 0x646F6367
_SCHEMA_VERSION = 2
_BUSY_SECONDS = 10.0
# The write-ahead log goes first: it must never lie beside a file that it does not belong to.
_SUFFIXES = ("-wal", "-shm", "")
_SCHEMA = """
CREATE TABLE docs (
    key TEXT PRIMARY KEY,
    doc BLOB NOT NULL,
    model TEXT NOT NULL,
    prompt_version TEXT NOT NULL,
    input_tokens INTEGER NOT NULL,
    output_tokens INTEGER NOT NULL,
    cache_write_tokens INTEGER NOT NULL,
    cache_read_tokens INTEGER NOT NULL,
    cost_usd REAL,
    created INTEGER NOT NULL,
    expires INTEGER NOT NULL
);
CREATE INDEX docs_by_expiry ON docs (expires);
CREATE TABLE leases (
    key TEXT PRIMARY KEY,
    holder TEXT NOT NULL,
    expires INTEGER NOT NULL,
    batch TEXT,
    request INTEGER,
    chunk TEXT
) WITHOUT ROWID;
CREATE TABLE batches (
    name TEXT PRIMARY KEY,
    begun INTEGER NOT NULL,
    requests INTEGER NOT NULL,
    batch_id TEXT NOT NULL,
    is_accounted INTEGER NOT NULL,
    expires INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE hits (
    day TEXT NOT NULL,
    model TEXT NOT NULL,
    count INTEGER NOT NULL,
    saved_usd REAL NOT NULL,
    PRIMARY KEY (day, model)
) WITHOUT ROWID;
"""


class _ForeignFileError(Exception):
    """The file is a database, but not this version's cache."""


class Database:
    """One connection to the cache file, shared by the threads of this process."""

    def __init__(self, path: Path, *, sets_aside: bool = True) -> None:
        """Open the file, creating it and its directory where needed.

        Args:
            path: The file. SQLite keeps two more beside it while it is in use; by an empty third, processes take turns
                in opening it.
            sets_aside: Whether a foreign or damaged file is renamed and a new one begun, rather than refused.

        Raises:
            CacheError: If there can be no such file.
        """
        self._path = path
        self._sets_aside = sets_aside
        self._lock = threading.Lock()
        self._inode: int | None = None
        self._connection = self._translated(self._open_or_set_aside)

    def read(self, work: Callable[[sqlite3.Connection], _T]) -> _T:
        """Do `work` in one read transaction; once more on a fresh file if this one turns out to be damaged.

        Raises:
            CacheError: If the file cannot be used.
        """
        return self._run("BEGIN DEFERRED", work)

    def write(self, work: Callable[[sqlite3.Connection], _T]) -> _T:
        """Do `work` in one write transaction, otherwise like `read`.

        Raises:
            CacheError: If the file cannot be used.
        """
        return self._run("BEGIN IMMEDIATE", work)

    def shrink(self) -> None:
        """Give back to the file system what is empty in the file.

        Raises:
            CacheError: If the file cannot be used.
        """
        # As a script, because `execute` stops after the first of the pages.
        with self._lock:
            self._translated(lambda: self._connection.executescript("PRAGMA incremental_vacuum"))

    def close(self) -> None:
        """Close the connection; the last one to leave folds the write-ahead log into the file."""
        with self._lock:
            self._connection.close()

    def _run(self, begin: str, work: Callable[[sqlite3.Connection], _T]) -> _T:
        with self._lock:
            return self._translated(lambda: self._run_or_begin_anew(begin, work))

    def _run_or_begin_anew(self, begin: str, work: Callable[[sqlite3.Connection], _T]) -> _T:
        try:
            return _transact(self._connection, begin, work)
        except sqlite3.DatabaseError as error:
            if not _is_corrupt(error):
                raise
        self._connection.close()
        with _turn_of(self._path):
            self._set_aside(self._inode, "is damaged or no SQLite file")
            self._connection = self._open()
        return _transact(self._connection, begin, work)

    def _open_or_set_aside(self) -> sqlite3.Connection:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        with _turn_of(self._path):
            inode = _inode(self._path)
            try:
                return self._open()
            except _ForeignFileError:
                self._set_aside(inode, "was not made by this version of docgen")
            except sqlite3.DatabaseError as error:
                if not _is_corrupt(error):
                    raise
                self._set_aside(inode, "is damaged or no SQLite file")
            return self._open()

    def _open(self) -> sqlite3.Connection:
        connection = sqlite3.connect(
            self._path, timeout=_BUSY_SECONDS, isolation_level=None, check_same_thread=False, cached_statements=32
        )
        try:
            connection.row_factory = sqlite3.Row
            connection.execute("PRAGMA trusted_schema = OFF")
            connection.execute("PRAGMA synchronous = NORMAL")
            _prepare(connection)
            self._inode = _inode(self._path)
        except BaseException:
            connection.close()
            raise
        return connection

    def _set_aside(self, inode: int | None, why: str) -> None:
        if not self._sets_aside:
            raise CacheError(f"The file {self._path} {why}.", "Choose another `cache-path`, or move the file away.")
        # Another process may have been faster and put a sound file here: only what we looked at is moved.
        if inode is None or inode != _inode(self._path):
            return
        aside = self._path.with_name(f"{self._path.name}.set-aside-{inode}")
        for suffix in _SUFFIXES:
            source = self._path.with_name(self._path.name + suffix)
            if source.exists():
                source.replace(aside.with_name(aside.name + suffix))
        _LOG.warning("The cache file %s %s. It was renamed to %s and a new one begun.", self._path, why, aside.name)

    def _translated(self, work: Callable[[], _T]) -> _T:
        try:
            return work()
        except (sqlite3.Error, OSError) as error:
            raise CacheError(f"The cache file {self._path} cannot be used: {error}.", _fix(error)) from error
        except _ForeignFileError as error:
            raise CacheError(
                f"The cache file {self._path} was not made by this version of docgen.", "Choose another `cache-path`."
            ) from error


@contextmanager
def _turn_of(path: Path) -> Iterator[None]:
    """Let one process at a time open the file or set it aside; a turn ends even if its process dies.

    SQLite finds the journal of a file by name: who opened the old file as another put a new one in its place would
    take the new one's journal for its own, and undo with it both.
    """
    with closing(sqlite3.connect(f"{path}.guard", timeout=_BUSY_SECONDS, isolation_level=None)) as guard:
        guard.execute("BEGIN EXCLUSIVE")
        yield


def _prepare(connection: sqlite3.Connection) -> None:
    if not _is_ours(connection):
        connection.execute("PRAGMA auto_vacuum = INCREMENTAL")
        connection.execute("PRAGMA journal_mode = WAL")
        _transact(connection, "BEGIN IMMEDIATE", _create)


def _create(connection: sqlite3.Connection) -> None:
    for statement in _SCHEMA.split(";"):
        connection.execute(statement)
    connection.execute(f"PRAGMA application_id = {_APPLICATION_ID}")
    connection.execute(f"PRAGMA user_version = {_SCHEMA_VERSION}")


def _is_ours(connection: sqlite3.Connection) -> bool:
    """Tell our file from an empty one.

    Raises:
        _ForeignFileError: If it is neither.
    """
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if (application, version) == (_APPLICATION_ID, _SCHEMA_VERSION):
        return True
    if connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0]:
        raise _ForeignFileError
    return False


def _transact(connection: sqlite3.Connection, begin: str, work: Callable[[sqlite3.Connection], _T]) -> _T:
    connection.execute(begin)
    try:
        result = work(connection)
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
    return result


def _inode(path: Path) -> int | None:
    try:
        return path.stat().st_ino
    except FileNotFoundError:
        return None


def _code(error: BaseException) -> int:
    return getattr(error, "sqlite_errorcode", 0) & 0xFF


def _is_corrupt(error: sqlite3.DatabaseError) -> bool:
    return _code(error) in {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}


def _is_busy(error: sqlite3.DatabaseError) -> bool:
    return _code(error) in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}


def _fix(error: Exception) -> str:
    if isinstance(error, sqlite3.DatabaseError) and _is_busy(error):
        return "Another process holds it: end that process, or choose another `cache-path`."
    if _code(error) == sqlite3.SQLITE_FULL:
        return "Free some space, or choose another `cache-path`."
    return "Make its directory writable, or choose another `cache-path`."
