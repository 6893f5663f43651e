"""What a pull request changes, read by the API: no checkout is needed, and none is trusted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache

from docgen.changes.commit_range import CommitRange
from docgen.changes.interface import Reading
from docgen.changes.objects import ObjectStore
from docgen.github.connection import Connection
from docgen.github.interface import PullRequest
from docgen.github.pulls import Pulls
from docgen.model import Change


class PullRequestSource:
    """The Python files that a pull request changes.

    Args:
        connection: The repository that the pull request is made to.
        pull: The pull request as it is now.
        store: The objects of a checkout, if there is one; they save requests.
    """

    def __init__(self, connection: Connection, pull: PullRequest, store: ObjectStore | None = None) -> None:
        self._pull = pull
        self._pulls = Pulls(connection)
        self._range = CommitRange(connection, pull.head_sha, store)

    @property
    def head_sha(self) -> str:
        """The commit that the pull request proposes."""
        return self._pull.head_sha

    def changes(self) -> list[Change]:
        """List the changed Python files, removed ones left out.

        Raises:
            DeliveryError: If GitHub does not give the list.
        """
        listed = self._pulls.files(self._pull.number)

        @cache
        def merge_base() -> str:
            return self._pulls.merge_base(self._pull)

        return self._range.changes(listed, merge_base, is_complete=len(listed) >= self._pull.changed_files)

    def read(self, changes: Sequence[Change]) -> Iterator[Reading]:
        """Yield the files' bytes, one result for each change."""
        return self._range.read(changes)

    def trusted_file(self, path: str) -> bytes | None:
        """Read a file as it is at the base, `None` when there is none.

        Raises:
            DeliveryError: If it cannot be had.
        """
        return self._range.file(path, self._pull.base_ref)
