"""The mutations: commit on a branch, resolve a thread, hide a comment."""

from base64 import b64decode
from binascii import Error as BadBase64
from collections.abc import Mapping
from typing import Any

from tests.standins.github.errors import RefusedError
from tests.standins.github.graphql.conversation import node, thread
from tests.standins.github.graphql.objects import git_object, ref
from tests.standins.github.graphql.session import Node, RefusedFieldError, Session, split_id, unresolved
from tests.standins.github.pulls import follow_branches
from tests.standins.github.state import IssueComment, Review, ReviewComment
from tests.standins.github.writing import NewCommit, TreeChange, Who, write_commit, write_tree

Input = Mapping[str, Any]


def create_commit(session: Session, given: Input) -> Node:
    """Commit on top of a branch if it still is where the client believes it to be; GitHub signs the commit."""
    name = _branch(session, given["branch"])
    session.require_all("contents:write")
    git, expected = session.state.git, given["expectedHeadOid"]
    if git.refs(name)[name] != expected:
        message = f'Expected branch to point to "{expected}" but it did not.  Pull and try again.'
        raise RefusedFieldError("STALE_DATA", message)
    try:
        session.state.check_unprotected(name)
    except RefusedError as refused:
        raise RefusedFieldError("UNPROCESSABLE", refused.message) from None
    tree = write_tree(git, expected, _changes(session, expected, given.get("fileChanges") or {}))
    moment = session.state.clock()
    author = Who.of_login(session.token.login, moment)
    message = "\n\n".join(filter(None, [given["message"]["headline"], given["message"].get("body")]))
    oid = write_commit(git, NewCommit(tree, (expected,), message, author, Who.web_flow(moment)))
    git.update_ref(name, oid, expected)
    session.state.signed.add(oid)
    follow_branches(session.state)
    return {"commit": git_object(session, oid), "ref": ref(session, name)}


def resolve_thread(session: Session, given: Input, *, resolved: bool) -> Node:
    """Resolve a thread or open it again, which takes the right to push."""
    kind, key = split_id(given["threadId"])
    first = session.state.review_comments.get(int(key)) if kind == "PullRequestReviewThread" else None
    if first is None:
        raise unresolved("PullRequestReviewThread node", f"the global id of '{given['threadId']}'")
    session.require_all("pull-requests:write", "contents:write")
    if resolved:
        session.state.resolved_threads[first.id] = session.token.login
    else:
        session.state.resolved_threads.pop(first.id, None)
    return {"thread": thread(session, first)}


def minimize(session: Session, given: Input, *, reason: str | None) -> Node:
    """Hide a comment for a reason, or show it again for None."""
    said = _said(session, given["subjectId"])
    session.require_all("pull-requests:write")
    said.minimized = reason
    shown = node(session, *split_id(given["subjectId"]))
    return {"minimizedComment": shown, "unminimizedComment": shown}


def _branch(session: Session, given: Input) -> str:
    """Full name of the ref that a `CommittableBranch` means."""
    if given.get("id"):
        _, name = split_id(given["id"])
    else:
        repository = given.get("repositoryNameWithOwner") or ""
        if repository not in session.state.repositories():
            raise unresolved("Repository", f"the name '{repository}'")
        if repository != session.state.repository:
            raise RefusedFieldError("FORBIDDEN", "Resource not accessible by integration")
        name = f"refs/heads/{(given.get('branchName') or '').removeprefix('refs/heads/')}"
    if name not in session.state.git.refs(name):
        raise unresolved("Ref", f"the name '{name}'")
    return name


def _changes(session: Session, base: str, changes: Input) -> list[TreeChange]:
    additions, deletions = changes.get("additions") or [], changes.get("deletions") or []
    paths = [change["path"] for change in (*additions, *deletions)]
    if len(set(paths)) != len(paths):
        raise RefusedFieldError("UNPROCESSABLE", "A path was specified more than once in the file changes.")
    for deletion in deletions:
        if session.state.git.at_path(base, deletion["path"]) is None:
            message = f"A path was requested for deletion which does not exist as of commit oid `{base}`"
            raise RefusedFieldError("UNPROCESSABLE", message)
    return [
        *(TreeChange(addition["path"], "100644", _stored(session, addition["contents"])) for addition in additions),
        *(TreeChange(deletion["path"], "100644", None) for deletion in deletions),
    ]


def _stored(session: Session, contents: str) -> str:
    try:
        return session.state.git.write_blob(b64decode(contents, validate=True))
    except BadBase64:
        raise RefusedFieldError("UNPROCESSABLE", "contents is not valid Base64") from None


def _said(session: Session, subject: str) -> IssueComment | Review | ReviewComment:
    kind, key = split_id(subject)
    state = session.state
    tables: dict[str, Mapping[int, IssueComment | Review | ReviewComment]] = {
        "IssueComment": state.comments,
        "PullRequestReview": state.reviews,
        "PullRequestReviewComment": state.review_comments,
    }
    said = tables.get(kind, {}).get(int(key))
    if said is None:
        raise unresolved("node", f"the global id of '{subject}'")
    return said
