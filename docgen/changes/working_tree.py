"""Files of a directory on this machine, read without ever leaving it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from docgen.changes.interface import Reading, Unreadable
from docgen.changes.reading import source_of
from docgen.errors import SourceError, TooLargeError
from docgen.model import MAX_SOURCE_BYTES, Change


class WorkingTree:
    """A directory and what lies in it.

    Args:
        root: The directory; paths are relative to it.
    """

    def __init__(self, root: Path) -> None:
        self._root = root.resolve()

    def holds(self, path: str) -> bool:
        """Whether a regular file is at the path, not a symlink, and inside even where its directories are symlinks."""
        file = self._root / path
        return file.is_file() and not file.is_symlink() and file.resolve().is_relative_to(self._root)

    def size(self, path: str) -> int:
        """Size of a file in bytes."""
        return (self._root / path).stat().st_size

    def read(self, changes: Sequence[Change]) -> Iterator[Reading]:
        """Yield the files' bytes, one result for each change."""
        return map(self._read, changes)

    def file(self, path: str) -> bytes | None:
        """Read a file if there is one."""
        return (self._root / path).read_bytes() if self.holds(path) else None

    def _read(self, change: Change) -> Reading:
        file = self._root / change.path
        try:
            size = file.stat().st_size
            if size > MAX_SOURCE_BYTES:
                return Unreadable(change, TooLargeError(size, MAX_SOURCE_BYTES))
            return source_of(change, file.read_bytes())
        except OSError as error:
            what, fix = (
                f"The file cannot be read: {error.strerror}.",
                "Make it readable, or leave it out with `exclude`.",
            )
            return Unreadable(change, SourceError(what, fix))
