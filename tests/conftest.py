"""What holds for all tests: property tests try the same examples every time, and none is judged by a clock."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from tests.world import BASE, HEAD, World, open_world

settings.register_profile("repeatable", derandomize=True, deadline=None)
settings.load_profile("repeatable")


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """A pull request with undocumented code, which the action can be started on."""
    with open_world(tmp_path, BASE, HEAD) as opened:
        yield opened
