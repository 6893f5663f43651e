"""Which lines of a file are new: told by a patch, or by its contents before and after. Pure.

A line ends with a line feed and with nothing else, as git counts.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher

from docgen.model import LineRange

_HEADER = re.compile(r"@@ -\d{1,9}(?:,(\d{1,9}))? \+(\d{1,9})(?:,(\d{1,9}))? @@", re.ASCII)
_MOST_COMPARISONS = 25_000_000  # lines before times lines after, for which comparing takes well under a second


def patch_lines(patch: str) -> tuple[LineRange, ...] | None:
    """Find the lines that a patch adds or changes, and where it only deletes.

    Where a decorator is deleted the line below counts as changed: it is what was decorated.

    Args:
        patch: The hunks of one file's unified diff, from the first `@@` on.

    Returns:
        Line ranges of the new content, ascending; `None` when the patch is cut off or contradicts itself.
    """
    ranges: list[list[int]] = []
    deleted: list[str] = []
    line_number = old = new = 0  # the next line at head; what the current hunk still has to show of each side
    for line in patch.removesuffix("\n").split("\n"):
        if line.startswith("\\"):  # No newline at end of file
            continue
        if old == new == 0:
            header = _HEADER.match(line)
            if header is None or int(header[2]) < line_number - 1:
                return None
            old, new = int(header[1] or 1), int(header[3] or 1)
            line_number = int(header[2]) + (new == 0)  # git names the line before where nothing is left
            continue
        mark = line[:1] or " "
        if mark not in " +-":
            return None
        old, new = old - (mark != "+"), new - (mark != "-")
        if old < 0 or new < 0:
            return None
        if mark == " ":
            _extend_to_decorated(ranges, line_number, deleted)
        else:
            _extend(ranges, line_number, is_added=mark == "+")
        line_number += mark != "-"
        if mark == "-":
            deleted.append(line[1:])
        if old == new == 0:
            _extend_to_decorated(ranges, line_number, deleted)
    return tuple(LineRange(start, stop) for start, stop in ranges) if old == new == 0 else None


def content_lines(before: bytes, after: bytes) -> tuple[LineRange, ...]:
    """Find the same by comparing contents; long passages with little in common count as changed altogether."""
    old, new = before.split(b"\n"), after.split(b"\n")
    head = _common(old, new)
    tail = _common(old[:head:-1], new[:head:-1]) if head < min(len(old), len(new)) else 0
    old, new = old[head : len(old) - tail], new[head : len(new) - tail]
    if len(old) * len(new) > _MOST_COMPARISONS:
        return (LineRange(head + 1, head + len(new)),)
    blocks = SequenceMatcher(None, old, new).get_opcodes()
    return tuple(
        LineRange(
            head + new_start + 1,
            head + new_stop + _end_in_decorator(line.decode("latin-1") for line in reversed(old[start:stop])),
        )
        for kind, start, stop, new_start, new_stop in blocks
        if kind != "equal"
    )


def _common(old: Sequence[bytes], new: Sequence[bytes]) -> int:
    """Number of lines that both begin with."""
    pairs = zip(old, new, strict=False)
    return next((index for index, (left, right) in enumerate(pairs) if left != right), min(len(old), len(new)))


def _extend(ranges: list[list[int]], line_number: int, *, is_added: bool) -> None:
    """Add a changed line, or the place of a deleted one, to the last range if it touches that."""
    stop = line_number if is_added else line_number - 1
    if ranges and ranges[-1][1] == line_number - 1:
        ranges[-1][1] = stop
    else:
        ranges.append([line_number, stop])


def _extend_to_decorated(ranges: list[list[int]], line_number: int, deleted: list[str]) -> None:
    """Count a line as changed when the last of the lines that were deleted above it decorated it; forget those."""
    if _end_in_decorator(reversed(deleted)):
        _extend(ranges, line_number, is_added=True)
    deleted.clear()


def _end_in_decorator(backwards: Iterable[str]) -> bool:
    """Tell whether lines, read backwards, end with a decorator: one with `@`, then only deeper or closing ones."""
    least = sys.maxsize
    for line in backwards:
        text = line.strip()
        indentation = len(line) - len(line.lstrip())
        if text.startswith("@"):
            return indentation < least
        if text and text[0] not in "#)]}":
            least = min(least, indentation)
        if least == 0:
            return False
    return False
