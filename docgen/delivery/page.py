"""A report as one page of Markdown that fits where it goes: whole sections are left out, text is never cut."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from docgen.delivery.entries import FileSection, box, failures, file_sections, folded, left, skipped
from docgen.delivery.links import Links
from docgen.delivery.sample import Literals
from docgen.delivery.words import count, figures, headline
from docgen.github import escape
from docgen.model import Report

_FEW = 5
"""Up to so many docs are shown unfolded."""
_MOST_NAMES = 3
_RESERVE = 500
"""Room for the sentences that say what did not fit."""
_DRAFTS = "Drafts are derived from names and annotations alone: read them before you use them."


@dataclass(frozen=True, slots=True)
class Limit:
    """How long a page may be.

    Attributes:
        size: The most that it may measure.
        measure: How it is measured.
        rest: Where what does not fit is found, as Markdown.
        failures: How many failures it lists.
    """

    size: int
    measure: Callable[[str], int]
    rest: str
    failures: int = 20


@dataclass(frozen=True, slots=True)
class Page:
    """A rendered report.

    Attributes:
        title: What the run brought, in a few words.
        figures: What it cost and the like: differs between runs that bring the same.
        notes: What a person should know first: notices, what failed, and what has to wait.
        docs: The docs, and what was left alone.
    """

    title: str
    figures: str
    notes: str
    docs: str

    @property
    def body(self) -> str:
        """All but title and figures."""
        return join(self.notes, self.docs)


def utf16_length(text: str) -> int:
    """Length as GitHub counts it for comments."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def utf8_length(text: str) -> int:
    """Length as GitHub counts it for job summaries."""
    return len(text.encode("utf-8", "surrogatepass"))


class _Room:
    """What is left of a limit."""

    def __init__(self, limit: Limit) -> None:
        self._left = limit.size - _RESERVE
        self._measure = limit.measure

    def take(self, block: str) -> bool:
        """Take the room that a block and the empty line after it need, if there is that much."""
        size = self._measure(block) + len("\n\n")
        if size > self._left:
            return False
        self._left -= size
        return True


def render(report: Report, literals: Literals, links: Links, limit: Limit) -> Page:
    """Render the report so that the page stays within the limit."""
    room = _Room(limit)
    title = headline(report)
    numbers = _figures(report, links)
    room.take(title + numbers)
    notices = _whole(_notices(report), "Notices", room, limit)
    failed = _whole(failures(report.failed, links, limit.rest, limit.failures), "Failures", room, limit)
    waiting = _whole(left(report), "Symbols that go without their docs", room, limit)
    left_alone = skipped(report)
    is_listed = room.take(left_alone)
    docs = _docs(file_sections(report, literals, links), room, limit)
    return Page(title, numbers, join(notices, failed, waiting), join(docs, left_alone if is_listed else ""))


def join(*blocks: str) -> str:
    """Blocks of Markdown with an empty line between them; empty blocks are left out."""
    return "\n\n".join(block for block in blocks if block)


def _whole(block: str, name: str, room: _Room, limit: Limit) -> str:
    """The block, or one line that says where it is found."""
    return block if room.take(block) else f"{name} are listed in the {limit.rest}."


def _docs(sections: Sequence[FileSection], room: _Room, limit: Limit) -> str:
    """The sections with as many entries as there is room for, and how many there was none for."""
    total = sum(len(section.entries) for section in sections)
    blocks, moved = [], 0
    for section in sections:
        shown = _fitting(section, room)
        moved += len(section.entries) - len(shown)
        if shown:
            blocks.append(_folded_section(section, shown, is_open=total <= _FEW))
    note = f"{count(moved, 'more doc')} did not fit: see the {limit.rest}." if moved else ""
    return join(*blocks, note)


def _fitting(section: FileSection, room: _Room) -> list[str]:
    """The entries that there is room for; the first of them pays for the section's frame."""
    shown: list[str] = []
    for entry in section.entries:
        frame = "" if shown else _folded_section(section, [], is_open=True)
        if room.take(frame + entry):
            shown.append(entry)
    return shown


def _folded_section(section: FileSection, shown: Sequence[str], *, is_open: bool) -> str:
    total = count(len(section.entries), "doc")
    docs = total if len(shown) == len(section.entries) else f"{len(shown):,} of {total}"
    title = f"{escape.html_code(section.path)}: {docs} ({_names(section.names)})"
    return folded(title, join(*shown), is_open=is_open)


def _names(names: Sequence[str]) -> str:
    """The first few names, for whoever reads the title alone."""
    rest = len(names) - _MOST_NAMES
    shown = ", ".join(map(escape.html_code, names[:_MOST_NAMES]))
    return f"{shown} and {rest:,} more" if rest > 0 else shown


def _figures(report: Report, links: Links) -> str:
    """One line under the title."""
    parts = list(figures(report))
    if report.proven:
        parts.append("code unchanged: verified")
    if links.head_sha:
        parts.append(f"at {links.commit(links.head_sha)}")
    return " · ".join(parts)


def _notices(report: Report) -> str:
    drafts = [_DRAFTS] if any(outcome.doc.is_draft for outcome in report.documented) else []
    return box("NOTE", [*drafts, *report.notices])
