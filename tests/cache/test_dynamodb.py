"""DynamoDB: the contract of every store on moto's server, over a socket."""

from __future__ import annotations

from uuid import uuid4

import pytest

from docgen.cache.admin import AdminCache
from docgen.cache.aws import connect
from docgen.cache.dynamodb import DynamoDBCache
from docgen.cache.dynamodb_admin import DynamoDBAdmin
from docgen.cache.dynamodb_table import Table
from tests.cache.contract import *  # noqa: F403 - the contract's tests are this module's
from tests.cache.contract import Opened
from tests.cache.contract_admin import *  # noqa: F403 - these too
from tests.cache.parts import ORDINARY, Clock


@pytest.fixture
def table(aws: None) -> Table:
    return Table(connect(None, connections=16), f"docs-{uuid4().hex}")


@pytest.fixture
def admin(table: Table) -> AdminCache:
    admin = DynamoDBAdmin(table)
    admin.create()
    return admin


@pytest.fixture
def opened(table: Table, admin: AdminCache, clock: Clock) -> Opened:
    return lambda lifetime=ORDINARY: DynamoDBCache(table, lifetime=lifetime, clock=clock)
