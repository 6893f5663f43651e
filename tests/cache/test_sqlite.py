"""SQLite: the contract of every store, and what is special about a file."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from docgen.cache.lifetime import Lifetime
from docgen.cache.sqlite import SQLiteCache
from docgen.errors import CacheError
from tests.cache.contract import *  # noqa: F403 - the contract's tests are this module's
from tests.cache.contract import Opened
from tests.cache.parts import ORDINARY, Clock


@pytest.fixture
def opened(tmp_path: Path, clock: Clock) -> Iterator[Opened]:
    caches: list[SQLiteCache] = []

    def opened(lifetime: Lifetime = ORDINARY) -> SQLiteCache:
        caches.append(SQLiteCache(tmp_path / "new" / "docs.db", lifetime=lifetime, clock=clock))
        return caches[-1]

    yield opened
    for cache in caches:
        with suppress(CacheError):
            cache.close()
