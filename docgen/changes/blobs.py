"""Blobs of one repository: from the objects on this machine where they are there, else from the API."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

from docgen.changes.interface import Reading, Unreadable
from docgen.changes.objects import ObjectStore
from docgen.changes.reading import source_of
from docgen.errors import DocgenError
from docgen.github.contents import Contents
from docgen.model import Change

_BATCH = 100


class Blobs:
    """Reads blobs by their names.

    Args:
        contents: The repository on GitHub.
        store: The objects of a checkout, if there is one.
    """

    def __init__(self, contents: Contents, store: ObjectStore | None) -> None:
        self._contents = contents
        self._store = store

    def sources(self, changes: Sequence[Change]) -> Iterator[Reading]:
        """Yield the bytes of changed files, one result for each, with no more than a hundred files in memory."""
        remaining = iter(changes)
        while batch := list(islice(remaining, _BATCH)):
            contents = self.read([change.blob_sha for change in batch])
            for change in batch:
                content = contents[change.blob_sha]
                yield source_of(change, content) if isinstance(content, bytes) else Unreadable(change, content)

    def read(self, shas: Sequence[str]) -> dict[str, bytes | DocgenError]:
        """Read blobs, each once; what cannot be had is an error in its place."""
        found: dict[str, bytes | DocgenError] = {}
        for sha in dict.fromkeys(shas):
            if self._store and (content := self._store.blob(sha)) is not None:
                found[sha] = content
        return found | dict(self._contents.blobs([sha for sha in dict.fromkeys(shas) if sha not in found]))
