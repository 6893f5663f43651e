"""DynamoDB: the contract of every store on moto's server, over a socket."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

import pytest

from docgen.cache.admin import AdminCache
from docgen.cache.dynamodb import DynamoDBCache
from docgen.cache.dynamodb_admin import DynamoDBAdmin
from docgen.cache.dynamodb_table import Table
from tests.cache.contract import *  # noqa: F403 - the contract's tests are this module's
from tests.cache.contract import Opened
from tests.cache.contract_admin import *  # noqa: F403 - these too
from tests.cache.contract_journal import *  # noqa: F403 - these too
from tests.cache.parts import ORDINARY, Clock

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


@pytest.fixture
def table(moto_client: DynamoDBClient) -> Table:
    return Table(moto_client, f"docs-{uuid4().hex}")


@pytest.fixture
def admin(table: Table) -> AdminCache:
    admin = DynamoDBAdmin(table, sleep=lambda seconds: None)
    admin.create()
    return admin


@pytest.fixture
def opened(table: Table, admin: AdminCache, clock: Clock) -> Opened:
    return lambda lifetime=ORDINARY: DynamoDBCache(table, lifetime=lifetime, clock=clock)
