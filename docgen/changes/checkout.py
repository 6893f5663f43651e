"""Which commit a checkout is at, read without git: the container has none, and no configuration can act."""

from __future__ import annotations

import re
from pathlib import Path

_SHA = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")
_LINK = re.compile(r"ref: (refs/heads/\S+)")


def commit_at(directory: Path) -> str:
    """The commit that is checked out in a directory; empty when that is no checkout, or no commit can be told."""
    git_dir = directory / ".git"
    head = _line(git_dir / "HEAD")
    link = _LINK.fullmatch(head)
    sha = _line(git_dir / link[1]) or _packed(git_dir, link[1]) if link else head
    return sha if _SHA.fullmatch(sha) else ""


def _line(file: Path) -> str:
    try:
        return file.read_text("utf-8").strip()
    except (OSError, ValueError):
        return ""


def _packed(git_dir: Path, ref: str) -> str:
    """Where a branch points that git has packed away."""
    rows = (row.partition(" ") for row in _line(git_dir / "packed-refs").splitlines())
    return next((sha for sha, _, name in rows if name == ref), "")
