"""Pull requests that we open ourselves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from docgen.errors import UncertainError
from docgen.github.connection import Connection, whole

if TYPE_CHECKING:
    from github.PullRequest import PullRequest

_WRITE = "pull-requests: write"


@dataclass(frozen=True, slots=True)
class Proposal:
    """A pull request that brings one of our branches to another.

    Attributes:
        number: Its number.
        url: Where it is shown.
        is_open: Whether it waits for a decision.
        is_declined: Whether somebody closed it without merging it.
    """

    number: int
    url: str
    is_open: bool
    is_declined: bool


class Proposals:
    """Opens pull requests in one repository and keeps them up to date; errors are those of `Connection`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def all_open(self, base: str) -> dict[str, Proposal]:
        """List the open pull requests into a branch by the branches of this repository that they come from."""
        pulls = self._connection.repo.get_pulls(state="open", base=base)
        listed = self._connection.each("list the pull requests", pulls, needs=_WRITE)
        ours = [pull for pull in listed if pull.head.repo and pull.head.repo.full_name == self._connection.repository]
        return {pull.head.ref: _proposal(pull) for pull in ours}

    def latest(self, branch: str, base: str) -> Proposal | None:
        """Find the latest pull request from a branch, open or not."""
        owner = self._connection.repository.partition("/")[0]
        pulls = self._connection.repo.get_pulls(state="all", head=f"{owner}:{branch}", base=base)
        found = map(_proposal, self._connection.each("list the pull requests", pulls, needs=_WRITE))
        return max(found, key=lambda proposal: proposal.number, default=None)

    def open(self, branch: str, base: str, title: str, body: str) -> Proposal:
        """Open a pull request; after a lost answer, look before trying again."""
        repo = self._connection.repo

        def create() -> Proposal:
            return _proposal(whole(repo.create_pull(base, branch, title=title, body=body), "number", "html_url"))

        try:
            return self._connection.write("open a pull request", create, needs=_WRITE)
        except UncertainError:
            found = self.latest(branch, base)
        if found and found.is_open:
            return found
        return self._connection.write("open a pull request", create, needs=_WRITE)

    def update(self, proposal: Proposal, title: str, body: str) -> None:
        """Give a pull request another title and description."""
        pull = self._connection.repo.get_pull(proposal.number)
        self._connection.write("update the pull request", lambda: pull.edit(title=title, body=body), needs=_WRITE)


def _proposal(pull: PullRequest) -> Proposal:
    is_open = pull.state == "open"
    return Proposal(pull.number, pull.html_url, is_open, not is_open and pull.merged_at is None)
