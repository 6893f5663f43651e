"""What a push brought to a branch, read by the API."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from docgen.changes.commit_range import CommitRange
from docgen.changes.event import PushTarget
from docgen.changes.interface import Reading
from docgen.changes.objects import ObjectStore
from docgen.changes.repository_tree import RepositoryTree
from docgen.errors import RefusedError
from docgen.github.comparisons import Comparison, compare
from docgen.github.connection import Connection
from docgen.model import Change


class PushSource:
    """The Python files that a push changed; all of them where there is nothing to compare with.

    Args:
        connection: The repository.
        target: The push.
        store: The objects of a checkout, if there is one; they save requests.
    """

    def __init__(self, connection: Connection, target: PushTarget, store: ObjectStore | None = None) -> None:
        self._connection = connection
        self._target = target
        self._range = CommitRange(connection, target.sha, store)
        self._tree = RepositoryTree(connection, target.sha, store)

    @property
    def head_sha(self) -> str:
        """The commit that was pushed last."""
        return self._target.sha

    def changes(self) -> list[Change]:
        """List the changed Python files, removed ones left out.

        Raises:
            DeliveryError: If GitHub does not give the list.
        """
        found = self._comparison()
        if found is None:
            return self._tree.changes()
        return self._range.changes(found.files, lambda: found.merge_base, is_complete=found.is_complete)

    def read(self, changes: Sequence[Change]) -> Iterator[Reading]:
        """Yield the files' bytes, one result for each change."""
        return self._range.read(changes)

    def trusted_file(self, path: str) -> bytes | None:
        """Read a file as it was pushed, by somebody who may; `None` when there is none.

        Raises:
            DeliveryError: If it cannot be had.
        """
        return self._tree.trusted_file(path)

    def _comparison(self) -> Comparison | None:
        """Compare with the first of the bases that is there: what a forced push left may be gone."""
        for base in self._target.bases:
            try:
                return compare(self._connection, base, self._target.sha)
            except RefusedError as error:
                if not error.is_missing:
                    raise
        return None
