"""Batches in a table that machines share: what one of them began, another one ends."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import uuid4

import pytest

from docgen.cache.dynamodb import DynamoDBCache
from docgen.cache.dynamodb_admin import DynamoDBAdmin
from docgen.cache.dynamodb_table import Table
from docgen.cache.lifetime import Lifetime
from tests.cache.loopback import client_of, dynamodb_server
from tests.standins.claude import ClaudeStandin, Expired, ManualClock
from tests.writer.batches import Scene
from tests.writer.samples import make_assignments, unwritten, written


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    with dynamodb_server() as served:
        yield served


@pytest.fixture
def scene(endpoint: str) -> Iterator[Scene]:
    clock, name = ManualClock(), f"docs-{uuid4().hex}"
    DynamoDBAdmin(Table(client_of(endpoint), name)).create()

    def open_cache() -> DynamoDBCache:
        return DynamoDBCache(Table(client_of(endpoint), name), lifetime=Lifetime(), clock=clock)

    with ClaudeStandin(clock=clock, batch_faults=[Expired()]) as claude:
        yield Scene(claude, open_cache, clock)


def test_what_one_machine_began_another_one_ends(scene: Scene) -> None:
    assignments = make_assignments(120, 2)
    assert len(unwritten(scene.run(assignments, timeout_seconds=1.0))) == 120
    scene.clock.sleep(3_600)
    assert len(written(scene.run(assignments))) == 120
    assert scene.created == 1
    assert set(scene.claude.paid.values()) == {1}
    assert scene.stored(assignments) == 120


def test_two_machines_at_once_pay_once(scene: Scene) -> None:
    assignments = make_assignments(120, 2)
    first, second = scene.run_two(assignments)
    # What expired, one of them asks again; the other leaves it.
    assert len(written(second)) == 120
    assert len(written(first)) + len(unwritten(first)) == 120
    assert {answer.reason for answer in unwritten(first)} == {"left: in a batch"}
    assert scene.created == 1
    assert set(scene.claude.paid.values()) == {1}
    assert sorted(writer.spending.batch_calls > 0 for writer in scene.writers) == [False, True]
