"""The contract of every store on dynalite, an independent and stricter DynamoDB.

Not collected by itself, since dynalite comes from npm: `make dynalite` installs it and runs this.
"""

from __future__ import annotations

import random
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest

from docgen.cache.admin import AdminCache
from docgen.cache.dynamodb import DynamoDBCache
from docgen.cache.dynamodb_admin import DynamoDBAdmin
from docgen.cache.dynamodb_table import Table
from docgen.model import Doc
from tests.cache.contract import *  # noqa: F403 - the contract's tests are this module's
from tests.cache.contract import Opened
from tests.cache.contract_admin import *  # noqa: F403 - these too
from tests.cache.contract_journal import *  # noqa: F403 - these too
from tests.cache.loopback import client_of
from tests.cache.parts import ORDINARY, Clock, make_entry

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

DYNALITE = Path(__file__).parents[2] / ".cache" / "dynalite" / "node_modules" / ".bin" / "dynalite"


@pytest.fixture(scope="session")
def dynalite_client() -> Iterator[DynamoDBClient]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [str(DYNALITE), "--host", "127.0.0.1", "--port", str(port), "--createTableMs", "100"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        assert str(port) in process.stdout.readline()
        yield client_of(f"http://127.0.0.1:{port}")
        process.terminate()


@pytest.fixture
def table(dynalite_client: DynamoDBClient) -> Table:
    return Table(dynalite_client, f"docs-{uuid4().hex}")


@pytest.fixture
def admin(table: Table) -> AdminCache:
    # The server takes 100 ms to make a table, so that the wait for it is shown to work. Asking without a pause would
    # use up the questions before that time is over.
    admin = DynamoDBAdmin(table, sleep=lambda seconds: time.sleep(0.05))
    admin.create()
    return admin


@pytest.fixture
def opened(table: Table, admin: AdminCache, clock: Clock) -> Opened:
    return lambda lifetime=ORDINARY: DynamoDBCache(table, lifetime=lifetime, clock=clock)


def test_docs_that_exceed_one_answer_are_read_in_several(opened: Opened, table: Table) -> None:
    chance = random.Random(1)
    first, second, third, fourth = (chance.randbytes(9_000).hex() for _ in range(4))
    doc = Doc("Sum.", first, returns=second, yields=third, example=fourth)
    entries = [make_entry(number, doc) for number in range(100)]
    opened().store(entries)
    keys = [entry.fingerprint for entry in entries]
    asked: dict[str, Any] = {table.name: {"Keys": [{"pk": {"S": f"doc/1/{key}"}} for key in keys]}}
    assert table.client.batch_get_item(RequestItems=asked)["UnprocessedKeys"]
    assert opened().lookup(keys) == {entry.fingerprint: entry for entry in entries}


def test_a_table_that_cannot_expire_is_created_with_a_notice(table: Table, caplog: pytest.LogCaptureFixture) -> None:
    assert DynamoDBAdmin(table).create()
    assert "deletes nothing by itself" in caplog.text
