"""Batches in a table that machines share: what one of them began, another one ends."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import uuid4

import pytest
from moto.server import ThreadedMotoServer

from docgen.cache.dynamodb import DynamoDBCache
from docgen.cache.dynamodb_admin import DynamoDBAdmin
from docgen.cache.dynamodb_table import Table
from docgen.cache.lifetime import Lifetime
from docgen.writer.interface import Answer
from tests.cache.loopback import client_of
from tests.standins.claude import ClaudeStandin, Expired, Fault, LoggedRequest, ManualClock
from tests.writer.batches import Scene
from tests.writer.samples import make_assignments, unwritten, written


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


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
    second: list[Answer] = []

    def meanwhile(_index: int, request: LoggedRequest) -> Fault | None:
        if request.method == "GET" and not second and not request.path.endswith("/results"):
            scene.claude.faults = ()
            second.extend(scene.run(assignments))
        return None

    scene.claude.faults = meanwhile
    first = scene.run(assignments)
    # What expired, one of them asks again; the other leaves it.
    assert len(written(second)) == 120
    assert len(written(first)) + len(unwritten(first)) == 120
    assert {answer.reason for answer in unwritten(first)} == {"left: in a batch"}
    assert scene.created == 1
    assert set(scene.claude.paid.values()) == {1}
    assert sorted(writer.spending.batch_calls > 0 for writer in scene.writers) == [False, True]
