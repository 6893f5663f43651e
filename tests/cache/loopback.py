"""Connections to a DynamoDB on loopback. Apart from the other parts because boto3 takes its time to load."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest
from moto.server import ThreadedMotoServer

from docgen.cache.aws import connect

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


@contextmanager
def dynamodb_server() -> Iterator[str]:
    """Serve a DynamoDB on loopback; its address."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


def set_aws_environment(monkeypatch: pytest.MonkeyPatch, endpoint: str) -> None:
    """Set the environment as aws-actions/configure-aws-credentials does, with DynamoDB at `endpoint`."""
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
    monkeypatch.setenv("AWS_REGION", "eu-central-1")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-central-1")
    monkeypatch.setenv("AWS_ENDPOINT_URL_DYNAMODB", endpoint)


def client_of(endpoint: str) -> DynamoDBClient:
    """Connect to a DynamoDB on loopback, leaving the environment as it was."""
    with pytest.MonkeyPatch.context() as monkeypatch:
        set_aws_environment(monkeypatch, endpoint)
        return connect(None, connections=16)
