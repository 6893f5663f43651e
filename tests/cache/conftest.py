"""The parts that the tests of the cache share: a DynamoDB on a socket and a clock that stands still."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from moto.server import ThreadedMotoServer

from tests.cache.loopback import client_of, set_aws_environment
from tests.cache.parts import Clock

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="session")
def moto_endpoint() -> Iterator[str]:
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def aws(monkeypatch: pytest.MonkeyPatch, moto_endpoint: str) -> None:
    """The environment of a job that may use the DynamoDB on loopback."""
    set_aws_environment(monkeypatch, moto_endpoint)


@pytest.fixture(scope="session")
def moto_client(moto_endpoint: str) -> DynamoDBClient:
    """One client for many tests, because it takes half a second to make one."""
    return client_of(moto_endpoint)
