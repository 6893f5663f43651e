"""Refs and branches: reading, making, moving and deleting them."""

import re

from tests.standins.github.errors import not_found, unprocessable
from tests.standins.github.exchange import Answer
from tests.standins.github.pulls import follow_branches
from tests.standins.github.routing import REPOSITORY, Call, Route
from tests.standins.github.shapes.commits import branch, ref

READ = ("contents:read",)
WRITE = ("contents:write",)
GIT = f"{REPOSITORY}/git"
NAME = re.compile(r"refs/(heads|tags)/.+")


def get_ref(call: Call) -> Answer:
    """The ref with exactly this name, which is given without `refs/`."""
    name = f"refs/{call.parameters['ref']}"
    return Answer(body=ref(call.state, name, _existing(call, name)))


def matching_refs(call: Call) -> Answer:
    """All refs that begin with a name."""
    start = _stored(call, f"refs/{call.parameters['ref']}")
    found = {name: oid for name, oid in call.state.git.refs().items() if name.startswith(start)}
    return Answer(body=[ref(call.state, name, oid) for name, oid in found.items()])


def create_ref(call: Call) -> Answer:
    """Make a branch or a tag."""
    name, oid = call.body["ref"], call.body["sha"]
    if not NAME.fullmatch(name):
        raise unprocessable(f"Reference name must be a fully qualified branch or tag: {name}")
    if call.state.git.refs(name).get(name):
        raise unprocessable("Reference already exists")
    _check_commit(call, oid)
    call.state.git.update_ref(name, oid)
    return Answer(201, ref(call.state, name, oid))


def update_ref(call: Call) -> Answer:
    """Move a branch or a tag, forward only unless the request forces it."""
    name, oid = f"refs/{call.parameters['ref']}", call.body["sha"]
    tip = call.state.git.refs(name).get(name)
    if tip is None:
        raise unprocessable("Reference does not exist")
    _check_commit(call, oid)
    call.state.check_unprotected(name)
    if not call.body.get("force") and not call.state.git.is_ancestor(tip, oid):
        raise unprocessable("Update is not a fast forward")
    call.state.git.update_ref(name, oid)
    follow_branches(call.state)
    return Answer(body=ref(call.state, name, oid))


def delete_ref(call: Call) -> Answer:
    """Delete a branch or a tag."""
    name = f"refs/{call.parameters['ref']}"
    if name not in call.state.git.refs(name):
        raise unprocessable("Reference does not exist")
    call.state.check_unprotected(name)
    call.state.git.delete_ref(name)
    return Answer(204)


def get_branch(call: Call) -> Answer:
    """A branch and the commit that it points to."""
    name = call.parameters["branch"]
    return Answer(body=branch(call.state, name, _existing(call, f"refs/heads/{name}")))


def _existing(call: Call, name: str) -> str:
    stored = _stored(call, name)
    tip = call.state.git.refs(stored).get(stored)
    if tip is None:
        raise not_found()
    return tip


def _stored(call: Call, name: str) -> str:
    """The ref of the store that a repository or a fork knows by a name."""
    return name.replace("refs/heads/", call.state.branch_prefix(call.repository), 1)


def _check_commit(call: Call, oid: str) -> None:
    if call.state.git.read(oid) is None:
        raise unprocessable("Object does not exist")


ROUTES = (
    Route("GET", f"{GIT}/ref/{{ref}}", get_ref, READ),
    Route("GET", f"{GIT}/matching-refs/{{ref}}", matching_refs, READ),
    Route("POST", f"{GIT}/refs", create_ref, WRITE),
    Route("PATCH", f"{GIT}/refs/{{ref}}", update_ref, WRITE),
    Route("DELETE", f"{GIT}/refs/{{ref}}", delete_ref, WRITE),
    Route("GET", f"{REPOSITORY}/branches/{{branch}}", get_branch, READ),
)
