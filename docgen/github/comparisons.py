"""What one commit has and another has not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from docgen.github.connection import Connection
from docgen.github.interface import ChangedFile

_MOST_FILES = 300
"""GitHub lists no more, on whatever page."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """The way from one commit to another.

    Attributes:
        merge_base: The commit that it is counted from, which the one side may have left behind.
        files: The files that it changes, as far as GitHub lists them.
    """

    merge_base: str
    files: tuple[ChangedFile, ...]

    @property
    def is_complete(self) -> bool:
        """Whether those are all the files."""
        return len(self.files) < _MOST_FILES


def compare(connection: Connection, base: str, head: str) -> Comparison:
    """Compare two commits or branches.

    Raises:
        RefusedError: If one of them is not there, or they have no history in common.
        DeliveryError: If GitHub does not tell.
    """
    repo = connection.repo

    def ask() -> Comparison:
        return _comparison(repo.compare(base, head, comparison_commits_per_page=1).raw_data)

    return connection.read(f"compare `{head[:7]}` with `{base}`", ask, needs="contents: read")


def _comparison(found: Mapping[str, Any]) -> Comparison:
    files = [
        ChangedFile(
            path=file["filename"],
            previous_path=file.get("previous_filename") or file["filename"],
            status=file["status"],
            blob_sha=file.get("sha") or "",
            patch=file.get("patch"),
        )
        for file in found.get("files", ())
    ]
    return Comparison(found["merge_base_commit"]["sha"], tuple(files))
