"""Rules that hold wherever code comes from: which files count, and what becomes of their bytes."""

from __future__ import annotations

import re
from dataclasses import replace

from docgen.changes.interface import LeftAlone, Source
from docgen.model import Change

_LFS_POINTER = b"version https://git-lfs.github.com/spec/"
_LONE_CARRIAGE_RETURN = re.compile(rb"\r(?!\n)")


def is_python(path: str) -> bool:
    """Whether a file holds Python code with bodies: no stubs."""
    return path.endswith(".py")


def source_of(change: Change, content: bytes) -> Source | LeftAlone:
    """A file's bytes as the pipeline takes them, unless Git LFS keeps the file elsewhere.

    Git knows no lines that end with a carriage return alone, but Python does: where there are such, git's line numbers
    say nothing and the whole file counts as changed.
    """
    if content.startswith(_LFS_POINTER):
        return LeftAlone(change, "kept by Git LFS")
    if change.lines and _LONE_CARRIAGE_RETURN.search(content):
        return Source(replace(change, lines=None), content)
    return Source(change, content)
