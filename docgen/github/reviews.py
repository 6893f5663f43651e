"""Review threads of one pull request, as far as the token's owner began them, and reviews that begin new ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from docgen.errors import AccessError
from docgen.github.connection import Connection
from docgen.github.paging import pull_pages

_WRITE = "pull-requests: write"
_QUERY = """
query($owner: String!, $name: String!, $number: Int!, $after: String) {
  viewer { login }
  repository(owner: $owner, name: $name) {
    pullRequest(number: $number) {
      headRefOid
      reviewThreads(first: 100, after: $after) {
        nodes {
          id isResolved isOutdated resolvedBy { login }
          comments(first: 1) { nodes { id body viewerDidAuthor isMinimized } }
        }
        pageInfo { hasNextPage endCursor }
      }
    }
  }
}
"""


@dataclass(frozen=True, slots=True)
class ReviewThread:
    """A thread on lines of the diff that the token's owner began.

    Attributes:
        id: GitHub's id of the thread.
        comment_id: GitHub's id of its first comment.
        body: Its first comment.
        is_closed: Whether it was resolved or hidden.
        is_declined: Whether somebody else resolved it.
        is_outdated: Whether its lines have changed since.
    """

    id: str
    comment_id: str
    body: str
    is_closed: bool
    is_declined: bool
    is_outdated: bool

    @property
    def is_current(self) -> bool:
        """Whether it is open and still fits its lines."""
        return not self.is_closed and not self.is_outdated


@dataclass(frozen=True, slots=True)
class ReviewThreads:
    """The threads as they are at one moment, and the commit that the pull request proposes then."""

    head_sha: str
    own: tuple[ReviewThread, ...]


@dataclass(frozen=True, slots=True)
class LineComment:
    """A comment on lines `start` to `stop` of a file at head, all inside of one hunk of the diff."""

    path: str
    start: int
    stop: int
    body: str


class Reviews:
    """Reads and writes reviews of one pull request; errors are those of `Connection`."""

    def __init__(self, connection: Connection, number: int) -> None:
        self._connection = connection
        self._number = number

    def look(self) -> ReviewThreads:
        """Read the head and all threads that the token's owner began."""
        head_sha, own = "", []
        for data in pull_pages(self._connection, self._number, "read the review threads", _QUERY, "reviewThreads"):
            pull = data["repository"]["pullRequest"]
            head_sha = pull["headRefOid"]
            own += [_thread(node, data["viewer"]["login"]) for node in pull["reviewThreads"]["nodes"] if _is_own(node)]
        return ReviewThreads(head_sha, tuple(own))

    def create(self, head_sha: str, body: str, comments: Sequence[LineComment]) -> str:
        """Submit a review that comments on lines; its URL.

        Raises:
            UncertainError: If it may have been submitted all the same: look before you try again.
            RefusedError: If some line is not part of the diff.
        """
        repo = self._connection.repo
        url = f"{repo.url}/pulls/{self._number}/reviews"
        review = {"commit_id": head_sha, "body": body, "event": "COMMENT", "comments": [*map(_payload, comments)]}

        def submit() -> str:
            return str(repo.requester.requestJsonAndCheck("POST", url, input=review)[1]["html_url"])

        return self._connection.write("submit the review", submit, needs=_WRITE)

    def close(self, thread: ReviewThread) -> None:
        """Resolve a thread, or hide its comment where the token may not: resolving takes the right to push."""
        try:
            self._mutate("resolve a thread", "resolveReviewThread", {"threadId": thread.id}, "thread")
        except AccessError:
            hide = {"subjectId": thread.comment_id, "classifier": "OUTDATED"}
            self._mutate("hide a comment", "minimizeComment", hide, "minimizedComment")

    def _mutate(self, what: str, name: str, arguments: dict[str, str], output: str) -> None:
        self._connection.mutate(what, name, arguments, f"{output} {{ __typename }}", needs=_WRITE)


def _is_own(node: dict[str, Any]) -> bool:
    first = node["comments"]["nodes"][:1]
    return bool(first) and bool(first[0]["viewerDidAuthor"])


def _thread(node: dict[str, Any], viewer: str) -> ReviewThread:
    first = node["comments"]["nodes"][0]
    resolved_by = (node.get("resolvedBy") or {}).get("login")
    return ReviewThread(
        id=node["id"],
        comment_id=first["id"],
        body=first["body"],
        is_closed=node["isResolved"] or first["isMinimized"],
        is_declined=node["isResolved"] and resolved_by not in (None, viewer, viewer.removesuffix("[bot]")),
        is_outdated=node["isOutdated"],
    )


def _payload(comment: LineComment) -> dict[str, str | int]:
    """A comment as REST takes it: a start line only where there is more than one line."""
    lines: dict[str, str | int] = {"path": comment.path, "body": comment.body, "side": "RIGHT", "line": comment.stop}
    if comment.start < comment.stop:
        lines |= {"start_line": comment.start, "start_side": "RIGHT"}
    return lines
