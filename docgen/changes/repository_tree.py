"""All files of a commit, read by the API: no checkout is needed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from docgen.changes.blobs import Blobs
from docgen.changes.interface import Reading
from docgen.changes.objects import ObjectStore
from docgen.changes.reading import is_python
from docgen.github.connection import Connection
from docgen.github.contents import Contents
from docgen.model import MAX_SOURCE_BYTES, Change, ChangeStatus


class RepositoryTree:
    """The Python files of a commit, each as a whole.

    Args:
        connection: The repository.
        sha: The commit.
        store: The objects of a checkout, if there is one; they save requests.
        trusted_ref: Branch or commit whose files may decide how docgen works; empty for the commit itself.
    """

    def __init__(
        self, connection: Connection, sha: str, store: ObjectStore | None = None, trusted_ref: str = ""
    ) -> None:
        self._sha = sha
        self._trusted_ref = trusted_ref or sha
        self._contents = Contents(connection, MAX_SOURCE_BYTES)
        self._blobs = Blobs(self._contents, store)

    @property
    def head_sha(self) -> str:
        """The commit."""
        return self._sha

    def changes(self) -> list[Change]:
        """List the Python files.

        Raises:
            DeliveryError: If GitHub does not give the list.
        """
        files = self._contents.tree(self._sha)
        return [
            Change(file.path, ChangeStatus.MODIFIED, file.blob_sha, size=file.size)
            for file in files
            if is_python(file.path)
        ]

    def read(self, changes: Sequence[Change]) -> Iterator[Reading]:
        """Yield the files' bytes, one result for each change."""
        return self._blobs.sources(changes)

    def trusted_file(self, path: str) -> bytes | None:
        """Read a file that somebody who may write has put there, `None` when there is none.

        Raises:
            DeliveryError: If it cannot be had.
        """
        return self._contents.file(path, self._trusted_ref)
