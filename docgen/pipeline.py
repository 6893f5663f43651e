"""The story: from changed files to delivered docs.

    survey      which symbols are to be documented, and what they mean
    fetch       their docs: what the cache knows, and what is written now, stored the moment it arrives
    compose     docs become docstrings, docstrings become proven edits
    report      what happened to every symbol

Survey and fetch go hand in hand, a window of files at a time: requests are under way while files are still being read,
and no tree is in memory as a whole. The doors hand in the parts; the steps know them by their interfaces.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import chain

from docgen.model import Edit, Outcome, Report, Spending
from docgen.python.styles import Style, detect_style
from docgen.steps.compose import compose
from docgen.steps.fetch import Fetch
from docgen.steps.parts import Parts, Progress
from docgen.steps.survey import Survey, read


@dataclass(frozen=True, slots=True)
class Plan:
    """What a run would do and what it would cost.

    Attributes:
        survey: What is to be documented.
        cache_hits: Distinct chunks that the cache has.
        cache_misses: Distinct chunks that it has not.
        estimate: What those would cost.
    """

    survey: Survey
    cache_hits: int
    cache_misses: int
    estimate: Spending


def document(parts: Parts) -> tuple[Report, tuple[Edit, ...]]:
    """Do the whole job but the delivery: every symbol that was looked at ends as exactly one outcome."""
    started = parts.clock()
    fetch = Fetch(parts)
    fetch.run()
    outcomes, edits = _compose_all(parts, fetch, choose_style(parts, fetch.survey))
    return Report(
        outcomes=tuple(sorted([*fetch.survey.outcomes, *outcomes], key=_reading_order)),
        files=fetch.survey.all_files,
        proven=tuple(edit.path for edit in edits),
        spending=parts.writer.spending + parts.shard_work.spending,
        saved_usd=fetch.docs.saved_usd,
        cache_hits=fetch.docs.hits,
        cache_misses=fetch.misses,
        seconds=parts.clock() - started,
        model=parts.writer.model,
        head_sha=parts.source.head_sha,
        shard=str(parts.shard or ""),
        notices=parts.shard_work.notices,
    ), tuple(edits)


def plan(parts: Parts) -> Plan:
    """Foretell a run: no request is sent and nothing is written."""
    fetch = Fetch(parts)
    missing = chain.from_iterable(fetch.missing())
    estimate = parts.writer.estimate(missing)
    _exhaust(missing)  # who writes for nothing need not look at it
    return Plan(fetch.survey, fetch.docs.hits, fetch.misses, estimate)


def survey(parts: Parts) -> Survey:
    """Find what is to be documented, and do no more."""
    found = Survey()
    _exhaust(read(parts, found, lambda: parts.progress(Progress(found.files, found.all_files))))
    return found


def choose_style(parts: Parts, found: Survey) -> Style:
    """Take the convention that the user wants, or the one that the repository uses."""
    return detect_style(found.habits, parts.pyproject, parts.convention)


def _compose_all(parts: Parts, fetch: Fetch, style: Style) -> tuple[list[Outcome], list[Edit]]:
    """Compose file by file, and let go of each when it is done."""
    outcomes: list[Outcome] = []
    edits: list[Edit] = []
    files = fetch.survey.kept[::-1]
    fetch.survey.kept.clear()
    progress = replace(fetch.progress, all_composed=len(files))
    while files:
        settled, edit = compose(files.pop(), fetch.docs, style)
        outcomes += settled
        if edit is not None:
            edits.append(edit)
        parts.progress(replace(progress, composed=progress.all_composed - len(files)))
    return outcomes, edits


def _exhaust(things: Iterable[object]) -> None:
    """Take all for the sake of what taking them does."""
    deque(things, maxlen=0)


def _reading_order(outcome: Outcome) -> tuple[str, int, str]:
    """By file, from top to bottom."""
    place = outcome.location
    return place.path, place.line, place.qualified_name
