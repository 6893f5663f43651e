"""Addresses on GitHub that renderings link to."""

from __future__ import annotations

from dataclasses import dataclass, replace
from urllib.parse import quote

from docgen.github import escape

_SHORT_SHA = 7


@dataclass(frozen=True, slots=True)
class Links:
    """Where things are on GitHub.

    Attributes:
        repository_url: The repository in a browser, such as `https://github.com/octo/hello`.
        head_sha: Commit whose lines are linked; empty for none.
        run_url: The workflow run, under which the job summary stands; empty outside a workflow.
    """

    repository_url: str
    head_sha: str = ""
    run_url: str = ""

    def at(self, sha: str) -> Links:
        """The same for another commit."""
        return replace(self, head_sha=sha)

    def line(self, path: str, line: int) -> str:
        """Address of a line of a file at head; empty when there is no commit to point at."""
        return f"{self.repository_url}/blob/{self.head_sha}/{quote(path)}#L{line}" if self.head_sha else ""

    def code(self, name: str, path: str, line: int) -> str:
        """A name as code that leads to its line."""
        return escape.code_link(name, self.line(path, line))

    def commit(self, sha: str) -> str:
        """A commit's short SHA that leads to it."""
        return escape.code_link(sha[:_SHORT_SHA], f"{self.repository_url}/commit/{sha}")

    def summary(self) -> str:
        """The words "job summary", which lead to it where there is one."""
        return f"[job summary]({self.run_url})" if self.run_url else "job summary"
