"""What the pipeline asks of wherever code comes from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from docgen.errors import DocgenError
from docgen.model import Change


@dataclass(frozen=True, slots=True)
class Source:
    """A changed file with its bytes at head."""

    change: Change
    content: bytes


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A changed file whose bytes could not be had."""

    change: Change
    error: DocgenError


@dataclass(frozen=True, slots=True)
class LeftAlone:
    """A changed file that holds no code of its own, such as a symbolic link; `reason` says what it is instead."""

    change: Change
    reason: str


Reading = Source | Unreadable | LeftAlone
"""What came of reading a file."""


class ChangeSource(Protocol):
    """A pull request, a git range or a tree."""

    @property
    def head_sha(self) -> str:
        """Commit that is read; empty for a working tree."""

    def changes(self) -> Sequence[Change]:
        """List the changed Python files, removed ones left out.

        Raises:
            DocgenError: If the list cannot be had.
        """

    def read(self, changes: Sequence[Change]) -> Iterator[Reading]:
        """Yield the files' bytes, one result for each change, in their order."""

    def trusted_file(self, path: str) -> bytes | None:
        """Read a file from the trusted side (the base of a pull request), `None` when there is none.

        Raises:
            DocgenError: If it cannot be had.
        """
