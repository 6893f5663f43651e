"""The conversation of one pull request, as far as it is ours."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from docgen.errors import RefusedError
from docgen.github.connection import Connection

_READ = "pull-requests: read"
_WRITE = "pull-requests: write"
# One request tells the head, the comments, and which of them the token's owner wrote, whatever kind of token it is:
# REST would need three, and does not tell an installation's token who it is.
_QUERY = """
query($owner: String!, $name: String!, $number: Int!, $after: String) {
  repository(owner: $owner, name: $name) {
    pullRequest(number: $number) {
      headRefOid
      comments(first: 100, after: $after) {
        nodes { databaseId url body viewerDidAuthor }
        pageInfo { hasNextPage endCursor }
      }
    }
  }
}
"""


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment that the token's owner wrote."""

    id: int
    url: str
    body: str


@dataclass(frozen=True, slots=True)
class Thread:
    """A conversation as it is at one moment.

    Attributes:
        head_sha: Commit that the pull request proposes at that moment.
        own: All comments of the token's owner, oldest first.
    """

    head_sha: str
    own: tuple[Comment, ...]


class Conversation:
    """Reads and writes comments of the token's owner on one pull request; errors are those of `Connection`."""

    def __init__(self, connection: Connection, number: int) -> None:
        self._connection = connection
        self._number = number

    def look(self) -> Thread:
        """Read the head and all own comments, however many others there are."""
        head_sha, own = "", []
        for page in self._pages():
            head_sha = page["headRefOid"]
            own += [_comment(node) for node in page["comments"]["nodes"] if node["viewerDidAuthor"]]
        return Thread(head_sha, tuple(sorted(own, key=lambda comment: comment.id)))

    def create(self, body: str) -> None:
        """Post a comment.

        Raises:
            UncertainError: If it may have been posted all the same: look before you try again.
        """
        issue = self._connection.repo.get_issue(self._number)
        self._connection.write("post the comment", lambda: issue.create_comment(body), needs=_WRITE)

    def edit(self, comment: Comment, body: str) -> None:
        """Give a comment another text."""
        found = self._connection.repo.get_issue(self._number).get_comment(comment.id)
        self._connection.write("update the comment", lambda: found.edit(body), needs=_WRITE)

    def delete(self, comment: Comment) -> None:
        """Delete a comment; one that is gone already is fine."""
        found = self._connection.repo.get_issue(self._number).get_comment(comment.id)
        try:
            self._connection.write("delete a doubled comment", found.delete, needs=_WRITE)
        except RefusedError as error:
            if not error.is_missing:
                raise

    def _pages(self) -> Iterator[dict[str, Any]]:
        owner, name = self._connection.repository.split("/")
        variables: dict[str, Any] = {"owner": owner, "name": name, "number": self._number, "after": None}
        while True:
            data = self._connection.query("read the comments", _QUERY, variables, needs=_READ)
            page = (data.get("repository") or {}).get("pullRequest")
            if page is None:
                raise RefusedError(f"There is no pull request {self._number}.", status=404)
            yield page
            info = page["comments"]["pageInfo"]
            if not info["hasNextPage"]:
                return
            variables["after"] = info["endCursor"]


def _comment(node: dict[str, Any]) -> Comment:
    return Comment(node["databaseId"], node["url"], node["body"])
