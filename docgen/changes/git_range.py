"""What a working tree changed since it left another branch: committed, uncommitted and untracked."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

from docgen.changes.git import Git, GitError
from docgen.changes.hunks import patch_lines
from docgen.changes.interface import Reading
from docgen.changes.reading import is_python
from docgen.changes.working_tree import WorkingTree
from docgen.errors import SettingsError
from docgen.github.escape import log_line
from docgen.model import Change, ChangeStatus, LineRange

# Said in full, because the user's configuration may say otherwise.
_DIFF = (
    *("diff", "--patch-with-raw", "--unified=0", "--inter-hunk-context=0", "--find-renames", "--relative"),
    *("--no-color", "--no-ext-diff", "--no-textconv", "--ignore-submodules=all"),
)
_PATCH_START = re.compile(rb"^(?=diff --git )", re.MULTILINE)
_BINARY = re.compile(rb"^Binary files ", re.MULTILINE)
_HUNKS_START = re.compile(rb"^(?=@@ )", re.MULTILINE)
_ESCAPE = re.compile(rb"\\([0-7]{3}|.)")
_ESCAPED = {b"n": b"\n", b"t": b"\t", b"r": b"\r", b"a": b"\a", b"b": b"\b", b"f": b"\f", b"v": b"\v"}
_REGULAR_FILES = ("100644", "100755")
_STATUS = {"A": ChangeStatus.ADDED, "T": ChangeStatus.ADDED, "M": ChangeStatus.MODIFIED, "R": ChangeStatus.RENAMED}


class GitRange:
    """Everything between the point where `base` was left and the files as they are now.

    Args:
        root: A directory in the repository; only what lies below it is looked at, paths are relative to it.
        base: Branch, tag or commit.
    """

    def __init__(self, root: Path, base: str) -> None:
        self._git = Git(root)
        self._files = WorkingTree(root)
        self._base = base

    @property
    def head_sha(self) -> str:
        """Empty: what is read was not committed."""
        return ""

    def changes(self) -> list[Change]:
        """List the changed Python files, removed ones left out.

        Raises:
            SettingsError: If this is no repository, or `base` is nothing that it has in common with.
        """
        start = self._merge_base()
        untracked = self._git.words("ls-files", "-z", "--others", "--exclude-standard")
        added = [Change(path, ChangeStatus.ADDED, "") for path in untracked if is_python(path)]
        changed = [change for change in parse_diff(self._git.run(*_DIFF, start)) if is_python(change.path)]
        return [change for change in [*changed, *added] if self._files.holds(change.path)]

    def read(self, changes: Sequence[Change]) -> Iterator[Reading]:
        """Yield the files' bytes, one result for each change."""
        return self._files.read(changes)

    def trusted_file(self, path: str) -> bytes | None:
        """Read a file as it is: whoever runs docgen here owns the tree."""
        return self._files.file(path)

    def _merge_base(self) -> str:
        """The commit where the working tree's history left the base."""
        try:
            base = self._git.line("rev-parse", "--verify", "--end-of-options", f"{self._base}^{{commit}}")
        except GitError as error:
            raise SettingsError(
                f"`{log_line(self._base)}` is no commit of a repository here.", "Name a branch, tag or commit."
            ) from error
        try:
            return self._git.line("merge-base", base, "HEAD")
        except GitError as error:
            raise SettingsError(
                f"`{log_line(self._base)}` has no history in common with the current commit.",
                "If the repository is a shallow clone, fetch more of it: `git fetch --unshallow`.",
            ) from error


def parse_diff(diff: bytes) -> Iterator[Change]:
    """Read what `git diff --patch-with-raw` says; what is no regular file, or no longer there, is left out."""
    raw, _, patches = diff.partition(b"\n\n")
    parts = iter(_PATCH_START.split(patches)[1:])
    for record in filter(None, raw.split(b"\n")):
        meta, *names = record.decode().split("\t")
        _, mode, _, _, status = meta.split(" ")
        # A change of type is shown as a removal and an addition, an unmerged file not at all.
        count = {"T": 2, "U": 0}.get(status[0], 1)
        patch = b"".join(islice(parts, count))
        if mode in _REGULAR_FILES and status[0] in _STATUS:
            yield _change(_unquote(names[-1]), _STATUS[status[0]], patch)


def _change(path: str, status: ChangeStatus, patch: bytes) -> Change:
    if status is ChangeStatus.ADDED:
        return Change(path, status, "")
    _, *hunks = _HUNKS_START.split(patch)
    # Any encoding will do here that leaves line feeds and the marks of a patch alone.
    return Change(path, status, "", patch_lines(b"".join(hunks).decode("latin-1")) if hunks else _no_hunks(patch))


def _no_hunks(patch: bytes) -> tuple[LineRange, ...] | None:
    """Nothing changed but name and mode, unless git takes the file for binary."""
    return None if _BINARY.search(patch) else ()


def _unquote(name: str) -> str:
    """Undo the quotes of C in which git puts names with special characters."""
    if not name.startswith('"'):
        return name
    escaped = name[1:-1].encode()
    return os.fsdecode(_ESCAPE.sub(lambda found: _ESCAPED.get(found[1]) or _octal(found[1]), escaped))


def _octal(digits: bytes) -> bytes:
    return bytes([int(digits, 8)]) if len(digits) == 3 else digits  # or a quote or backslash that was escaped
