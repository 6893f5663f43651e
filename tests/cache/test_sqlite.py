"""SQLite: the contract of every store."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from docgen.cache.admin import AdminCache
from docgen.cache.lifetime import Lifetime
from docgen.cache.sqlite import SQLiteCache
from docgen.cache.sqlite_admin import SQLiteAdmin
from docgen.errors import CacheError
from tests.cache.contract import *  # noqa: F403 - the contract's tests are this module's
from tests.cache.contract import Opened
from tests.cache.contract_admin import *  # noqa: F403 - these too
from tests.cache.contract_journal import *  # noqa: F403 - these too
from tests.cache.parts import ORDINARY, Clock


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
