"""The branches of a repository: where they point, who wrote what they point to, and moving them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from docgen.errors import UncertainError
from docgen.github.connection import Connection

_READ = "contents: read"
_WRITE = "contents: write"
_BOT = "[bot]"
_QUERY = """
query($owner: String!, $name: String!, $ref: String!) {
  viewer { login }
  repository(owner: $owner, name: $name) {
    ref(qualifiedName: $ref) {
      target {
        oid
        ... on Commit {
          message
          author { name user { login } }
          parents(first: 1) { nodes { oid } }
        }
      }
    }
  }
}
"""


@dataclass(frozen=True, slots=True)
class Tip:
    """The commit that a branch points to.

    Attributes:
        sha: The commit.
        parent: Its first parent; empty for a root commit.
        message: Its whole message.
        is_own: Whether the token's owner wrote it.
        viewer: Login of the token's owner.
    """

    sha: str
    parent: str
    message: str
    is_own: bool
    viewer: str


class Branches:
    """The branches of one repository; errors are those of `Connection`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def tip(self, branch: str) -> Tip | None:
        """Read where a branch points; `None` when there is no such branch."""
        owner, name = self._connection.repository.split("/")
        variables = {"owner": owner, "name": name, "ref": f"refs/heads/{branch}"}
        data = self._connection.query(f"read the branch `{branch}`", _QUERY, variables, needs=_READ)
        ref = (data.get("repository") or {}).get("ref")
        return _tip(ref["target"], data["viewer"]["login"]) if ref else None

    def create(self, branch: str, sha: str) -> None:
        """Make a branch; after a lost answer, look before trying again."""
        what, payload = f"create the branch `{branch}`", {"ref": f"refs/heads/{branch}", "sha": sha}
        try:
            self._write(what, "POST", "", payload)
        except UncertainError:
            if self.tip(branch) is None:
                self._write(what, "POST", "", payload)

    def put(self, branch: str, sha: str) -> None:
        """Make a branch, or point it there if there is one."""
        if self.tip(branch) is None:
            self.create(branch, sha)
        else:
            self.move(branch, sha, force=True)

    def move(self, branch: str, sha: str, *, force: bool = False) -> None:
        """Point a branch to another commit; without `force` only to a descendant.

        Raises:
            RefusedError: If the branch is protected, or the commit is no descendant.
        """
        self._write(f"move the branch `{branch}`", "PATCH", branch, {"sha": sha, "force": force})

    def delete(self, branch: str) -> None:
        """Delete a branch."""
        self._write(f"delete the branch `{branch}`", "DELETE", branch, None)

    def _write(self, what: str, method: str, branch: str, payload: dict[str, Any] | None) -> None:
        # PyGithub's own object for a ref has the address for reading it, which is not the one for writing.
        repo = self._connection.repo
        url = f"{repo.url}/git/refs" + (f"/heads/{quote(branch)}" if branch else "")
        self._connection.write(
            what, lambda: repo.requester.requestJsonAndCheck(method, url, input=payload), needs=_WRITE
        )


def _tip(target: dict[str, Any], viewer: str) -> Tip:
    author = target.get("author") or {}
    # An app has no account that a commit's author could be, only a name that nobody else may take as a login.
    names = {(author.get("user") or {}).get("login")} | ({author.get("name")} if viewer.endswith(_BOT) else set())
    parents = target.get("parents", {}).get("nodes", [])
    return Tip(
        sha=target["oid"],
        parent=parents[0]["oid"] if parents else "",
        message=target.get("message", ""),
        is_own=viewer in names,
        viewer=viewer,
    )
