"""What the pipeline asks of whoever brings docs to people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from docgen.model import Edit, Report


@dataclass(frozen=True, slots=True)
class Delivered:
    """Where the docs went; each part is empty when that way was not taken.

    Attributes:
        comment_url: The pull request comment that holds them.
        commit_sha: The commit that holds them.
        pull_request_url: The pull request that proposes them.
        files_written: Number of files that hold them now in the working tree.
        reference_path: Folder of the API reference in the workspace.
        is_overtaken: Whether nothing was delivered because the branch moved on during the run.
        notices: What a person should know about the delivery, such as why another way was taken.
    """

    comment_url: str = ""
    commit_sha: str = ""
    pull_request_url: str = ""
    files_written: int = 0
    reference_path: str = ""
    is_overtaken: bool = False
    notices: tuple[str, ...] = ()


class Delivery(Protocol):
    """A way for docs to reach people."""

    def deliver(self, report: Report, edits: Sequence[Edit]) -> Delivered:
        """Bring the docs to where they belong.

        Args:
            report: All that the run did.
            edits: Proven edits, one a file; empty when nothing is to be written.

        Raises:
            DeliveryError: If they could not be delivered.
        """
