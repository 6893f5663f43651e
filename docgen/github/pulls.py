"""Reading pull requests: what they are, which files they change, who may ask for what."""

from __future__ import annotations

from pydantic import ValidationError

from docgen.errors import DeliveryError
from docgen.github.comparisons import compare
from docgen.github.connection import Connection
from docgen.github.interface import ChangedFile, PullRequest
from docgen.github.payloads import PullRequestPayload

_NEEDS = "pull-requests: read"
_WRITERS = frozenset({"admin", "maintain", "write"})


class Pulls:
    """The pull requests of one repository."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, number: int) -> PullRequest:
        """Read a pull request as it is now.

        Raises:
            RefusedError: If there is none of that number.
            DeliveryError: If it cannot be read.
        """
        repo = self._connection.repo
        data = self._connection.read(
            f"read pull request {number}", lambda: repo.get_pull(number).raw_data, needs=_NEEDS
        )
        try:
            return PullRequestPayload.model_validate(data).value(self._connection.repository)
        except ValidationError as error:
            raise DeliveryError(
                f"GitHub's answer about pull request {number} is none.", "Run it again later."
            ) from error

    def files(self, number: int) -> list[ChangedFile]:
        """List the files that a pull request changes: all pages, but GitHub lists no more than 3,000.

        Raises:
            DeliveryError: If they cannot be listed.
        """
        files = self._connection.repo.get_pull(number).get_files()
        listed = self._connection.each(f"list the files of pull request {number}", files, needs=_NEEDS)
        return [
            ChangedFile(file.filename, file.previous_filename or file.filename, file.status, file.sha or "", file.patch)
            for file in listed
        ]

    def merge_base(self, pull: PullRequest) -> str:
        """The commit that the pull request's changes are counted from, which its base may have left behind.

        Raises:
            DeliveryError: If it cannot be had.
        """
        return compare(self._connection, pull.base_sha, pull.head_sha).merge_base

    def may_write(self, login: str) -> bool:
        """Whether somebody may write to the repository.

        Raises:
            DeliveryError: If GitHub does not tell.
        """
        repo = self._connection.repo
        permission = self._connection.read(
            "look up who may write here", lambda: repo.get_collaborator_permission(login), needs="metadata: read"
        )
        return permission in _WRITERS
