"""From a GraphQL request to its answer: GitHub's schema checks it, graphql-core executes it."""

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from graphql import GraphQLError, GraphQLSchema, build_schema, graphql_sync

from tests.standins.github.exchange import Answer, Request
from tests.standins.github.graphql.conversation import node, pull_request
from tests.standins.github.graphql.mutations import Input, create_commit, minimize, resolve_thread
from tests.standins.github.graphql.objects import actor, object_field, ref
from tests.standins.github.graphql.session import Info, Node, RefusedFieldError, Session, split_id, unresolved
from tests.standins.github.shapes.basics import node_id, number_of, stamp
from tests.standins.github.shapes.repository import web_url

SCHEMA = Path(__file__).parents[2] / "data" / "github-schema.graphql"


@cache
def schema() -> GraphQLSchema:
    """GitHub's schema, as far as the stand-in plays it."""
    return build_schema(SCHEMA.read_text("utf-8"))


def execute(session: Session, request: Request, violated: Callable[[str], None]) -> Answer:
    """The answer to a GraphQL request; errors come with status 200, as from GitHub.

    Args:
        session: state and token.
        request: the HTTP request.
        violated: hears of everything that is not GitHub's refusal but a mistake in the query.
    """
    data = request.json or {}
    result = graphql_sync(
        schema(),
        data.get("query", ""),
        root_value=_root(session),
        variable_values=data.get("variables"),
        operation_name=data.get("operationName"),
    )
    errors = result.errors or []
    for error in errors:
        if not isinstance(error.original_error, RefusedFieldError):
            violated(f"{error.message} (GitHub has more fields than the stand-in plays)")
    body: dict[str, Any] = {"data": result.data} if result.data is not None or not errors else {}
    return Answer(body={**body, "errors": [_formatted(error) for error in errors]} if errors else body)


def rate_limited() -> Answer:
    """The answer when the hour's points are used up."""
    return Answer(body={"errors": [{"type": "RATE_LIMITED", "message": "API rate limit exceeded"}]})


def _formatted(error: GraphQLError) -> dict[str, Any]:
    reason = error.original_error
    formatted: dict[str, Any] = {"type": reason.kind} if isinstance(reason, RefusedFieldError) else {}
    if error.path:
        formatted["path"] = error.path
    locations = [{"line": place.line, "column": place.column} for place in error.locations or []]
    return {**formatted, "locations": locations, "message": error.message}


def _root(session: Session) -> Node:
    def mutate(change: Callable[[Session, Input], Node]) -> Callable[..., Node]:
        return lambda _, input: {  # noqa: A006 - the argument's name in GitHub's schema
            "clientMutationId": input.get("clientMutationId"),
            **change(session, input),
        }

    return {
        "id": node_id("Query", ""),
        "viewer": lambda _: {**actor(session.token.login), "__typename": "User", "login": session.token.login},
        "rateLimit": lambda _, **__: _rate_limit(session),
        "node": lambda _, id: node(session, *split_id(id)),  # noqa: A006
        "repository": lambda _, owner, name, **__: _repository(session, f"{owner}/{name}"),
        "createCommitOnBranch": mutate(create_commit),
        "resolveReviewThread": mutate(lambda on, given: resolve_thread(on, given, resolved=True)),
        "unresolveReviewThread": mutate(lambda on, given: resolve_thread(on, given, resolved=False)),
        "minimizeComment": mutate(lambda on, given: minimize(on, given, reason=given["classifier"].lower())),
        "unminimizeComment": mutate(lambda on, given: minimize(on, given, reason=None)),
    }


def _repository(session: Session, name: str) -> Node:
    state = session.state
    if name not in state.repositories():
        raise unresolved("Repository", f"the name '{name}'")
    owner = name.partition("/")[0]

    def find_pull(_: Info, number: int) -> Node:
        session.require_read("pull-requests:read")
        if name != state.repository or number not in state.pulls:
            raise unresolved("PullRequest", f"the number of {number}")
        return pull_request(session, state.pulls[number])

    return {
        "__typename": "Repository",
        "id": node_id("Repository", name),
        "databaseId": number_of(name),
        "name": name.partition("/")[2],
        "nameWithOwner": name,
        "owner": {**actor(owner), "__typename": "User"},
        "url": web_url(name),
        "isFork": name != state.repository,
        "isPrivate": state.private,
        "defaultBranchRef": lambda _: ref(session, state.branch_ref(name, state.default_branch)),
        "ref": lambda _, qualifiedName: ref(session, _qualified(qualifiedName)),  # noqa: N803
        "object": object_field(session, name),
        "pullRequest": find_pull,
    }


def _qualified(name: str) -> str:
    return name if name.startswith("refs/") else f"refs/heads/{name}"


def _rate_limit(session: Session) -> Node:
    rate = session.state.rates["graphql"]
    return {**rate.json(), "cost": 1, "resetAt": stamp(rate.reset_at)}
