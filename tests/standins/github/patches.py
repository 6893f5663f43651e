"""What a pull request changes: files, patches and hunks, computed by git."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from tests.standins.github.git import Git

STATUS = {"A": "added", "M": "modified", "D": "removed", "R": "renamed", "C": "copied", "T": "changed"}
HUNK = re.compile(r"^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Hunk:
    """One hunk: the lines that it shows on each side, and its text from `@@` on."""

    left: range
    right: range
    text: str

    def lines(self, side: str) -> range:
        """The line numbers that can be commented on at a side, `LEFT` or `RIGHT`."""
        return self.left if side == "LEFT" else self.right


@dataclass(frozen=True, slots=True)
class ChangedFile:
    """One changed file; `patch` is None where git has none (binary, only renamed, only another mode)."""

    path: str
    previous_path: str | None
    status: str
    blob: str
    additions: int
    deletions: int
    patch: str | None

    @property
    def hunks(self) -> list[Hunk]:
        """The hunks of the patch."""
        return list(split_hunks(self.patch or ""))


def changed_files(git: Git, base: str, head: str) -> list[ChangedFile]:
    """What `head` changes since it left `base`, both given by id, in GitHub's order: by path."""
    start = git.merge_base(base, head) or base
    records = _raw(git.fixed("diff", "--raw", "-z", "-M", "--abbrev=40", start, head))
    patches = _patches(git.fixed("diff", "-p", "-M", "--no-color", "--no-ext-diff", "--full-index", start, head))
    files = [_changed_file(*record, patches) for record in records]
    return sorted(files, key=lambda file: file.path)


def split_hunks(patch: str) -> Iterator[Hunk]:
    """The hunks of a patch, top down."""
    starts = list(HUNK.finditer(patch))
    ends = [*(match.start() for match in starts), len(patch)][1:]
    for match, end in zip(starts, ends, strict=True):
        left, left_count, right, right_count = (int(group) if group else 1 for group in match.groups())
        text = patch[match.start() : end].rstrip("\n")
        yield Hunk(range(left, left + left_count), range(right, right + right_count), text)


def _raw(listing: bytes) -> Iterator[tuple[str, str, str, str | None]]:
    """Status letter, blob, path and previous path of each record of `git diff --raw -z`."""
    fields = iter(listing.decode(errors="replace").split("\0"))
    for meta in fields:
        if not meta:
            return
        _, _, old, new, status = meta.split(" ")
        path = next(fields)
        previous = None
        if status[0] in "RC":
            previous, path = path, next(fields)
        yield status[0], old if status[0] == "D" else new, path, previous


def _patches(diff: bytes) -> Iterator[list[str]]:
    """The lines of each file's part of a diff, in the order of the raw listing."""
    part: list[str] = []
    for line in diff.decode(errors="replace").split("\n"):
        if line.startswith("diff --git ") and part:
            yield part
            part = []
        part.append(line)
    yield part


def _changed_file(status: str, blob: str, path: str, previous: str | None, patches: Iterator[list[str]]) -> ChangedFile:
    lines = next(patches)
    if status == "T":  # git writes a change of type as two parts: one file deleted, another added
        lines = next(patches)
    first = next((number for number, line in enumerate(lines) if line.startswith("@@ ")), None)
    hunks = [] if first is None else lines[first:]
    if hunks and not hunks[-1]:
        hunks.pop()
    additions = sum(line.startswith("+") for line in hunks)
    deletions = sum(line.startswith("-") for line in hunks)
    patch = "\n".join(hunks) or None
    word = "changed" if status == "M" and not patch and _only_mode(lines) else STATUS[status]
    return ChangedFile(path, previous, word, blob, additions, deletions, patch)


def _only_mode(lines: list[str]) -> bool:
    return any(line.startswith("new mode ") for line in lines) and not any(
        line.startswith("Binary files ") for line in lines
    )
