"""The whole of a directory, or some paths of it, as they are now."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from docgen.changes.git import Git
from docgen.changes.interface import Reading
from docgen.changes.reading import is_python
from docgen.changes.working_tree import WorkingTree
from docgen.errors import SettingsError
from docgen.github.escape import log_line
from docgen.model import Change, ChangeStatus

_LIST_FILES = ("ls-files", "-z", "--cached", "--others", "--exclude-standard")


class Tree:
    """All Python files below a directory: those that git knows or would add, or simply all where there is no git.

    Args:
        root: The directory that paths are relative to.
        paths: Files and directories to look at; all when empty.
    """

    def __init__(self, root: Path, paths: Sequence[str | Path] = ()) -> None:
        self._root = root.resolve()
        self._paths = paths
        self._files = WorkingTree(root)

    @property
    def head_sha(self) -> str:
        """Empty: what is read was not committed."""
        return ""

    def changes(self) -> list[Change]:
        """List the Python files in order.

        Raises:
            SettingsError: If a path does not exist or lies outside.
        """
        found = {path for start in self._starts() for path in self._below(start) if self._files.holds(path)}
        return [Change(path, ChangeStatus.MODIFIED, "", size=self._files.size(path)) for path in sorted(found)]

    def read(self, changes: Sequence[Change]) -> Iterator[Reading]:
        """Yield the files' bytes, one result for each change."""
        return self._files.read(changes)

    def trusted_file(self, path: str) -> bytes | None:
        """Read a file as it is: whoever runs docgen here owns the tree."""
        return self._files.file(path)

    def _starts(self) -> Iterator[Path]:
        for path in self._paths or [self._root]:
            start = (self._root / path).resolve()
            if not start.exists() or not start.is_relative_to(self._root):
                raise SettingsError(
                    f"`{log_line(str(path))}` is not there, or not below `{self._root}`.",
                    "Name files and directories below the current one.",
                )
            yield start

    def _below(self, start: Path) -> Iterator[str]:
        """Find Python files; a file that is named is taken whatever git thinks of it."""
        if start.is_file():
            yield from filter(is_python, [start.relative_to(self._root).as_posix()])
            return
        git = Git(start)
        listed = git.words(*_LIST_FILES) if git.is_repository else _walk(start)
        prefix = start.relative_to(self._root)
        yield from ((prefix / path).as_posix() for path in listed if is_python(path))


def _walk(start: Path) -> Iterator[str]:
    """Find all files, but none in hidden directories or in those of virtual environments."""
    for directory, children, files in os.walk(start):
        here = Path(directory)
        children[:] = [name for name in children if not name.startswith(".") and not _is_environment(here / name)]
        yield from ((here / name).relative_to(start).as_posix() for name in files)


def _is_environment(directory: Path) -> bool:
    return (directory / "pyvenv.cfg").is_file() or directory.name == "__pycache__"
