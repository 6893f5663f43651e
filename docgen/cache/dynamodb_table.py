"""One DynamoDB table and the few operations on it that a run needs."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

from docgen.cache.aws import throttled, translated
from docgen.cache.dynamodb_item import KEY, Attributes
from docgen.cache.patience import Patience, Wait

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

_T = TypeVar("_T")
_P = ParamSpec("_P")

CONNECTIONS = 16
"""Number of requests at once."""


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

    def __init__(self, client: DynamoDBClient, name: str, *, patience: Patience | None = None) -> None:
        """Speak to the table `name` through `client`.

        Args:
            client: From `docgen.cache.aws.connect`.
            name: The table.
            patience: How long to try again what fails in passing.
        """
        self.client = client
        self.name = name
        self.patience = patience or Patience()

    def call(self, request: Callable[_P, _T], *arguments: _P.args, **keywords: _P.kwargs) -> _T:
        """Make a request through `client`, again if it fails in passing.

        Raises:
            CacheError: If it fails for good.
        """

        def attempt() -> _T:
            with translated(self.name, self.client.meta.region_name):
                return request(*arguments, **keywords)

        return self.patience.persist(attempt)

    def read(self, keys: Sequence[str], found: list[Attributes]) -> None:
        """Read up to 100 items, putting what there is into `found` as it comes.

        Raises:
            CacheError: If some could not be read.
        """
        unread: Sequence[Any] = [{KEY: {"S": key}} for key in keys]
        wait = Wait(self.patience)
        while unread:
            answer = self.call(self.client.batch_get_item, RequestItems={self.name: {"Keys": unread}})
            found.extend(answer["Responses"].get(self.name, []))
            left = answer["UnprocessedKeys"][self.name]["Keys"] if self.name in answer["UnprocessedKeys"] else []
            self.pause_for_rest(wait, unread, left)
            unread = left

    def pause_for_rest(self, wait: Wait, asked: Sequence[Any], left: Sequence[Any]) -> None:
        """Pause before asking again for what a batch left undone.

        Raises:
            CacheError: If too little was done for too long.
        """
        if len(left) < len(asked):
            wait.restart()
        if left:
            wait.pause(throttled(self.name))

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
        return self.call(self._holds, self.client.put_item, request)

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
        return self.call(self._holds, self.client.update_item, request)

    def _holds(self, write: Callable[..., object], request: Mapping[str, Any]) -> bool:
        try:
            write(**request)
        except self.client.exceptions.ConditionalCheckFailedException:
            return False
        return True
