"""One DynamoDB table and the few operations on it that a run needs."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from docgen.cache.aws import throttled, translated
from docgen.cache.dynamodb_item import KEY, Attributes

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

CONNECTIONS = 16
"""Number of requests at once."""

_FIRST_PAUSE = 0.05
_VAIN_ATTEMPTS = 7


@dataclass(frozen=True, slots=True)
class Condition:
    """What must hold of an item for a write to happen, with the values that the expressions name.

    Attributes:
        expression: In DynamoDB's condition language.
        names: Attribute names by placeholder, since many a plain name is reserved.
        values: Values by placeholder.
    """

    expression: str
    names: Mapping[str, str]
    values: Attributes


class Table:
    """Reads and writes items; all failures are `CacheError`s. May be used from several threads."""

    def __init__(
        self,
        client: DynamoDBClient,
        name: str,
        *,
        sleep: Callable[[float], None] = time.sleep,
        jitter: Callable[[], float] = random.random,
    ) -> None:
        """Speak to the table `name` through `client`.

        Args:
            client: From `docgen.cache.aws.connect`.
            name: The table.
            sleep: Waits between two attempts.
            jitter: Gives the fraction, 0 to 1, of each pause that is really waited.
        """
        self.client = client
        self.name = name
        self.region = client.meta.region_name
        self._sleep = sleep
        self._jitter = jitter

    def read(self, keys: Sequence[str], found: list[Attributes]) -> None:
        """Read up to 100 items, putting what there is into `found` as it comes.

        Raises:
            CacheError: If some could not be read.
        """
        unread: Sequence[Any] = [{KEY: {"S": key}} for key in keys]
        vain = 0
        while True:
            with translated(self.name, self.region):
                answer = self.client.batch_get_item(RequestItems={self.name: {"Keys": unread}})
            found.extend(answer["Responses"].get(self.name, []))
            if self.name not in answer["UnprocessedKeys"]:
                return
            left = answer["UnprocessedKeys"][self.name]["Keys"]
            vain = 0 if len(left) < len(unread) else vain + 1
            self.pause(vain)
            unread = left

    def pause(self, vain: int) -> None:
        """Back off after `vain` attempts in a row that brought nothing.

        Raises:
            CacheError: If that was one too many.
        """
        if vain >= _VAIN_ATTEMPTS:
            raise throttled(self.name)
        self._sleep(self._jitter() * _FIRST_PAUSE * 2**vain)

    def put(self, item: Attributes, condition: Condition | None = None) -> bool:
        """Write an item and say whether the condition held.

        Raises:
            CacheError: If it could not be tried.
        """
        request: dict[str, Any] = {"TableName": self.name, "Item": item}
        if condition:
            request["ConditionExpression"] = condition.expression
            request["ExpressionAttributeNames"] = condition.names
            request["ExpressionAttributeValues"] = condition.values
        return self._tried(lambda: self.client.put_item(**request))

    def update(self, key: str, update: str, condition: Condition) -> bool:
        """Change an item and say whether the condition held; its names and values serve both expressions.

        Raises:
            CacheError: If it could not be tried.
        """
        request: dict[str, Any] = {
            "TableName": self.name,
            "Key": {KEY: {"S": key}},
            "UpdateExpression": update,
            "ExpressionAttributeNames": condition.names,
            "ExpressionAttributeValues": condition.values,
        }
        if condition.expression:
            request["ConditionExpression"] = condition.expression
        return self._tried(lambda: self.client.update_item(**request))

    def _tried(self, call: Callable[[], object]) -> bool:
        with translated(self.name, self.region):
            try:
                call()
            except self.client.exceptions.ConditionalCheckFailedException:
                return False
        return True
