"""What lies between two commits on GitHub: told by its lists as far as they go, and found out where they end."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import islice

from docgen.changes.blobs import Blobs
from docgen.changes.hunks import content_lines, patch_lines
from docgen.changes.interface import LeftAlone, Reading, Unreadable
from docgen.changes.objects import ObjectStore
from docgen.changes.reading import is_python
from docgen.errors import DeliveryError, DocgenError, TooLargeError
from docgen.github.commits import Commits
from docgen.github.connection import Connection
from docgen.github.contents import Contents
from docgen.github.interface import ChangedFile
from docgen.model import MAX_SOURCE_BYTES, Change, ChangeStatus, LineRange

_log = logging.getLogger(__name__)

_BATCH = 50
_LONGEST_PATH = 4096
_LEFT_ALONE = ("removed", "unchanged")
_STATUS = {"added": ChangeStatus.ADDED, "copied": ChangeStatus.ADDED, "renamed": ChangeStatus.RENAMED}


class CommitRange:
    """The Python files that a commit has otherwise than another.

    GitHub lists a limited number of files, leaves patches out without a word where they are large or an answer has
    become long, and does not say which files are links or submodules. What it does not tell is found by comparing
    trees and blobs: nothing is taken as unchanged unseen.

    Args:
        connection: The repository.
        head_sha: The commit.
        store: The objects of a checkout, if there is one; they save requests.
    """

    def __init__(self, connection: Connection, head_sha: str, store: ObjectStore | None) -> None:
        self._head_sha = head_sha
        self._commits = Commits(connection)
        self._contents = Contents(connection, MAX_SOURCE_BYTES)
        self._blobs = Blobs(self._contents, store)

    def changes(
        self, listed: Sequence[ChangedFile], merge_base: Callable[[], str], *, is_complete: bool
    ) -> list[Change]:
        """Make changes of the files that GitHub lists, removed ones left out.

        Args:
            listed: The files.
            merge_base: Finds the commit that changes are counted from; asked only if need be.
            is_complete: Whether those are all.

        Raises:
            DeliveryError: If GitHub does not tell what its list leaves out.
        """
        files = [*listed, *([] if is_complete else self._unlisted(listed, merge_base()))]
        files = self._with_blobs([file for file in files if is_python(file.path) and file.status not in _LEFT_ALONE])
        told = {file.path: _told_lines(file) for file in files}
        untold = [file for file in files if told[file.path] is None and _status(file) is not ChangeStatus.ADDED]
        if untold:
            told |= self._compare(untold, merge_base())
        return [Change(file.path, _status(file), file.blob_sha, told[file.path]) for file in files]

    def read(self, changes: Sequence[Change]) -> Iterator[Reading]:
        """Yield the files' bytes, one result for each change."""
        results = self._blobs.sources(changes)
        while batch := list(islice(results, _BATCH)):
            yield from self._told_apart(batch)

    def file(self, path: str, ref: str) -> bytes | None:
        """Read a file as it is at a branch or commit, `None` when there is none.

        Raises:
            DeliveryError: If it cannot be had.
        """
        return self._contents.file(path, ref)

    def _told_apart(self, results: Sequence[Reading]) -> Iterator[Reading]:
        """Find out which are files at all, where there is a doubt."""
        doubtful = [result.change.path for result in results if _may_be_no_file(result)]
        try:
            modes = self._commits.modes(self._head_sha, doubtful)
        except DeliveryError as error:
            yield from (Unreadable(each.change, error) if each.change.path in doubtful else each for each in results)
            return
        for result in results:
            mode = modes.get(result.change.path)
            yield result if mode is None or mode.is_regular else LeftAlone(result.change, mode.kind)

    def _unlisted(self, listed: Sequence[ChangedFile], merge_base: str) -> Iterator[ChangedFile]:
        """Find the changed files that GitHub does not list by comparing the trees of base and head."""
        _log.info("GitHub lists only %d of the changed files; the trees tell the rest.", len(listed))
        before = {file.path: file.blob_sha for file in self._contents.tree(merge_base)}
        after = {file.path: file.blob_sha for file in self._contents.tree(self._head_sha)}
        moved = {sha: path for path, sha in before.items() if path not in after}
        for path in sorted(after.keys() - {file.path for file in listed}):
            if before.get(path) != after[path]:
                previous = path if path in before else moved.get(after[path], "")
                status = "modified" if previous == path else "renamed" if previous else "added"
                yield ChangedFile(path, previous or path, status, after[path], None)

    def _with_blobs(self, files: Sequence[ChangedFile]) -> list[ChangedFile]:
        """Look up the blobs that GitHub's list does not name."""
        unnamed = [file.path for file in files if not file.blob_sha]
        found = self._contents.blob_shas(self._head_sha, unnamed)
        return [replace(file, blob_sha=file.blob_sha or found.get(file.path, "")) for file in files]

    def _compare(self, files: Sequence[ChangedFile], merge_base: str) -> dict[str, tuple[LineRange, ...] | None]:
        """Find the changed lines of files by their contents at base and head."""
        before = self._contents.blob_shas(merge_base, [file.previous_path for file in files])
        pairs = {file.path: (before.get(file.previous_path, ""), file.blob_sha) for file in files}
        lines: dict[str, tuple[LineRange, ...] | None] = dict.fromkeys(pairs, ())
        differing = iter([(path, old, new) for path, (old, new) in pairs.items() if old != new])
        while batch := list(islice(differing, _BATCH)):
            blobs = self._blobs.read([sha for _, old, new in batch for sha in (old, new) if sha])
            lines |= {path: _compared_lines(blobs.get(old), blobs[new]) for path, old, new in batch}
        return lines


def _status(file: ChangedFile) -> ChangeStatus:
    return _STATUS.get(file.status, ChangeStatus.MODIFIED)


def _told_lines(file: ChangedFile) -> tuple[LineRange, ...] | None:
    """What the patch says; an added file counts as a whole."""
    return None if file.patch is None or _status(file) is ChangeStatus.ADDED else patch_lines(file.patch)


def _compared_lines(old: bytes | DocgenError | None, new: bytes | DocgenError) -> tuple[LineRange, ...] | None:
    """What the contents say; without one of them the whole file counts as changed."""
    return content_lines(old, new) if isinstance(old, bytes) and isinstance(new, bytes) else None


def _may_be_no_file(result: Reading) -> bool:
    """Whether it looks like a symbolic link, whose content is a path, or a submodule, which has none."""
    if isinstance(result, LeftAlone):
        return False
    if isinstance(result, Unreadable):
        return not isinstance(result.error, TooLargeError)
    return 0 < len(result.content) < _LONGEST_PATH and b"\n" not in result.content
