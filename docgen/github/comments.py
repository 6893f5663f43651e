"""The conversation of one pull request, as far as it is ours."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from docgen.errors import RefusedError
from docgen.github.connection import Connection
from docgen.github.paging import pull_pages

_WRITE = "pull-requests: write"
# One request tells the head, the comments, and which of them the token's owner wrote, whatever kind of token it is:
# REST would need three, and does not tell an installation's token who it is. A comment's `databaseId` is a number of 32
# bits, which GitHub's comments have long outgrown.
_QUERY = """
query($owner: String!, $name: String!, $number: Int!, $after: String) {
  repository(owner: $owner, name: $name) {
    pullRequest(number: $number) {
      headRefOid
      comments(first: 100, after: $after) {
        nodes { fullDatabaseId url body viewerDidAuthor }
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
        for data in pull_pages(self._connection, self._number, "read the comments", _QUERY, "comments"):
            pull = data["repository"]["pullRequest"]
            head_sha = pull["headRefOid"]
            own += [_comment(node) for node in pull["comments"]["nodes"] if node["viewerDidAuthor"]]
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


def _comment(node: dict[str, Any]) -> Comment:
    return Comment(int(node["fullDatabaseId"]), node["url"], node["body"])
