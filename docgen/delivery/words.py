"""The sentences that every rendering of a report shares: headline, figures, counts and sums."""

from __future__ import annotations

from docgen.delivery.report import Totals, totals
from docgen.model import Report, Spending


def count(number: int, noun: str) -> str:
    """A number with its noun: `1 file`, `1,200 files`."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def dollars(amount: float) -> str:
    """A sum as people read it: cents, and hundredths of a cent where it is less than ten."""
    if amount >= 0.1 or amount == 0:
        return f"${amount:,.2f}"
    if amount < 0.0001:
        return "less than $0.0001"
    cents, rest = f"{amount:.4f}"[:4], f"{amount:.4f}"[4:]
    return f"${cents}{rest.rstrip('0')}"


def headline(report: Report) -> str:
    """What the run brought, in a few words: `12 docs for 3 files`."""
    figures = totals(report)
    if not figures.documented and figures.left:
        return "no docs yet"
    if not figures.documented:
        return "no docs" if figures.failed or figures.left else "nothing to document"
    noun = "draft" if figures.drafts == figures.documented else "doc"
    return f"{count(figures.documented, noun)} for {count(figures.documented_files, 'file')}"


def figures(report: Report) -> tuple[str, ...]:
    """What the docs are and what they cost, each a short phrase; phrases that say nothing are left out."""
    sums = totals(report)
    counts = {
        "rewritten": sums.rewritten,
        "failed": sums.failed,
        "left": sums.left,
        "skipped": sums.skipped - sums.left,
    }
    phrases = [_origins(sums), *(_counted(number, word) for word, number in counts.items())]
    return tuple(phrase for phrase in (*phrases, _cost(report), _saved(report)) if phrase)


def _origins(sums: Totals) -> str:
    if not sums.documented:
        return ""
    parts = [_counted(sums.fresh, "fresh"), _counted(sums.cached, "from cache")]
    return ", ".join(part for part in parts if part)


def _counted(number: int, participle: str) -> str:
    return f"{number:,} {participle}" if number else ""


def _cost(report: Report) -> str:
    """What was paid; nothing when the model was not asked."""
    spending = report.spending
    if not spending.calls:
        return ""
    calls = count(spending.calls, "call") + _in_batches(spending)
    if spending.cost_usd is None:
        return f"{calls} at an unknown price"
    return f"{dollars(spending.cost_usd)} for {calls}"


def _in_batches(spending: Spending) -> str:
    """How many of the calls went in batches, which halves their price."""
    if not spending.batch_calls:
        return ""
    return " in batches" if spending.batch_calls == spending.calls else f", {spending.batch_calls:,} of them in batches"


def _saved(report: Report) -> str:
    return f"{dollars(report.saved_usd)} saved by the cache" if report.saved_usd else ""
