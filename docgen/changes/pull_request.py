"""What a pull request changes, read by the API: no checkout is needed, and none is trusted."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from itertools import islice

from docgen.changes.blobs import Blobs
from docgen.changes.hunks import content_lines, patch_lines
from docgen.changes.interface import Source, Unreadable
from docgen.changes.objects import ObjectStore
from docgen.changes.reading import MAX_BYTES, is_python
from docgen.errors import DocgenError
from docgen.github.connection import Connection
from docgen.github.contents import Contents
from docgen.github.interface import ChangedFile, PullRequest
from docgen.github.pulls import Pulls
from docgen.model import Change, ChangeStatus, LineRange

_log = logging.getLogger(__name__)

_BATCH = 50
_LEFT_ALONE = ("removed", "unchanged")
_STATUS = {"added": ChangeStatus.ADDED, "copied": ChangeStatus.ADDED, "renamed": ChangeStatus.RENAMED}


class PullRequestSource:
    """The Python files that a pull request changes.

    GitHub lists no more than 3,000 files, and leaves patches out without a word where they are large or an answer has
    become long. What it does not tell is found by comparing trees and blobs: nothing is taken as unchanged unseen.

    Args:
        connection: The repository that the pull request is made to.
        pull: The pull request as it is now.
        store: The objects of a checkout, if there is one; they save requests.
    """

    def __init__(self, connection: Connection, pull: PullRequest, store: ObjectStore | None = None) -> None:
        self._pull = pull
        self._pulls = Pulls(connection)
        self._contents = Contents(connection, MAX_BYTES)
        self._blobs = Blobs(self._contents, store)

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
        merge_base = ""
        if len(listed) < self._pull.changed_files:
            merge_base = self._pulls.merge_base(self._pull)
            listed += self._unlisted(listed, merge_base)
        files = [file for file in listed if is_python(file.path) and file.status not in _LEFT_ALONE]
        told = {file.path: _told_lines(file) for file in files}
        untold = [file for file in files if told[file.path] is None and _status(file) is not ChangeStatus.ADDED]
        if untold:
            told |= self._compare(untold, merge_base or self._pulls.merge_base(self._pull))
        return [Change(file.path, _status(file), file.blob_sha, told[file.path]) for file in files]

    def read(self, changes: Sequence[Change]) -> Iterator[Source | Unreadable]:
        """Yield the files' bytes, one result for each change."""
        return self._blobs.sources(changes)

    def trusted_file(self, path: str) -> bytes | None:
        """Read a file as it is at the base, `None` when there is none.

        Raises:
            DeliveryError: If it cannot be had.
        """
        return self._contents.file(path, self._pull.base_ref)

    def _unlisted(self, listed: Sequence[ChangedFile], merge_base: str) -> Iterator[ChangedFile]:
        """Find the changed files that GitHub does not list by comparing the trees of base and head."""
        _log.info(
            "GitHub lists %d of %d changed files; the trees tell the rest.", len(listed), self._pull.changed_files
        )
        before = {file.path: file.blob_sha for file in self._contents.tree(merge_base)}
        after = {file.path: file.blob_sha for file in self._contents.tree(self._pull.head_sha)}
        moved = {sha: path for path, sha in before.items() if path not in after}
        for path in sorted(after.keys() - {file.path for file in listed}):
            if before.get(path) != after[path]:
                previous = path if path in before else moved.get(after[path], "")
                status = "modified" if previous == path else "renamed" if previous else "added"
                yield ChangedFile(path, previous or path, status, after[path], None)

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
