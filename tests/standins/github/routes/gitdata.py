"""The Git database: blobs, trees, commits, refs."""

from base64 import b64decode
from binascii import Error as BadBase64
from datetime import datetime
from typing import Any

from tests.standins.github.errors import RefusedError, not_found, unprocessable
from tests.standins.github.exchange import Answer
from tests.standins.github.git import GitError, GitObject
from tests.standins.github.routing import REPOSITORY, Call, Route
from tests.standins.github.shapes.commits import blob, git_commit, tree_entry
from tests.standins.github.shapes.repository import api_url
from tests.standins.github.writing import NewCommit, TreeChange, Who, write_commit, write_tree

READ = ("contents:read",)
WRITE = ("contents:write",)
GIT = f"{REPOSITORY}/git"


def get_blob(call: Call) -> Answer:
    """One blob, as JSON or raw."""
    found = _object(call, call.parameters["file_sha"], "blob")
    if ".raw" in call.request.accept:
        return Answer(body=found.data, headers={"Content-Type": "application/vnd.github.raw; charset=utf-8"})
    return Answer(body=blob(call.state, found))


def create_blob(call: Call) -> Answer:
    """Store a blob."""
    content, encoding = call.body["content"], call.body.get("encoding", "utf-8")
    try:
        data = b64decode(content, validate=True) if encoding == "base64" else content.encode()
    except BadBase64:
        raise unprocessable("content is not valid Base64") from None
    oid = call.state.git.write_blob(data)
    return Answer(201, {"sha": oid, "url": f"{api_url(call.state, call.repository)}/git/blobs/{oid}"})


def get_tree(call: Call) -> Answer:
    """The entries of a tree, of a commit's or a branch's tree too; cut when there are too many."""
    name = call.parameters["tree_sha"]
    tree = call.state.git.resolve(call.state.resolve(call.repository, name) or name, "tree")
    if tree is None:
        raise not_found()
    entries = call.state.git.tree(tree, recursive="recursive" in call.request.query)
    return _tree_answer(call, tree, entries, 200)


def create_tree(call: Call) -> Answer:
    """Store a tree made from another by replacing and deleting entries."""
    changes = [_change(call, entry) for entry in call.body["tree"]]
    try:
        tree = write_tree(call.state.git, call.body.get("base_tree"), changes)
    except GitError as error:
        raise unprocessable(f"GitRPC::BadObjectState: {error}") from None
    return _tree_answer(call, tree, call.state.git.tree(tree), 201)


def get_commit(call: Call) -> Answer:
    """One commit."""
    return Answer(body=git_commit(call.state, _object(call, call.parameters["commit_sha"], "commit").oid))


def create_commit(call: Call) -> Answer:
    """Store a commit. GitHub signs it when it is an app's and names neither author nor committer."""
    body, state = call.body, call.state
    tree, parents = body["tree"], body.get("parents", [])
    if state.git.resolve(tree, "tree") is None:
        raise unprocessable("Tree SHA does not exist")
    if any(state.git.resolve(parent) is None for parent in parents):
        raise unprocessable("Parent SHA does not exist or is not a commit object")
    default = Who.of_login(call.token.login, state.clock())
    author = _who(body.get("author"), default)
    committer = _who(body.get("committer"), author)
    oid = write_commit(state.git, NewCommit(tree, tuple(parents), body["message"], author, committer))
    if call.token.is_installation and not body.keys() & {"author", "committer"}:
        state.signed.add(oid)
    return Answer(201, git_commit(state, oid))


def _object(call: Call, oid: str, kind: str) -> GitObject:
    found = call.state.git.read(oid)
    if found is None or found.kind != kind:
        raise not_found()
    return found


def _tree_answer(call: Call, tree: str, entries: list[Any], status: int) -> Answer:
    most = call.state.limits.tree_entries
    shapes = [tree_entry(call.state, entry) for entry in entries[:most]]
    url = f"{api_url(call.state, call.repository)}/git/trees/{tree}"
    return Answer(status, {"sha": tree, "url": url, "tree": shapes, "truncated": len(entries) > most})


def _change(call: Call, entry: dict[str, Any]) -> TreeChange:
    if ("sha" in entry) == ("content" in entry):
        raise unprocessable("Must supply either tree.sha or tree.content")
    oid = call.state.git.write_blob(entry["content"].encode()) if "content" in entry else entry["sha"]
    return TreeChange(entry["path"], entry.get("mode", "100644"), oid)


def _who(given: dict[str, str] | None, default: Who) -> Who:
    if given is None:
        return default
    try:
        moment = datetime.fromisoformat(given["date"]) if "date" in given else default.moment
    except ValueError:
        raise RefusedError(422, "Invalid request.\n\nFor 'date', not an ISO 8601 time.") from None
    return Who(given["name"], given["email"], moment)


ROUTES = (
    Route("POST", f"{GIT}/blobs", create_blob, WRITE),
    Route("GET", f"{GIT}/blobs/{{file_sha}}", get_blob, READ),
    Route("POST", f"{GIT}/trees", create_tree, WRITE),
    Route("GET", f"{GIT}/trees/{{tree_sha}}", get_tree, READ),
    Route("POST", f"{GIT}/commits", create_commit, WRITE),
    Route("GET", f"{GIT}/commits/{{commit_sha}}", get_commit, READ),
)
