"""Reading a long list that belongs to a pull request by GraphQL."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from docgen.errors import RefusedError
from docgen.github.connection import Connection

_NEEDS = "pull-requests: write"  # what the reading is for; who grants this need not come back


def pull_pages(connection: Connection, number: int, what: str, query: str, items: str) -> Iterator[dict[str, Any]]:
    """Yield the answers to a query, one for each page of a list.

    Args:
        connection: The repository.
        number: The pull request.
        what: Completes "could not …".
        query: Takes `$owner`, `$name`, `$number` and `$after`, and asks for `pageInfo { hasNextPage endCursor }`.
        items: Name of the list in the pull request, such as `comments`.

    Raises:
        RefusedError: If there is no such pull request.
        DeliveryError: If it cannot be read.
    """
    owner, name = connection.repository.split("/")
    after: str | None = None
    while True:
        variables = {"owner": owner, "name": name, "number": number, "after": after}
        data = connection.query(what, query, variables, needs=_NEEDS)
        pull = (data.get("repository") or {}).get("pullRequest")
        if pull is None:
            raise RefusedError(
                f"Could not {what}: there is no pull request {number}.", "Name one that exists.", status=404
            )
        yield data
        if not pull[items]["pageInfo"]["hasNextPage"]:
            return
        after = pull[items]["pageInfo"]["endCursor"]
