"""DynamoDB: the contract of every store on moto's server, over a socket."""

from __future__ import annotations

from uuid import uuid4

import pytest

from docgen.cache.aws import connect
from docgen.cache.dynamodb import DynamoDBCache
from docgen.cache.dynamodb_table import Table
from tests.cache.contract import *  # noqa: F403 - the contract's tests are this module's
from tests.cache.contract import Opened
from tests.cache.parts import ORDINARY, Clock


@pytest.fixture
def table(aws: None) -> Table:
    client = connect(None, connections=16)
    name = f"docs-{uuid4().hex}"
    client.create_table(
        TableName=name,
        KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "pk", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )
    return Table(client, name)


@pytest.fixture
def opened(table: Table, clock: Clock) -> Opened:
    return lambda lifetime=ORDINARY: DynamoDBCache(table, lifetime=lifetime, clock=clock)
