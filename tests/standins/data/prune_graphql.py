"""Cuts GitHub's GraphQL schema down to the types and fields that the stand-in resolves.

Run it from the repository's root when a field is added or GitHub's schema has changed::

    npm pack @octokit/graphql-schema && tar -xf octokit-graphql-schema-*.tgz
    python -m tests.standins.data.prune_graphql package/schema.graphql
"""

import re
import sys
from dataclasses import replace
from pathlib import Path

from graphql import (
    REMOVE,
    InterfaceTypeDefinitionNode,
    NamedTypeNode,
    Node,
    ObjectTypeDefinitionNode,
    TypeDefinitionNode,
    Visitor,
    VisitorAction,
    parse,
    print_ast,
    visit,
)

TARGET = Path(__file__).with_name("github-schema.graphql")
DESCRIPTION = re.compile(r'"""(?:[^"]|"(?!""))*"""')
CONNECTION = "nodes pageInfo totalCount"
PEOPLE = "login url"
COMMENT = "id author viewerDidAuthor body createdAt updatedAt url isMinimized minimizedReason"
FIELDS = {
    "Query": "id node repository viewer rateLimit",
    "Mutation": "createCommitOnBranch minimizeComment resolveReviewThread unminimizeComment unresolveReviewThread",
    "Node": "id",
    "Actor": PEOPLE,
    "User": f"id databaseId {PEOPLE}",
    "Bot": f"id databaseId {PEOPLE}",
    "RepositoryOwner": "id login url",
    "RateLimit": "cost limit remaining resetAt used",
    "PageInfo": "endCursor hasNextPage hasPreviousPage startCursor",
    "Repository": "id databaseId name nameWithOwner owner url isFork isPrivate defaultBranchRef object ref pullRequest",
    "Ref": "id name prefix target",
    "GitObject": "id oid abbreviatedOid",
    "Blob": "id oid abbreviatedOid byteSize isBinary isTruncated text",
    "Tree": "id oid abbreviatedOid entries",
    "TreeEntry": "name path mode type oid size object",
    "Commit": "id oid abbreviatedOid url message messageHeadline messageBody author committer committedDate tree "
    "parents signature",
    "CommitConnection": CONNECTION,
    "GitActor": "name email date user",
    "GitSignature": "email isValid state wasSignedByGitHub",
    "GpgSignature": "email isValid state wasSignedByGitHub",
    "PullRequest": "id databaseId number title body url state isDraft isCrossRepository author viewerDidAuthor "
    "baseRefName baseRefOid headRefName headRefOid headRepository changedFiles comments reviews reviewThreads",
    "IssueCommentConnection": CONNECTION,
    "IssueComment": f"{COMMENT} databaseId fullDatabaseId",
    "PullRequestReviewConnection": CONNECTION,
    "PullRequestReview": f"{COMMENT} databaseId state comments",
    "PullRequestReviewThreadConnection": CONNECTION,
    "PullRequestReviewThread": "id isResolved isOutdated path line startLine diffSide startDiffSide resolvedBy "
    "comments viewerCanResolve",
    "PullRequestReviewCommentConnection": CONNECTION,
    "PullRequestReviewComment": f"{COMMENT} databaseId path line startLine diffHunk outdated replyTo pullRequestReview",
    "Minimizable": "isMinimized minimizedReason",
    "CreateCommitOnBranchPayload": "clientMutationId commit ref",
    "MinimizeCommentPayload": "clientMutationId minimizedComment",
    "UnminimizeCommentPayload": "clientMutationId unminimizedComment",
    "ResolveReviewThreadPayload": "clientMutationId thread",
    "UnresolveReviewThreadPayload": "clientMutationId thread",
}


def prune(schema: str) -> str:
    """The schema with `FIELDS` and with all that their arguments are made of, and without descriptions."""
    document = parse(DESCRIPTION.sub("", schema), no_location=True)
    types = {node.name.value: node for node in document.definitions if isinstance(node, TypeDefinitionNode)}
    kept: dict[str, TypeDefinitionNode] = {}
    pending = list(FIELDS)
    while pending:
        name = pending.pop()
        if name in kept or name not in types:  # the scalars of GraphQL itself are not defined
            continue
        kept[name] = bare(types[name])
        pending.extend(mentioned(kept[name]))
    return "\n\n".join(print_ast(kept[name]) for name in sorted(kept)) + "\n"


def bare(node: TypeDefinitionNode) -> TypeDefinitionNode:
    """A type without directives and, of what answers are made of, with the fields that are kept."""
    if isinstance(node, ObjectTypeDefinitionNode | InterfaceTypeDefinitionNode):
        if node.name.value not in FIELDS:
            raise SystemExit(f"a field that is kept has the type {node.name.value}, whose own fields are not")
        wanted = FIELDS[node.name.value].split()
        fields = {field.name.value: field for field in node.fields or ()}
        interfaces = tuple(known for known in node.interfaces or () if known.name.value in FIELDS)
        node = replace(node, interfaces=interfaces, fields=tuple(fields[name] for name in sorted(wanted)))
    without: TypeDefinitionNode = visit(node, WithoutDirectives())
    return without


class WithoutDirectives(Visitor):
    """Drops what only GitHub's own tools read."""

    def enter_directive(self, *_: object) -> VisitorAction:
        """Drop a directive."""
        return REMOVE


def mentioned(node: Node) -> set[str]:
    """The names of all types that a definition refers to."""
    names = set()

    class Names(Visitor):
        def enter_named_type(self, named: NamedTypeNode, *_: object) -> None:
            names.add(named.name.value)

    visit(node, Names())
    return names


def main(source: str) -> None:
    """Prune the schema in the file `source` into the one beside this script."""
    TARGET.write_text(prune(Path(source).read_text("utf-8")), "utf-8")


if __name__ == "__main__":
    main(sys.argv[1])
