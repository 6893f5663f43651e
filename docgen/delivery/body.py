"""What a comment says: a report as a maintainer of the project wants to read it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from docgen.delivery.entries import left, some
from docgen.delivery.links import Links
from docgen.delivery.marker import Marker, Stamp, digest, doc_digest, doc_digests
from docgen.delivery.page import Limit, join, render, utf16_length
from docgen.delivery.report import in_order
from docgen.delivery.sample import literals
from docgen.model import Edit, Report

MOST_CHARACTERS = 65_000
"""GitHub refuses comments of more than 65,536 characters."""


_INTRODUCTION = (
    "Docstrings, each checked against its code; nothing else is changed. Push to this branch to correct them: docgen "
    "then leaves it to you. Close this pull request to decline them: the same are not proposed again."
)


def is_worth_a_comment(report: Report) -> bool:
    """Whether there is something that a reviewer should see."""
    return bool(report.documented or report.failed)


def comment_body(report: Report, edits: Sequence[Edit], links: Links, stamp: Stamp, previous: Marker | None) -> str:
    """Render the comment with its marker.

    Args:
        report: All that the run did.
        edits: Proven edits, for the docstrings as they would be written.
        links: Where things are on GitHub.
        stamp: Who writes which comment.
        previous: What the comment said before, to point out what is new.
    """
    links = links.at(report.head_sha)
    name = f"docgen ({stamp.comment_id})" if stamp.comment_id else "docgen"
    since = _since(report, links, previous)
    if not is_worth_a_comment(report):
        text = join(f"{name}: nothing more to say about {links.commit(report.head_sha)}.", left(report))
        return join(str(Marker(stamp, report.head_sha, digest(text), frozenset())), text)
    blank = Marker(stamp, report.head_sha, digest(), doc_digests(report))
    room = MOST_CHARACTERS - utf16_length(join(str(blank), since, ""))
    page = render(report, literals(edits), links, Limit(room, utf16_length, links.summary()))
    marker = replace(blank, content=digest(page.title, page.body))
    return join(str(marker), f"### {name}: {page.title}", page.figures, since, page.body)


def description(report: Report, edits: Sequence[Edit], links: Links) -> str:
    """Render the description of a pull request of ours."""
    limit = Limit(MOST_CHARACTERS - utf16_length(_INTRODUCTION), utf16_length, links.summary())
    page = render(report, literals(edits), links.at(report.head_sha), limit)
    return join(_INTRODUCTION, page.figures, page.body)


def _since(report: Report, links: Links, previous: Marker | None) -> str:
    """What is new since the head that the comment showed before: an edited comment notifies nobody."""
    if previous is None or previous.docs is None or previous.head_sha == report.head_sha:
        return ""
    new = [outcome for outcome in in_order(report.documented) if doc_digest(outcome) not in previous.docs]
    if not new or len(new) == len(report.documented):
        return ""
    names = some(outcome.symbol.display_name for outcome in new)
    return f"New since {links.commit(previous.head_sha)}: {names}."
