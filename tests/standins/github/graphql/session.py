"""What every resolver needs: the state, whose token it is, and how GitHub refuses in GraphQL."""

from base64 import b64decode, b64encode
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from graphql import GraphQLResolveInfo

from tests.standins.github.access import Token
from tests.standins.github.errors import RefusedError
from tests.standins.github.exchange import Json
from tests.standins.github.state import State

Info = GraphQLResolveInfo[None]
Node = Mapping[str, Any]
"""An object as GraphQL sees it: values, and functions for what is computed only when it is asked for."""
MAX_PAGE = 100


class RefusedFieldError(Exception):
    """A field that GitHub does not resolve.

    Args:
        kind: GitHub's word for the reason, such as `NOT_FOUND`.
        message: GitHub's own words.
    """

    def __init__(self, kind: str, message: str) -> None:
        super().__init__(message)
        self.kind = kind


@dataclass(frozen=True, slots=True)
class Session:
    """One request."""

    state: State
    token: Token

    def require_read(self, *needs: str) -> None:
        """Refuse to read without permission; public repositories need none.

        Raises:
            RefusedFieldError: `FORBIDDEN`.
        """
        if self.state.private:
            self.require_all(*needs)

    def require_all(self, *needs: str) -> None:
        """Refuse to go on unless the token has all these permissions.

        Raises:
            RefusedFieldError: `FORBIDDEN`.
        """
        for need in needs:
            try:
                self.token.require((need,))
            except RefusedError as refused:
                raise RefusedFieldError("FORBIDDEN", refused.message) from None


def unresolved(kind: str, key: object) -> RefusedFieldError:
    """What GitHub says of a node that is not there."""
    return RefusedFieldError("NOT_FOUND", f"Could not resolve to a {kind} with {key}.")


def split_id(node: str) -> tuple[str, str]:
    """Kind and key of a global id.

    Raises:
        RefusedFieldError: `NOT_FOUND`, when it is none.
    """
    try:
        kind, _, key = b64decode(node, validate=True).decode().partition(":")
    except ValueError:
        raise unresolved("node", f"the global id of '{node}'") from None
    return kind, key


def connection(items: Callable[[], Sequence[Node]]) -> Callable[..., Node]:
    """A field that lists nodes in pages, which the query must bound."""

    def resolve(info: Info, **arguments: Json) -> Node:
        bounds = [arguments[name] for name in ("first", "last") if arguments.get(name) is not None]
        if not bounds:
            message = (
                f"You must provide a `first` or `last` value to properly paginate the `{info.field_name}` connection."
            )
            raise RefusedFieldError("MISSING_PAGINATION_BOUNDARIES", message)
        if not 1 <= bounds[0] <= MAX_PAGE:
            message = f"Requesting {bounds[0]} records on the `{info.field_name}` connection exceeds the limit of 100."
            raise RefusedFieldError("EXCESSIVE_PAGINATION", message)
        return _page(items(), arguments)

    return resolve


def _page(items: Sequence[Node], arguments: Mapping[str, Any]) -> Node:
    start = _index(arguments["after"]) + 1 if arguments.get("after") else 0
    stop = _index(arguments["before"]) if arguments.get("before") else len(items)
    if arguments.get("first") is not None:
        stop = min(stop, start + arguments["first"])
    else:
        start = max(start, stop - arguments["last"])
    nodes = items[start:stop]
    info = {
        "hasPreviousPage": start > 0,
        "hasNextPage": stop < len(items),
        "startCursor": _cursor(start) if nodes else None,
        "endCursor": _cursor(stop - 1) if nodes else None,
    }
    return {"nodes": nodes, "pageInfo": info, "totalCount": len(items)}


def _cursor(index: int) -> str:
    return b64encode(f"cursor:{index}".encode()).decode()


def _index(cursor: str) -> int:
    return int(split_id(cursor)[1])
