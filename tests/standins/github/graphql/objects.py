"""Git's objects, refs and people as nodes of GraphQL."""

from collections.abc import Callable
from typing import Any

from tests.standins.github.git import GitObject, TreeEntry
from tests.standins.github.graphql.session import Info, Node, Session, connection
from tests.standins.github.shapes.basics import WEB, node_id, number_of
from tests.standins.github.shapes.commits import read_commit

BINARY_PROBE = 8_000
"""Bytes in which a NUL makes a blob binary, as in git."""


def actor(login: str) -> Node:
    """A person or an app; unlike in REST, an app's login does not say that it is one."""
    kind = "Bot" if login.endswith("[bot]") else "User"
    name = login.removesuffix("[bot]")
    return {
        "__typename": kind,
        "id": node_id(kind, login),
        "databaseId": number_of(login),
        "login": name,
        "url": f"{WEB}/{name}",
    }


def git_object(session: Session, oid: str | None) -> Node | None:
    """The object with an id; None when there is none."""
    found = session.state.git.read(oid) if oid else None
    makers: dict[str, Callable[[Session, GitObject], Node]] = {"blob": blob, "tree": tree, "commit": commit_node}
    return makers[found.kind](session, found) if found and found.kind in makers else None


def blob(session: Session, found: GitObject) -> Node:
    """A blob. Its text is cut when it is long, and is no text when it is binary."""
    limit = session.state.limits.blob_text_bytes
    binary = b"\0" in found.data[:BINARY_PROBE]
    return {
        **_object("Blob", found.oid),
        "byteSize": len(found.data),
        "isBinary": binary,
        "isTruncated": len(found.data) > limit,
        "text": None if binary else found.data[:limit].decode(errors="replace"),
    }


def tree(session: Session, found: GitObject) -> Node:
    """A tree with the entries of one level."""
    return {
        **_object("Tree", found.oid),
        "entries": lambda _: [_entry(session, entry) for entry in session.state.git.tree(found.oid)],
    }


def commit_node(session: Session, found: GitObject) -> Node:
    """A commit."""
    commit = read_commit(session.state.git, found.oid)
    headline, _, body = commit.message.partition("\n\n")
    signature = {
        "__typename": "GpgSignature",
        "email": commit.committer["email"],
        "isValid": True,
        "state": "VALID",
        "wasSignedByGitHub": True,
    }
    return {
        **_object("Commit", found.oid),
        "url": f"{WEB}/{session.state.repository}/commit/{found.oid}",
        "message": commit.message,
        "messageHeadline": headline,
        "messageBody": body,
        "author": _git_actor(commit.author),
        "committer": _git_actor(commit.committer),
        "committedDate": commit.committer["date"],
        "tree": lambda _: git_object(session, commit.tree),
        "parents": connection(lambda: [_existing(session, parent) for parent in commit.parents]),
        "signature": signature if found.oid in session.state.signed else None,
    }


def ref(session: Session, name: str) -> Node | None:
    """A ref by its full name; None when there is none."""
    tip = session.state.git.refs(name).get(name)
    if tip is None:
        return None
    prefix = "refs/heads/" if name.startswith("refs/heads/") else "refs/tags/"
    return {
        "__typename": "Ref",
        "id": node_id("Ref", name),
        "name": name.removeprefix(prefix),
        "prefix": prefix,
        "target": lambda _: git_object(session, tip),
    }


def object_field(session: Session, repository: str) -> Callable[..., Node | None]:
    """The field `object` of a repository: by id, or by an expression such as `main:path`."""

    def resolve(_: Info, *, oid: str | None = None, expression: str | None = None) -> Node | None:
        session.require_read("contents:read")
        if oid is None and expression is not None:
            revision, colon, path = expression.partition(":")
            commit = session.state.resolve(repository, revision)
            oid = session.state.git.at_path(commit, path) if commit and colon else commit
        return git_object(session, oid)

    return resolve


def _object(kind: str, oid: str) -> dict[str, Any]:
    return {"__typename": kind, "id": node_id(kind, oid), "oid": oid, "abbreviatedOid": oid[:7]}


def _git_actor(identity: dict[str, str]) -> Node:
    """Who git says it was, with the account that GitHub finds by the address; apps have none."""
    name, _, host = identity["email"].partition("@")
    login = name.rpartition("+")[2]
    known = host == "users.noreply.github.com" and not login.endswith("[bot]")
    return {**identity, "user": actor(login) if known else None}


def _existing(session: Session, oid: str) -> Node:
    found = git_object(session, oid)
    assert found is not None
    return found


def _entry(session: Session, entry: TreeEntry) -> Node:
    return {
        "__typename": "TreeEntry",
        "name": entry.path,
        "path": entry.path,
        "mode": int(entry.mode, 8),
        "type": entry.kind,
        "oid": entry.oid,
        "size": entry.size or 0,
        "object": lambda _: git_object(session, entry.oid),
    }
