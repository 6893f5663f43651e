"""From proven edits to a commit that holds exactly them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from docgen.delivery.message import body, headline
from docgen.github.commits import Commits, FileMode, NewCommit
from docgen.github.contents import blob_sha
from docgen.model import Edit, Report


@dataclass(frozen=True, slots=True)
class Changeset:
    """What goes into a commit, and what does not.

    Attributes:
        commit: The commit; `None` when nothing fits.
        edits: The edits that it holds.
        left_out: Why other edits are not in it, a sentence each.
    """

    commit: NewCommit | None
    edits: tuple[Edit, ...]
    left_out: tuple[str, ...]


def changeset(commits: Commits, parent: str, report: Report, edits: Sequence[Edit], wanted: str) -> Changeset:
    """Hold the edits against the files that a commit has, and make a commit of those that were proven against them.

    Args:
        commits: The repository's commits.
        parent: The commit to build on.
        report: What the run did.
        edits: Proven edits.
        wanted: First line of the message; empty for one that says what was done.
    """
    modes = commits.modes(parent, [edit.path for edit in edits])
    fitting = tuple(edit for edit in edits if _fits(edit, modes))
    left_out = tuple(
        f"`{edit.path}` is not there as it was read, so it is left alone." for edit in edits if edit not in fitting
    )
    new = NewCommit(
        parent=parent,
        headline=headline(report, fitting, wanted),
        body=body(fitting),
        files={edit.path: edit.content for edit in fitting},
        executable=frozenset(edit.path for edit in fitting if modes[edit.path].is_executable),
    )
    return Changeset(new if fitting else None, fitting, left_out=left_out)


def changes(edits: Sequence[Edit]) -> list[Edit]:
    """The edits that do change something."""
    return [edit for edit in edits if edit.content != edit.original]


def _fits(edit: Edit, modes: Mapping[str, FileMode]) -> bool:
    """Whether the commit has the very file that the edit was proven against."""
    found = modes.get(edit.path)
    return found is not None and found.is_regular and blob_sha(edit.original, len(found.blob_sha)) == found.blob_sha
