"""Markdown for single outcomes: a documented symbol, what failed, what was skipped."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from docgen.delivery.links import Links
from docgen.delivery.report import LEFT, alike, in_order, is_left
from docgen.delivery.sample import Literals, difference, sample
from docgen.delivery.words import count
from docgen.github import escape
from docgen.model import Documented, Failed, Report, Skipped, SymbolKind

_MOST_NAMES = 8
_MOST_REASONS = 3


@dataclass(frozen=True, slots=True)
class FileSection:
    """The docs of one file, of which each entry stays whole.

    Attributes:
        path: The file.
        entries: The docs as Markdown.
        names: What they are about.
    """

    path: str
    entries: tuple[str, ...]
    names: tuple[str, ...]


def file_sections(report: Report, literals: Literals, links: Links) -> list[FileSection]:
    """The docs by file, in order of path and line."""
    by_path = groupby(in_order(report.documented), key=lambda outcome: outcome.symbol.path)
    return [_section(path, tuple(group), literals, links) for path, group in by_path]


def _section(path: str, outcomes: Sequence[Documented], literals: Literals, links: Links) -> FileSection:
    entries = tuple(entry(outcome, literals, links) for outcome in outcomes)
    return FileSection(path, entries, tuple(outcome.symbol.display_name for outcome in outcomes))


def entry(outcome: Documented, literals: Literals, links: Links) -> str:
    """One documented symbol: its name, why it was documented, and its definition with the docstring."""
    symbol = outcome.symbol
    name = links.code(symbol.display_name, symbol.path, symbol.span.start)
    kind = " (module)" if symbol.kind is SymbolKind.MODULE else ""
    return f"**{name}**{kind}{labels(outcome)}\n\n{_code(outcome, literals)}"


def _code(outcome: Documented, literals: Literals) -> str:
    """The docstring in its place; one that replaces another as what changes."""
    changes = difference(outcome, literals) if outcome.symbol.docstring is not None else ""
    return escape.code_block(changes, "diff") if changes else escape.code_block(sample(outcome, literals), "python")


def labels(outcome: Documented) -> str:
    """What to know of a doc before reading it: why there is another one, and whether it is a draft."""
    draft = " · **draft**" if outcome.doc.is_draft else ""
    if outcome.stale:
        return f" · out of date: {escape.inline(_reasons(outcome.stale))}{draft}"
    return (" · rewritten" if outcome.symbol.docstring is not None else "") + draft


def _reasons(stale: Sequence[str]) -> str:
    """The first few reasons and the number of the others."""
    rest = len(stale) - _MOST_REASONS
    return "; ".join([*stale[:_MOST_REASONS], *([f"and {rest:,} more"] if rest > 0 else [])])


def failures(failed: Sequence[Failed], links: Links, where_rest: str, most: int) -> str:
    """What could not be done, as a list; a long one is cut after whole items."""
    if not failed:
        return ""
    groups = alike(failed)
    items = [f"- {_failures(outcomes, links)}" for outcomes in groups[:most]]
    if rest := sum(map(len, groups[most:])):
        items.append(f"- and {rest:,} more: see the {where_rest}.")
    return "\n".join([f"**{count(len(failed), 'failure')}**", "", *items])


def left(report: Report) -> str:
    """What goes without the doc that it should have, and why, in a sentence for each reason."""
    waiting = _by_reason(outcome for outcome in report.skipped if is_left(outcome))
    return "\n".join(
        f"**{len(names):,} left** ({escape.inline(reason.removeprefix(LEFT))}): {some(names)}."
        for reason, names in waiting
    )


def skipped(report: Report) -> str:
    """What needs no doc or was excluded, folded, by reason."""
    groups = _by_reason(outcome for outcome in report.skipped if not is_left(outcome))
    total = sum(len(names) for _, names in groups)
    # Of symbols that are documented already the number is enough.
    items = [
        f"- {escape.inline(reason)}: {len(names):,}" + ("" if reason == "documented" else f" ({some(names)})")
        for reason, names in groups
    ]
    counts = ", ".join(f"{len(names):,} {escape.inline(reason)}" for reason, names in groups)
    return folded(f"{total:,} skipped: {counts}", "\n".join(items)) if items else ""


def box(kind: str, notices: Sequence[str]) -> str:
    """What a person should know, in a coloured box; kinds are GitHub's `NOTE` and `WARNING`."""
    if not notices:
        return ""
    text = "\n\n".join(_notice(notice) for notice in notices)
    return "\n".join([f"> [!{kind}]", *(f"> {line}".rstrip() for line in text.split("\n"))])


def folded(title: str, body: str, *, is_open: bool = False) -> str:
    """A block that unfolds; `title` is HTML, `body` is Markdown."""
    return f"<details{' open' if is_open else ''}><summary>{title}</summary>\n<br>\n\n{body}\n\n</details>"


def _failures(outcomes: Sequence[Failed], links: Links) -> str:
    """What failed for one reason: where it is, if it is alone, else the first few names."""
    location = outcomes[0].location
    where = f" in {escape.code_span(location.path)}" if location.qualified_name else ""
    alone = f"{links.code(location.display_name, location.path, location.line)}{where}"
    failed = alone if len(outcomes) == 1 else some(outcome.location.display_name for outcome in outcomes)
    return f"{failed}: {escape.inline(outcomes[0].error)}"


def _notice(text: str) -> str:
    """A notice as prose, with what is to be pasted into a workflow file as code."""
    return "\n\n".join(
        escape.code_block(paragraph, "yaml") if "\n  " in paragraph else escape.inline(paragraph)
        for paragraph in text.split("\n\n")
    )


def _by_reason(outcomes: Iterable[Skipped]) -> list[tuple[str, list[str]]]:
    """Names by the reason for which they were skipped, the most frequent reason first."""
    names: dict[str, list[str]] = {}
    for outcome in in_order(outcomes):
        names.setdefault(outcome.reason, []).append(outcome.location.display_name)
    return sorted(names.items(), key=lambda item: (-len(item[1]), item[0]))


def some(names: Iterable[str]) -> str:
    """The first few names as code and the number of the others."""
    distinct = list(dict.fromkeys(names))
    shown = ", ".join(escape.code_span(name) for name in distinct[:_MOST_NAMES])
    rest = len(distinct) - _MOST_NAMES
    return f"{shown} and {rest:,} more" if rest > 0 else shown
