"""The parts that the tests of the cache share: a DynamoDB on a socket and a clock that stands still."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest

from docgen.cache.dynamodb_admin import DynamoDBAdmin
from docgen.cache.dynamodb_table import Table
from docgen.cache.patience import Patience
from tests.cache.faulty import FaultyDynamoDB, faulty_dynamodb
from tests.cache.loopback import client_of, dynamodb_server, set_aws_environment
from tests.cache.parts import Clock

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="session")
def moto_endpoint() -> Iterator[str]:
    with dynamodb_server() as endpoint:
        yield endpoint


@pytest.fixture
def aws(monkeypatch: pytest.MonkeyPatch, moto_endpoint: str) -> None:
    """The environment of a job that may use the DynamoDB on loopback."""
    set_aws_environment(monkeypatch, moto_endpoint)


@pytest.fixture(scope="session")
def moto_client(moto_endpoint: str) -> DynamoDBClient:
    """One client for many tests, because it takes half a second to make one."""
    return client_of(moto_endpoint)


@pytest.fixture(scope="session")
def proxy(moto_endpoint: str) -> Iterator[FaultyDynamoDB]:
    """A DynamoDB that can be made to misbehave."""
    with faulty_dynamodb(moto_endpoint) as faulty:
        yield faulty


@pytest.fixture(scope="session")
def proxied_client(proxy: FaultyDynamoDB) -> DynamoDBClient:
    return client_of(proxy.endpoint)


@pytest.fixture
def faulty_table(proxy: FaultyDynamoDB, proxied_client: DynamoDBClient, clock: Clock) -> Table:
    """A table that waits in the clock's time."""
    proxy.reset()
    patience = Patience(clock=clock, sleep=clock.sleep, jitter=lambda: 1.0)
    table = Table(proxied_client, f"docs-{uuid4().hex}", patience=patience)
    DynamoDBAdmin(table).create()
    return table


@pytest.fixture
def faulty(proxy: FaultyDynamoDB, faulty_table: Table) -> FaultyDynamoDB:
    """The proxy as it was before the first request."""
    proxy.reset()
    return proxy
