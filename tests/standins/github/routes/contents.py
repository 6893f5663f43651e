"""The contents of files and directories."""

from base64 import encodebytes
from typing import Any
from urllib.parse import quote

from tests.standins.github.errors import RefusedError, not_found
from tests.standins.github.exchange import Answer
from tests.standins.github.git import GitObject, TreeEntry
from tests.standins.github.routing import REPOSITORY, Call, Route
from tests.standins.github.shapes.repository import api_url, web_url

TYPES = {"120000": "symlink", "160000": "submodule", "040000": "dir"}


def contents(call: Call) -> Answer:
    """A file, the entries of a directory, or what else lies at a path."""
    commit = _commit(call)
    path = call.parameters["path"].strip("/")
    if not path:
        return _directory(call, commit, path)
    entry = _entry(call, commit, path)
    if entry.kind == "tree":
        return _directory(call, commit, path)
    if entry.kind == "commit":
        return Answer(body={**_shape(call, entry, commit), "type": "submodule", "submodule_git_url": None})
    found = call.state.git.read(entry.oid)
    assert found is not None
    if ".raw" in call.request.accept:
        return Answer(body=found.data, headers={"Content-Type": "application/vnd.github.raw; charset=utf-8"})
    if entry.mode == "120000":
        return Answer(body={**_shape(call, entry, commit), "target": found.data.decode()})
    return Answer(body={**_shape(call, entry, commit), **_inline(call, found)})


def _commit(call: Call) -> str:
    ref = call.request.query.get("ref") or call.state.default_branch
    commit = call.state.resolve(call.repository, ref)
    if commit is None:
        raise RefusedError(404, f"No commit found for the ref {ref}")
    return commit


def _entry(call: Call, commit: str, path: str) -> TreeEntry:
    parent, _, name = path.rpartition("/")
    for entry in _entries(call, commit, parent):
        if entry.path == name:
            return TreeEntry(entry.mode, entry.kind, entry.oid, entry.size, path)
    raise not_found()


def _entries(call: Call, commit: str, path: str) -> list[TreeEntry]:
    tree = call.state.git.at_path(commit, path)
    return call.state.git.tree(tree) if tree and call.state.git.resolve(tree, "tree") else []


def _directory(call: Call, commit: str, path: str) -> Answer:
    prefix = f"{path}/" if path else ""
    entries = [
        TreeEntry(entry.mode, entry.kind, entry.oid, entry.size, prefix + entry.path)
        for entry in _entries(call, commit, path)
    ]
    return Answer(body=[_shape(call, entry, commit) for entry in entries])


def _inline(call: Call, found: GitObject) -> dict[str, str]:
    if len(found.data) > call.state.limits.content_bytes:
        return {"encoding": "none", "content": ""}
    return {"encoding": "base64", "content": encodebytes(found.data).decode()}


def _shape(call: Call, entry: TreeEntry, commit: str) -> dict[str, Any]:
    api, web, path = api_url(call.state, call.repository), web_url(call.repository), quote(entry.path)
    kind = "tree" if entry.kind == "tree" else "blob"
    own = f"{api}/contents/{path}?ref={commit}"
    git, page = f"{api}/git/{kind}s/{entry.oid}", f"{web}/{kind}/{commit}/{path}"
    return {
        "type": TYPES.get(entry.mode, "file"),
        "size": entry.size or 0,
        "name": entry.path.rpartition("/")[2],
        "path": entry.path,
        "sha": entry.oid,
        "url": own,
        "git_url": git,
        "html_url": page,
        "download_url": f"{web}/raw/{commit}/{path}" if kind == "blob" else None,
        "_links": {"self": own, "git": git, "html": page},
    }


ROUTES = (Route("GET", f"{REPOSITORY}/contents/{{path}}", contents, ("contents:read",)),)
