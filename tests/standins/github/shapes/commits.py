"""Commits, trees, blobs, refs and files as JSON."""

from base64 import encodebytes
from dataclasses import dataclass
from typing import Any

from tests.standins.github.git import Git, GitObject, TreeEntry
from tests.standins.github.shapes.basics import node_id, number_of, stamp, user
from tests.standins.github.shapes.repository import api_url, web_url
from tests.standins.github.state import State

SIGNATURE = "-----BEGIN PGP SIGNATURE-----\n\nNot a real one.\n-----END PGP SIGNATURE-----\n"
FIELDS = ("%T", "%P", "%an", "%ae", "%aI", "%cn", "%ce", "%cI", "%B")


@dataclass(frozen=True, slots=True)
class Commit:
    """One commit as git tells it."""

    oid: str
    tree: str
    parents: tuple[str, ...]
    author: dict[str, str]
    committer: dict[str, str]
    message: str


def read_commit(git: Git, oid: str) -> Commit:
    """The commit with this id."""
    shown = git.fixed("show", "-s", f"--format={'%x00'.join(FIELDS)}", oid).decode(errors="replace")
    tree, parents, author, mail, authored, committer, commit_mail, committed, message = shown.split("\0", 8)
    return Commit(
        oid,
        tree,
        tuple(parents.split()),
        {"name": author, "email": mail, "date": authored},
        {"name": committer, "email": commit_mail, "date": committed},
        message.rstrip("\n"),
    )


def git_commit(state: State, oid: str) -> dict[str, Any]:
    """A commit as the Git database API tells it."""
    commit, api = read_commit(state.git, oid), api_url(state, state.repository)
    return {
        "sha": oid,
        "node_id": node_id("Commit", oid),
        "url": f"{api}/git/commits/{oid}",
        "html_url": f"{web_url(state.repository)}/commit/{oid}",
        "author": commit.author,
        "committer": commit.committer,
        "message": commit.message,
        "tree": {"sha": commit.tree, "url": f"{api}/git/trees/{commit.tree}"},
        "parents": [_parent(state, parent, "git/commits") for parent in commit.parents],
        "verification": verification(state, oid),
    }


def commit(state: State, oid: str) -> dict[str, Any]:
    """A commit as the commits API tells it, without its files."""
    data, api = git_commit(state, oid), api_url(state, state.repository)
    inner = {key: data[key] for key in ("author", "committer", "message", "tree", "verification")}
    return {
        "sha": oid,
        "node_id": data["node_id"],
        "url": f"{api}/commits/{oid}",
        "html_url": data["html_url"],
        "comments_url": f"{api}/commits/{oid}/comments",
        "commit": {**inner, "url": data["url"], "comment_count": 0},
        "author": _account(state, data["author"]),
        "committer": _account(state, data["committer"]),
        "parents": [_parent(state, parent["sha"], "commits") for parent in data["parents"]],
    }


def verification(state: State, oid: str) -> dict[str, Any]:
    """Whether GitHub vouches for a commit: it does for those that it made and signed itself."""
    if oid not in state.signed:
        return {"verified": False, "reason": "unsigned", "signature": None, "payload": None, "verified_at": None}
    moment = stamp(state.clock())
    return {"verified": True, "reason": "valid", "signature": SIGNATURE, "payload": oid, "verified_at": moment}


def ref(state: State, name: str, oid: str) -> dict[str, Any]:
    """A ref and the object that it points to."""
    api = api_url(state, state.repository)
    target = state.git.read(oid)
    kind = target.kind if target else "commit"
    return {
        "ref": name,
        "node_id": node_id("Ref", name),
        "url": f"{api}/git/{name}",
        "object": {"sha": oid, "type": kind, "url": f"{api}/git/{kind}s/{oid}"},
    }


def branch(state: State, name: str, oid: str) -> dict[str, Any]:
    """A branch and the commit at its tip."""
    url = f"{api_url(state, state.repository)}/branches/{name}"
    page = f"{web_url(state.repository)}/tree/{name}"
    return {
        "name": name,
        "commit": commit(state, oid),
        "_links": {"self": url, "html": page},
        "protected": name in state.protected,
        "protection": {"enabled": name in state.protected},
        "protection_url": f"{url}/protection",
    }


def blob(state: State, found: GitObject) -> dict[str, Any]:
    """A blob, in base64 broken into lines as GitHub does."""
    return {
        "sha": found.oid,
        "node_id": node_id("Blob", found.oid),
        "size": len(found.data),
        "url": f"{api_url(state, state.repository)}/git/blobs/{found.oid}",
        "content": encodebytes(found.data).decode(),
        "encoding": "base64",
    }


def tree_entry(state: State, entry: TreeEntry) -> dict[str, Any]:
    """One entry of a tree; a submodule has no address."""
    shape = {"path": entry.path, "mode": entry.mode, "type": entry.kind, "sha": entry.oid}
    if entry.kind != "commit":
        shape["url"] = f"{api_url(state, state.repository)}/git/{entry.kind}s/{entry.oid}"
    return shape if entry.size is None else {**shape, "size": entry.size}


def _parent(state: State, oid: str, kind: str) -> dict[str, str]:
    api, web = api_url(state, state.repository), web_url(state.repository)
    return {"sha": oid, "url": f"{api}/{kind}/{oid}", "html_url": f"{web}/commit/{oid}"}


def _account(state: State, identity: dict[str, str]) -> dict[str, Any]:
    login = identity["email"].partition("@")[0].rpartition("+")[2] or str(number_of(identity["name"]))
    return user(state.url, login)
