"""Edits as suggestions on the lines of a pull request's diff, each proven by doing what GitHub will do with it."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

from docgen.delivery.marker import digest
from docgen.model import Edit, LineRange, Splice
from docgen.sanitize import redact, strip_hidden

_LONGEST = 20_000
_HUNK = re.compile(r"^@@ -\d+(?:,\d+)? \+(\d+)(?:,(\d+))? @@", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Lines of a file and what to put in their place.

    Attributes:
        path: The file.
        qualified_name: The symbol whose docstring it brings.
        lines: The lines that are replaced; all inside of one hunk.
        text: What replaces them, without the last line feed.
        before: What is replaced, without the last line feed.
    """

    path: str
    qualified_name: str
    lines: LineRange
    text: str
    before: str

    @property
    def digest(self) -> str:
        """What tells it from other suggestions, wherever in the file its lines are."""
        return digest(self.path, self.qualified_name, self.before, self.text)


def suggestions(edits: Sequence[Edit], patches: Mapping[str, str | None]) -> list[Suggestion]:
    """Make a suggestion for each splice that GitHub can take as one; by path and line.

    Args:
        edits: Proven edits.
        patches: Unified diffs by path; `None` or missing where GitHub left them out.
    """
    return [suggestion for edit in edits for suggestion in _of_file(edit, hunks(patches.get(edit.path) or ""))]


def hunks(patch: str) -> list[LineRange]:
    """The lines at head that the hunks of a patch show."""
    found = ((int(match[1]), int(match[2] or 1)) for match in _HUNK.finditer(patch))
    return [LineRange(start, start + size - 1) for start, size in found if size]


def apply(original: str, chosen: Sequence[Suggestion]) -> str:
    """Replace lines the way GitHub does when somebody accepts suggestions."""
    lines = original.split("\n")
    for suggestion in sorted(chosen, key=lambda each: each.lines.start, reverse=True):
        lines[suggestion.lines.start - 1 : suggestion.lines.stop] = suggestion.text.split("\n")
    return "\n".join(lines)


def _of_file(edit: Edit, shown: Sequence[LineRange]) -> Iterator[Suggestion]:
    """The suggestions for one file, no line in two of them."""
    if not shown or not _is_plain(edit.original):
        return
    taken = 0
    for splice in edit.splices:
        for suggestion in _candidates(edit, splice):
            inside = any(hunk.start <= suggestion.lines.start and suggestion.lines.stop <= hunk.stop for hunk in shown)
            if inside and suggestion.lines.start > taken and _holds(edit, splice, suggestion):
                taken = suggestion.lines.stop
                yield suggestion
                break


def _candidates(edit: Edit, splice: Splice) -> Iterator[Suggestion]:
    """The suggestion on the lines that the splice changes; what it puts between two lines may go with either."""
    ends = list(accumulate(len(line) for line in edit.original.splitlines(keepends=True)))
    first = bisect_right(ends, splice.start)
    last = max(bisect_right(ends, splice.stop - 1), first)
    is_between = splice.start == splice.stop and splice.start in (0, *ends)
    if is_between and first > 0:
        yield _on_lines(edit, splice, ends, first - 1, first - 1)
    if last < len(ends) and edit.original.endswith(b"\n", 0, ends[last]):  # GitHub may add a line feed to the last line
        yield _on_lines(edit, splice, ends, first, last)


def _on_lines(edit: Edit, splice: Splice, ends: Sequence[int], first: int, last: int) -> Suggestion:
    """The suggestion that replaces some whole lines (counted from 0) by themselves with the splice in them."""
    start, stop = ends[first - 1] if first else 0, ends[last]
    after = edit.original[start : splice.start] + splice.text + edit.original[splice.stop : stop]
    before = edit.original[start:stop]
    return Suggestion(
        edit.path, splice.qualified_name, LineRange(first + 1, last + 1), _without_end(after), _without_end(before)
    )


def _holds(edit: Edit, splice: Splice, suggestion: Suggestion) -> bool:
    """Whether accepting it does what the splice does, to the byte, and it may be shown as it is."""
    applied = apply(edit.original.decode("utf-8"), [suggestion])
    spliced = edit.original[: splice.start] + splice.text + edit.original[splice.stop :]
    is_presentable = redact(strip_hidden(suggestion.text)) == suggestion.text and len(suggestion.text) <= _LONGEST
    return is_presentable and applied.encode("utf-8", "replace") == spliced


def _without_end(lines: bytes) -> str:
    return lines.removesuffix(b"\n").decode("utf-8", "replace")


def _is_plain(content: bytes) -> bool:
    """Whether GitHub shows the very text: it changes other line ends and guesses other encodings."""
    try:
        return "\r" not in content.decode("utf-8")
    except UnicodeDecodeError:
        return False
