"""As long as nothing fails, a forgiving cache is the store within: the contract of every store."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from docgen.cache.forgiving import ForgivingCache
from docgen.cache.lifetime import Lifetime
from docgen.cache.sqlite import SQLiteCache
from tests.cache.contract import *  # noqa: F403 - the contract's tests are this module's
from tests.cache.contract import Opened
from tests.cache.contract_journal import *  # noqa: F403 - these too
from tests.cache.parts import ORDINARY, Clock


@pytest.fixture
def opened(tmp_path: Path, clock: Clock) -> Iterator[Opened]:
    caches: list[ForgivingCache] = []

    def opened(lifetime: Lifetime = ORDINARY) -> ForgivingCache:
        caches.append(ForgivingCache(lambda: SQLiteCache(tmp_path / "docs.db", lifetime=lifetime, clock=clock)))
        return caches[-1]

    yield opened
    for cache in caches:
        cache.close()
