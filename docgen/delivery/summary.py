"""The job summary: every outcome and every doc of a run, on the page of its workflow run."""

from __future__ import annotations

from collections.abc import Sequence

from docgen.delivery.entries import box
from docgen.delivery.interface import Delivered
from docgen.delivery.links import Links
from docgen.delivery.page import Limit, join, render, utf8_length
from docgen.delivery.report import in_order
from docgen.delivery.sample import literals
from docgen.delivery.words import count
from docgen.github import escape
from docgen.model import Documented, Edit, Origin, Report

# GitHub refuses a summary of more than 1 MiB as a whole, counted after it has masked secrets in it.
_MOST_BYTES = 1_000_000
_MOST_TABLE_BYTES = 200_000
_MOST_FAILURES = 1_000
_TABLE_HEAD = "| Symbol | File | Result |\n| --- | --- | --- |"


def job_summary(report: Report, edits: Sequence[Edit], delivered: Delivered, links: Links) -> str:
    """Render the summary; what does not fit is in the JSON report."""
    links = links.at(report.head_sha)
    head = join(_ways(delivered, links), box("WARNING", delivered.notices))
    table = _table(report, links)
    limit = Limit(_MOST_BYTES - utf8_length(head + table), utf8_length, "JSON report", _MOST_FAILURES)
    page = render(report, literals(edits), links, limit)
    return join(f"### docgen: {page.title}", page.figures, head, page.notes, table, page.docs) + "\n"


def _ways(delivered: Delivered, links: Links) -> str:
    """Where the docs went."""
    ways = [
        f"[comment]({delivered.comment_url})" if delivered.comment_url else "",
        f"commit {links.commit(delivered.commit_sha)}" if delivered.commit_sha else "",
        f"[pull request]({delivered.pull_request_url})" if delivered.pull_request_url else "",
        f"{count(delivered.files_written, 'file')} of the checkout" if delivered.files_written else "",
        f"API reference in {escape.code_span(delivered.reference_path)}" if delivered.reference_path else "",
    ]
    taken = [way for way in ways if way]
    return f"Delivered as {', '.join(taken)}." if taken else ""


def _table(report: Report, links: Links) -> str:
    """What was documented; whole rows are left out where there are too many."""
    rows = [_row(outcome, links) for outcome in in_order(report.documented)]
    shown: list[str] = []
    size = 0
    for row in rows:
        size += utf8_length(row) + 1
        if size > _MOST_TABLE_BYTES:
            break
        shown.append(row)
    rest = f"and {len(rows) - len(shown):,} more: see the JSON report." if len(shown) < len(rows) else ""
    return join("\n".join([_TABLE_HEAD, *shown]) if shown else "", rest)


def _row(outcome: Documented, links: Links) -> str:
    location = outcome.location
    symbol = escape.html_code(location.display_name)
    place = escape.html_code(f"{location.path}:{location.line}")
    url = links.line(location.path, location.line)
    return f"| {symbol} | {f'[{place}]({url})' if url else place} | {_result(outcome)} |"


def _result(outcome: Documented) -> str:
    """Where the doc came from, in a word or two."""
    parts = ["from cache" if outcome.origin is Origin.CACHE else "fresh"]
    if outcome.stale:
        parts.append("was out of date")
    if outcome.doc.is_draft:
        parts.append("**draft**")
    return ", ".join(parts)
