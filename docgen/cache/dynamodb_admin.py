"""Care of the DynamoDB table by people: create it, list it, clear it, move it. Needs more permissions than a run."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from typing import Any

from docgen.cache.aws import is_unknown_operation
from docgen.cache.doc_json import ItemError
from docgen.cache.dynamodb_item import (
    EXPIRY,
    KEY,
    LEASE,
    Attributes,
    doc_key,
    fingerprint_of,
    hits_from_attributes,
    item_from_attributes,
    item_to_attributes,
)
from docgen.cache.dynamodb_table import CONNECTIONS, Table
from docgen.cache.hits import Hits
from docgen.cache.item import Item
from docgen.cache.parallel import run_all
from docgen.cache.patience import Wait
from docgen.errors import CacheError

_LOG = logging.getLogger(__name__)

_WRITES_PER_REQUEST = 25
_POLL_SECONDS = 2.0
_MOST_POLLS = 150


class DynamoDBAdmin:
    """The whole content of a table."""

    def __init__(self, table: Table, *, sleep: Callable[[float], None] = time.sleep) -> None:
        """Care for `table`.

        Args:
            table: The table, which need not exist yet.
            sleep: Waits while AWS creates the table.
        """
        self._table = table
        self._sleep = sleep

    def create(self) -> bool:
        """Create the table with on-demand billing and time to live, and say whether it was not there before.

        Raises:
            CacheError: If it cannot be created, or is there with another key.
        """
        is_new = self._table.call(self._create_table)
        self._await_table()
        self._table.call(self._turn_on_expiry)
        return is_new

    def contents(self) -> Iterator[Item | Hits]:
        """Yield all docs, expired ones too, and the history of hits; what is foreign is passed over.

        Raises:
            CacheError: If the table cannot be read.
        """
        client = self._table.client
        start: dict[str, Any] = {}
        while True:
            page = self._table.call(client.scan, TableName=self._table.name, **start)
            yield from _parse(page["Items"])
            if "LastEvaluatedKey" not in page:
                return
            start = {"ExclusiveStartKey": page["LastEvaluatedKey"]}

    def put(self, items: Collection[Item]) -> None:
        """Write items with the dates that they have.

        Raises:
            CacheError: If some could not be written.
        """
        self._write([{"PutRequest": {"Item": item_to_attributes(item)}} for item in items])

    def delete(self, fingerprints: Collection[str]) -> None:
        """Remove docs.

        Raises:
            CacheError: If some could not be removed.
        """
        keys = [{KEY: {"S": doc_key(fingerprint)}} for fingerprint in fingerprints]
        self._write([{"DeleteRequest": {"Key": key}} for key in keys])

    def close(self) -> None:
        """Close the connections."""
        self._table.client.close()

    def _create_table(self) -> bool:
        client = self._table.client
        try:
            client.create_table(
                TableName=self._table.name,
                KeySchema=[{"AttributeName": KEY, "KeyType": "HASH"}],
                AttributeDefinitions=[{"AttributeName": KEY, "AttributeType": "S"}],
                BillingMode="PAY_PER_REQUEST",
            )
        except client.exceptions.ResourceInUseException:
            return False
        return True

    def _await_table(self) -> None:
        client = self._table.client
        for _ in range(_MOST_POLLS):
            table = self._table.call(client.describe_table, TableName=self._table.name)["Table"]
            if table["TableStatus"] == "ACTIVE":
                break
            self._sleep(_POLL_SECONDS)
        else:
            raise CacheError(f"AWS is still creating the table {self._table.name}.", "Run the command again later.")
        if [key["AttributeName"] for key in table["KeySchema"]] != [KEY]:
            raise CacheError(
                f"There is a table {self._table.name} already, and it is not a cache of docgen.",
                "Name another `cache-table`.",
            )

    def _turn_on_expiry(self) -> None:
        try:
            self._request_expiry()
        except self._table.client.exceptions.ClientError as error:
            if not is_unknown_operation(error):
                raise
            _LOG.warning(
                "This DynamoDB deletes nothing by itself. Run `docgen cache purge --older-than-hours HOURS` at times."
            )

    def _request_expiry(self) -> None:
        client = self._table.client
        state = client.describe_time_to_live(TableName=self._table.name)["TimeToLiveDescription"]
        if state.get("TimeToLiveStatus") not in {"ENABLED", "ENABLING"}:
            client.update_time_to_live(
                TableName=self._table.name,
                TimeToLiveSpecification={"Enabled": True, "AttributeName": EXPIRY},
            )

    def _write(self, requests: Sequence[Any]) -> None:
        batches = [
            requests[start : start + _WRITES_PER_REQUEST] for start in range(0, len(requests), _WRITES_PER_REQUEST)
        ]
        _, error = run_all(self._write_batch, batches, CONNECTIONS)
        if error:
            raise error

    def _write_batch(self, requests: Sequence[Any]) -> None:
        name, client = self._table.name, self._table.client
        wait = Wait(self._table.patience)
        while requests:
            answer = self._table.call(client.batch_write_item, RequestItems={name: requests})
            left = answer["UnprocessedItems"].get(name, [])
            self._table.pause_for_rest(wait, requests, left)
            requests = left


def _parse(page: Sequence[Attributes]) -> Iterator[Item | Hits]:
    for attributes in page:
        if hits := hits_from_attributes(attributes):
            yield hits
        elif fingerprint_of(attributes) and LEASE not in attributes:
            try:
                yield item_from_attributes(attributes)
            except ItemError:
                continue
