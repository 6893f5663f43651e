"""Cuts GitHub's OpenAPI description down to the operations that the stand-in plays.

Run it from the repository's root when an operation is added or GitHub's description has changed::

    npm pack @octokit/openapi && tar -xf octokit-openapi-*.tgz
    python -m tests.standins.data.prune_openapi package/generated/api.github.com.json
"""

import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

TARGET = Path(__file__).with_name("github-openapi.json")
REPOSITORY = "/repos/{owner}/{repo}"
OPERATIONS = {
    "/rate_limit": ["get"],
    "/user": ["get"],
    REPOSITORY: ["get"],
    f"{REPOSITORY}/branches/{{branch}}": ["get"],
    f"{REPOSITORY}/collaborators/{{username}}/permission": ["get"],
    f"{REPOSITORY}/commits/{{ref}}": ["get"],
    f"{REPOSITORY}/compare/{{basehead}}": ["get"],
    f"{REPOSITORY}/contents/{{path}}": ["get"],
    f"{REPOSITORY}/git/blobs": ["post"],
    f"{REPOSITORY}/git/blobs/{{file_sha}}": ["get"],
    f"{REPOSITORY}/git/commits": ["post"],
    f"{REPOSITORY}/git/commits/{{commit_sha}}": ["get"],
    f"{REPOSITORY}/git/matching-refs/{{ref}}": ["get"],
    f"{REPOSITORY}/git/ref/{{ref}}": ["get"],
    f"{REPOSITORY}/git/refs": ["post"],
    f"{REPOSITORY}/git/refs/{{ref}}": ["patch", "delete"],
    f"{REPOSITORY}/git/trees": ["post"],
    f"{REPOSITORY}/git/trees/{{tree_sha}}": ["get"],
    f"{REPOSITORY}/issues/{{issue_number}}/comments": ["get", "post"],
    f"{REPOSITORY}/issues/comments/{{comment_id}}": ["get", "patch", "delete"],
    f"{REPOSITORY}/pulls": ["get", "post"],
    f"{REPOSITORY}/pulls/{{pull_number}}": ["get", "patch"],
    f"{REPOSITORY}/pulls/{{pull_number}}/comments": ["get", "post"],
    f"{REPOSITORY}/pulls/{{pull_number}}/comments/{{comment_id}}/replies": ["post"],
    f"{REPOSITORY}/pulls/{{pull_number}}/commits": ["get"],
    f"{REPOSITORY}/pulls/{{pull_number}}/files": ["get"],
    f"{REPOSITORY}/pulls/{{pull_number}}/reviews": ["get", "post"],
    f"{REPOSITORY}/pulls/{{pull_number}}/reviews/{{review_id}}": ["get"],
    f"{REPOSITORY}/pulls/{{pull_number}}/reviews/{{review_id}}/comments": ["get"],
    f"{REPOSITORY}/pulls/comments/{{comment_id}}": ["get", "patch", "delete"],
}
UNUSED = {"description", "summary", "tags", "operationId", "externalDocs", "example", "examples", "discriminator"}
"""What only people read, and discriminators: GitHub's name a property of what may be an array."""
NAMED = {"properties", "schemas", "responses", "parameters", "headers", "paths", "patternProperties"}
"""Keys whose children bear names of GitHub's choice, so that a child called `description` is a field."""
NULLABLE = {
    "pull-request-review-comment": ["line", "position", "start_side"],
    "review-comment": ["line", "position", "start_side"],
}
"""Properties that GitHub sends as null, of outdated comments and of comments on one line, and does not say so."""


def prune(description: Mapping[str, Any]) -> dict[str, Any]:
    """The same description with only `OPERATIONS`, what they refer to, and nothing that is unused here."""
    paths = {path: kept_methods(description["paths"][path], methods) for path, methods in OPERATIONS.items()}
    components: dict[str, dict[str, Any]] = {}
    pending = list(references(paths))
    while pending:
        kind, name = pending.pop()
        if name in components.setdefault(kind, {}):
            continue
        components[kind][name] = without_unused(description["components"][kind][name])
        pending.extend(references(components[kind][name]))
    for name, properties in NULLABLE.items():
        make_nullable(components["schemas"][name]["properties"], properties)
    return {
        "openapi": description["openapi"],
        "info": {key: description["info"][key] for key in ("title", "version", "license")},
        "servers": description["servers"],
        "paths": paths,
        "components": {kind: dict(sorted(found.items())) for kind, found in sorted(components.items())},
    }


def kept_methods(item: Mapping[str, Any], methods: list[str]) -> dict[str, object]:
    """The operations of one path that are kept, with the parameters that all of them share."""
    return {key: without_unused(item[key]) for key in ["parameters", *methods] if key in item}


def make_nullable(properties: dict[str, Any], names: list[str]) -> None:
    """Let properties be null; an enumeration has to name that value too."""
    for name in names:
        properties[name]["nullable"] = True
        if "enum" in properties[name] and None not in properties[name]["enum"]:
            properties[name]["enum"].append(None)


def references(node: object) -> Iterator[tuple[str, str]]:
    """Kind and name of every component that `node` refers to."""
    if isinstance(node, dict):
        if isinstance(target := node.get("$ref"), str):
            _, _, kind, name = target.split("/")
            yield kind, name
        for value in node.values():
            yield from references(value)
    elif isinstance(node, list):
        for value in node:
            yield from references(value)


def without_unused(node: object, *, named: bool = False) -> object:
    """A copy of `node` without `UNUSED` keys and extensions; `named` keeps every key of this level."""
    if isinstance(node, list):
        return [without_unused(value) for value in node]
    if not isinstance(node, dict):
        return node
    kept = [key for key in node if named or not (key in UNUSED or key.startswith("x-"))]
    return {key: without_unused(node[key], named=key in NAMED and not named) for key in kept}


def main(source: str) -> None:
    """Prune the description in the file `source` into the one beside this script."""
    pruned = prune(json.loads(Path(source).read_text("utf-8")))
    TARGET.write_text(json.dumps(pruned, separators=(",", ":"), ensure_ascii=False) + "\n", "utf-8")


if __name__ == "__main__":
    main(sys.argv[1])
