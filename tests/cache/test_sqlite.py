"""SQLite: the contract of every store."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from docgen.cache.admin import AdminCache, Criteria, collect_stats, export_lines, import_lines, purge
from docgen.cache.hits import HISTORY_DAYS
from docgen.cache.lifetime import DAY, Lifetime
from docgen.cache.sqlite import SQLiteCache
from docgen.cache.sqlite_admin import SQLiteAdmin
from docgen.errors import CacheError
from tests.cache.contract import *  # noqa: F403 - the contract's tests are this module's
from tests.cache.contract import Opened
from tests.cache.contract_admin import *  # noqa: F403 - these too
from tests.cache.contract_journal import *  # noqa: F403 - these too
from tests.cache.parts import ORDINARY, Clock, fingerprint, make_entry


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "new" / "docs.db"


@pytest.fixture
def opened(path: Path, clock: Clock) -> Iterator[Opened]:
    caches: list[SQLiteCache] = []

    def opened(lifetime: Lifetime = ORDINARY) -> SQLiteCache:
        caches.append(SQLiteCache(path, lifetime=lifetime, clock=clock))
        return caches[-1]

    yield opened
    for cache in caches:
        with suppress(CacheError):
            cache.close()


@pytest.fixture
def admin(path: Path) -> Iterator[AdminCache]:
    admin = SQLiteAdmin(path)
    yield admin
    admin.close()


def test_thousands_of_docs_are_listed_moved_and_purged(opened: Opened, admin: AdminCache, clock: Clock) -> None:
    opened().store([make_entry(number) for number in range(1_001)])
    clock.now += DAY - 1
    opened().store([make_entry(number) for number in range(1_001, 2_100)])
    lines = list(export_lines(admin, clock.now))
    clock.now += 1
    assert purge(admin, Criteria(), clock.now).items == 2_100
    imported = import_lines(admin, sorted(lines), clock.now)
    assert (imported.items, imported.expired) == (1_099, 1_001)
    assert len(list(admin.contents())) == 1_099


def test_the_history_of_hits_reaches_back_ninety_days(opened: Opened, admin: AdminCache, clock: Clock) -> None:
    opened(Lifetime(doc_seconds=0)).store([make_entry()])
    first = clock.now
    for days in (0, 1, HISTORY_DAYS, HISTORY_DAYS + 1):
        clock.now = first + days * DAY
        reader = opened()
        reader.lookup([fingerprint("a")])
        reader.close()
    assert [hit.day for hit in collect_stats(admin, clock.now).hits] == ["2027-04-16", "2027-04-15", "2027-01-16"]
