"""Where a comment may stand in a diff."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tests.standins.github.errors import invalid_field, unprocessable
from tests.standins.github.patches import ChangedFile, Hunk

LINE = "Pull request review thread line must be part of the diff"
START = "Pull request review thread start line must be part of the same hunk as the line."
PATH = "Pull request review thread path is invalid"
HUNK = "Pull request review thread diff hunk can't be blank"


@dataclass(frozen=True, slots=True)
class Place:
    """Lines of a changed file: a single one, or from `start_line` to `line`."""

    path: str
    line: int
    side: str
    start_line: int | None
    start_side: str | None
    position: int
    """Lines from the first `@@` of the patch to the line, as GitHub counted them before it knew lines."""
    excerpt: str
    """The hunk from its `@@` to the line."""


def place(files: Sequence[ChangedFile], wanted: Mapping[str, Any]) -> Place:
    """The place that `path`, `line`, `side`, `start_line` and `start_side` describe.

    Raises:
        RefusedError: 422, when a line is outside the diff or a range leaves its hunk.
    """
    file = next((file for file in files if file.path == wanted["path"]), None)
    if file is None:
        raise _refused(PATH, HUNK)
    line, side = wanted.get("line"), wanted.get("side") or "RIGHT"
    start, start_side = wanted.get("start_line"), wanted.get("start_side") or side
    hunk = next((hunk for hunk in file.hunks if line in hunk.lines(side)), None)
    if line is None or hunk is None:
        raise _refused(LINE, *([START] if start else []), HUNK)
    if start is not None:
        _check_start(hunk, start, start_side, line)
    before = file.hunks[: file.hunks.index(hunk)]
    excerpt = _excerpt(hunk, side, line)
    position = sum(earlier.text.count("\n") + 1 for earlier in before) + excerpt.count("\n")
    return Place(file.path, line, side, start, start_side if start else None, position, excerpt)


def _check_start(hunk: Hunk, start: int, side: str, line: int) -> None:
    if start not in hunk.lines(side):
        raise _refused(START)
    if start >= line:
        message = "pull_request_review_thread.start_line must precede the end line."
        raise invalid_field("PullRequestReviewComment", "pull_request_review_thread.start_line", message, "custom")


def _excerpt(hunk: Hunk, side: str, line: int) -> str:
    """The hunk's text down to a line that is known to be in it."""
    skipped = "+" if side == "LEFT" else "-"
    number = hunk.lines(side).start - 1
    lines = hunk.text.split("\n")
    for index, text in enumerate(lines[1:], start=1):
        if not text.startswith((skipped, "\\")):
            number += 1
        if number == line and not text.startswith((skipped, "\\")):
            return "\n".join(lines[: index + 1])
    raise AssertionError("git's hunk header does not fit its lines")


def _refused(*reasons: str) -> Exception:
    text = reasons[0] if len(reasons) == 1 else " and ".join(reasons) if len(reasons) == 2 else _listed(reasons)
    return unprocessable("Unprocessable Entity", [text])


def _listed(reasons: Sequence[str]) -> str:
    return f"{', '.join(reasons[:-1])}, and {reasons[-1]}"
