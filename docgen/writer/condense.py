"""Shortens source that is too long to send: what tells most about it stays, the rest is marked as left out."""

from __future__ import annotations

import re

# Nested signatures and every way out of the function.
_TELLING = re.compile(r"^\s*(?:async\s+def|def|class|return|raise|yield|@)\b|^\s*@|=\s*yield\b|\bawait\s+asyncio\b")
_HEAD_SHARE = 0.5
_TAIL_SHARE = 0.1
_LONGEST_LINE = 300


def condense(source: str, max_lines: int, max_characters: int) -> str:
    """Keep signature and head, nested signatures, returns and raises, and the tail, within the given bounds.

    Args:
        source: Source of one symbol.
        max_lines: Most lines to keep, marks included.
        max_characters: Most characters to keep, but for marks.
    """
    lines = [_clipped(line) for line in source.split("\n")]
    room = max(max_lines, 8)
    while True:
        kept = _chosen(lines, room)
        text = _joined(lines, kept)
        if len(text) <= max_characters or room <= 8:
            return text if len(text) <= max_characters else text[:max_characters]
        room = room * 3 // 4


def _chosen(lines: list[str], room: int) -> list[int]:
    """Indices of the lines that stay, ascending."""
    if len(lines) <= room:
        return list(range(len(lines)))
    head = int(room * _HEAD_SHARE)
    tail = max(1, int(room * _TAIL_SHARE))
    middle = range(head, len(lines) - tail)
    # Half of what is left over: a mark may have to stand between any two lines that stay.
    telling = [index for index in middle if _TELLING.search(lines[index])][: (room - head - tail) // 2]
    return [*range(head), *telling, *range(len(lines) - tail, len(lines))]


def _joined(lines: list[str], kept: list[int]) -> str:
    parts: list[str] = []
    following = 0
    for index in kept:
        if index > following:
            parts.append(f"# … {index - following} lines left out …")
        parts.append(lines[index])
        following = index + 1
    return "\n".join(parts)


def _clipped(line: str) -> str:
    return line if len(line) <= _LONGEST_LINE else f"{line[:_LONGEST_LINE]} …"
