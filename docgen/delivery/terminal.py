"""Docs as Markdown, and edits as a diff, for a terminal or a pipe."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from docgen.delivery.page import join
from docgen.delivery.report import alike, in_order, reasons
from docgen.delivery.sample import Literals, literals, sample
from docgen.delivery.words import figures, headline
from docgen.github import escape
from docgen.model import Documented, Edit, Failed, Report
from docgen.sanitize import redact, strip_hidden


def to_markdown(report: Report, edits: Sequence[Edit]) -> str:
    """Render the docs by file, then what failed and what was skipped."""
    known = literals(edits)
    by_path = groupby(in_order(report.documented), key=lambda outcome: outcome.symbol.path)
    files = [join(f"## {path}", *(_entry(outcome, known) for outcome in outcomes)) for path, outcomes in by_path]
    text = join(f"# {headline(report).capitalize()}", *files, _failed(report), _skipped(report), _figures(report))
    return redact(strip_hidden(text)) + "\n"


def to_diff(edits: Sequence[Edit]) -> str:
    """Render edits as a unified diff for reading, without anything that a terminal would obey."""
    return redact(strip_hidden("".join(_diff(edit) for edit in edits)))


def _diff(edit: Edit) -> str:
    before, after = (_lines(content) for content in (edit.original, edit.content))
    return "".join(difflib.unified_diff(before, after, f"a/{edit.path}", f"b/{edit.path}"))


def _lines(content: bytes) -> list[str]:
    """Split into lines that each end with a line feed, whatever they end with in the file."""
    return [f"{line}\n" for line in content.decode("utf-8", "replace").splitlines()]


def _entry(outcome: Documented, known: Literals) -> str:
    symbol = outcome.symbol
    labels = [f"line {symbol.span.start}", *(f"out of date: {reason}" for reason in outcome.stale)]
    if outcome.doc.is_draft:
        labels.append("draft")
    code = escape.code_block(sample(outcome, known), "python")
    return join(f"### {symbol.display_name} ({'; '.join(labels)})", code)


def _failed(report: Report) -> str:
    items = [f"- {line}" for line in failure_lines(report.failed)]
    return "\n".join(["## Failed", "", *items]) if items else ""


def failure_lines(failed: Iterable[Failed]) -> Iterator[str]:
    """What could not be done, a line for each reason."""
    for first, *others in alike(failed):
        more = f" and {len(others):,} more" if others else ""
        yield f"{first.location}{more}: {first.error}"


def _skipped(report: Report) -> str:
    items = [f"- {reason}: {number:,}" for reason, number in reasons(report)]
    return "\n".join(["## Skipped", "", *items]) if items else ""


def _figures(report: Report) -> str:
    return "; ".join([*figures(report), *report.notices])
