"""Care of a table: what AWS does while it is created, and answers that come in parts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from docgen.cache.dynamodb_admin import DynamoDBAdmin
from docgen.cache.dynamodb_table import Table
from docgen.cache.item import Item
from docgen.cache.lifetime import NEVER
from docgen.errors import CacheError
from tests.cache.faulty import Answer, Fault, FaultyDynamoDB, Request, error
from tests.cache.parts import Clock, make_entry


@pytest.fixture
def admin(faulty_table: Table, clock: Clock) -> DynamoDBAdmin:
    return DynamoDBAdmin(faulty_table, sleep=clock.sleep)


def creating(until: int) -> Callable[[Request, dict[str, Any]], None]:
    """Change the first answers about the table: it is still being created."""

    def change(request: Request, answer: dict[str, Any]) -> None:
        if request.operation == "DescribeTable" and request.number < until:
            answer["Table"]["TableStatus"] = "CREATING"

    return change


def test_create_waits_until_the_table_can_be_used(admin: DynamoDBAdmin, faulty: FaultyDynamoDB, clock: Clock) -> None:
    faulty.change = creating(10)
    start = clock.now
    admin.create()
    assert faulty.calls["DescribeTable"] == 11
    assert clock.now - start >= 10


def test_create_does_not_wait_for_ever(admin: DynamoDBAdmin, faulty: FaultyDynamoDB, clock: Clock) -> None:
    faulty.change = creating(10**6)
    start = clock.now
    message = r"^AWS is still creating the table docs-\w+\. Run the command again later\.$"
    with pytest.raises(CacheError, match=message):
        admin.create()
    assert 200 < clock.now - start < 600


def test_create_turns_expiry_on_once(admin: DynamoDBAdmin, faulty: FaultyDynamoDB, faulty_table: Table) -> None:
    admin.create()
    assert faulty.calls["UpdateTimeToLive"] == 0
    answer = faulty_table.client.describe_time_to_live(TableName=faulty_table.name)
    assert answer["TimeToLiveDescription"] == {"TimeToLiveStatus": "ENABLED", "AttributeName": "expires"}


@pytest.mark.parametrize(("status", "updates"), [("ENABLING", 0), ("DISABLED", 1)])
def test_create_asks_for_expiry_only_where_it_is_not_on_its_way(
    admin: DynamoDBAdmin, faulty: FaultyDynamoDB, status: str, updates: int
) -> None:
    def change(request: Request, answer: dict[str, Any]) -> None:
        if request.operation == "DescribeTimeToLive":
            answer["TimeToLiveDescription"] = {"TimeToLiveStatus": status}

    # Moto refuses to turn on what it has turned on already.
    faulty.fault = lambda request: Answer(200, {}) if request.operation == "UpdateTimeToLive" else None
    faulty.change = change
    admin.create()
    assert faulty.calls["UpdateTimeToLive"] == updates


def test_create_bills_by_request(faulty_table: Table) -> None:
    table = faulty_table.client.describe_table(TableName=faulty_table.name)["Table"]
    assert table["BillingModeSummary"]["BillingMode"] == "PAY_PER_REQUEST"


def test_a_dynamodb_that_knows_no_expiry_is_fine_but_said_so(
    admin: DynamoDBAdmin, faulty: FaultyDynamoDB, caplog: pytest.LogCaptureFixture
) -> None:
    def fault(request: Request) -> Fault:
        return error("UnknownOperationException") if "TimeToLive" in request.operation else None

    faulty.fault = fault
    admin.create()
    (warning,) = [record.getMessage() for record in caplog.records if record.levelname == "WARNING"]
    assert (
        warning
        == "This DynamoDB deletes nothing by itself. Run `docgen cache purge --older-than-hours HOURS` at times."
    )


def test_the_right_to_turn_expiry_on_is_named_where_it_lacks(admin: DynamoDBAdmin, faulty: FaultyDynamoDB) -> None:
    faulty.fault = lambda request: error("AccessDeniedException") if "TimeToLive" in request.operation else None
    with pytest.raises(CacheError, match="dynamodb:DescribeTimeToLive"):
        admin.create()


def use(admin: DynamoDBAdmin) -> None:
    admin.create()
    admin.put([Item(make_entry(), 1, NEVER)])
    assert list(admin.contents())


@pytest.mark.parametrize("operation", ["DescribeTable", "DescribeTimeToLive", "BatchWriteItem", "Scan"])
def test_answers_of_something_else_are_told_as_such(
    admin: DynamoDBAdmin, faulty: FaultyDynamoDB, operation: str
) -> None:
    faulty.fault = lambda request: Answer(200, {"hello": "portal"}) if request.operation == operation else None
    with pytest.raises(CacheError, match="Something else answers in place of DynamoDB"):
        use(admin)


def test_a_table_of_something_else_is_left_alone(faulty_table: Table) -> None:
    name = faulty_table.name + "-other"
    faulty_table.client.create_table(
        TableName=name,
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )
    message = rf"^There is a table {name} already, and it is not a cache of docgen\. Name another `cache-table`\.$"
    with pytest.raises(CacheError, match=message):
        DynamoDBAdmin(Table(faulty_table.client, name)).create()


def test_a_scan_follows_all_its_pages(admin: DynamoDBAdmin, faulty: FaultyDynamoDB) -> None:
    admin.put([Item(make_entry(number), 1, NEVER) for number in range(30)])

    def cut(request: Request, answer: dict[str, Any]) -> None:
        if request.operation == "Scan":
            items = sorted(answer["Items"], key=lambda item: str(item["pk"]))
            start = str(request.body.get("ExclusiveStartKey", {}).get("pk", ""))
            answer["Items"] = [item for item in items if str(item["pk"]) > start][:7]
            if answer["Items"] and answer["Items"][-1] != items[-1]:
                answer["LastEvaluatedKey"] = {"pk": answer["Items"][-1]["pk"]}

    faulty.change = cut
    assert len(list(admin.contents())) == 30


def test_foreign_items_are_passed_over(admin: DynamoDBAdmin, faulty_table: Table) -> None:
    admin.put([Item(make_entry(), 1, NEVER)])
    for key, name in (
        ("doc/1/a", "text"),
        ("doc/1/b", "doc"),
        ("doc/1/c", "lease"),
        ("hits/1/day/x", "hits"),
        ("x", "doc"),
    ):
        item: dict[str, Any] = {"pk": {"S": key}, name: {"S": "x"}}
        faulty_table.client.put_item(TableName=faulty_table.name, Item=item)
    assert len(list(admin.contents())) == 1


def test_writes_that_were_left_undone_are_done_again(admin: DynamoDBAdmin, faulty: FaultyDynamoDB) -> None:
    def withhold(request: Request, answer: dict[str, Any]) -> None:
        if request.operation == "BatchWriteItem" and request.number < 3:
            answer["UnprocessedItems"] = {
                name: requests[1:] for name, requests in request.body["RequestItems"].items() if len(requests) > 1
            }

    faulty.change = withhold
    admin.put([Item(make_entry(number), 1, NEVER) for number in range(20)])
    assert faulty.calls["BatchWriteItem"] == 4
    assert len(list(admin.contents())) == 20


def test_writes_that_are_never_done_are_given_up_within_seconds(
    admin: DynamoDBAdmin, faulty: FaultyDynamoDB, clock: Clock
) -> None:
    def withhold(request: Request, answer: dict[str, Any]) -> None:
        if request.operation == "BatchWriteItem":
            answer["UnprocessedItems"] = dict(request.body["RequestItems"])

    faulty.change = withhold
    start = clock.now
    with pytest.raises(
        CacheError, match=r"^DynamoDB throttles the cache table docs-\w+\. Switch the table .* capacity\.$"
    ):
        admin.put([Item(make_entry(), 1, NEVER)])
    assert 10 <= clock.now - start < 15
