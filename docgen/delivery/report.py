"""The JSON report: everything that a run did, for machines.

The format is versioned and stable: within a version keys are only ever added. Strings are stripped of hidden characters
and of whatever has the shape of a key.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, fields, is_dataclass
from typing import Any, TypeVar

from docgen.model import Documented, Failed, Origin, Outcome, Report, Skipped
from docgen.sanitize import redact, strip_hidden

VERSION = 1
LEFT = "left: "
"""How the reasons begin for which a symbol goes without the doc that it should have."""

OutcomeT = TypeVar("OutcomeT", bound=Outcome)


@dataclass(frozen=True, slots=True)
class Totals:
    """The figures of a run.

    Attributes:
        documented: Symbols that have their docs.
        cached: Those of them whose docs came from the cache.
        fresh: Those of them whose docs were written in this run.
        rewritten: Those of them that replace a docstring.
        drafts: Those of them that a person should look at.
        skipped: Symbols and files that were left alone on purpose.
        left: Those of them that a bound or a missing key kept from being asked about.
        failed: Symbols and files for which nothing could be done.
        files: Changed Python files that were read.
        documented_files: Files with at least one documented symbol.
    """

    documented: int
    cached: int
    fresh: int
    rewritten: int
    drafts: int
    skipped: int
    left: int
    failed: int
    files: int
    documented_files: int


def totals(report: Report) -> Totals:
    """Count what the report lists."""
    documented = report.documented
    cached = sum(outcome.origin is Origin.CACHE for outcome in documented)
    return Totals(
        documented=len(documented),
        cached=cached,
        fresh=len(documented) - cached,
        rewritten=sum(outcome.symbol.docstring is not None for outcome in documented),
        drafts=sum(outcome.doc.is_draft for outcome in documented),
        skipped=len(report.skipped),
        left=sum(map(is_left, report.skipped)),
        failed=len(report.failed),
        files=report.files,
        documented_files=len({outcome.location.path for outcome in documented}),
    )


def is_left(outcome: Skipped) -> bool:
    """Whether the symbol wants a doc that this run was not allowed to get."""
    return outcome.reason.startswith(LEFT)


def in_order(outcomes: Iterable[OutcomeT]) -> list[OutcomeT]:
    """The outcomes by place in the code, so that every rendering is the same from run to run."""
    return sorted(outcomes, key=_place)


def alike(failed: Iterable[Failed]) -> list[list[Failed]]:
    """The failures in order; symbols with the same error together, as where the model's service takes no request."""
    groups: dict[tuple[str, str], list[Failed]] = {}
    for outcome in in_order(failed):
        own = "" if outcome.location.qualified_name else outcome.location.path
        groups.setdefault((own, outcome.error), []).append(outcome)
    return list(groups.values())


def reasons(report: Report) -> list[tuple[str, int]]:
    """Why symbols were skipped and how many for each reason, the most frequent first."""
    counts = Counter(outcome.reason for outcome in report.skipped)
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))


def to_json(report: Report) -> Iterator[str]:
    """Render the report as indented JSON that ends with a line feed, in pieces: that of a repository is large."""
    head = {
        "version": VERSION,
        "head_sha": report.head_sha,
        "shard": report.shard,
        "model": report.model,
        "seconds": round(report.seconds, 3),
        "totals": totals(report),
        "cache": {"hits": report.cache_hits, "misses": report.cache_misses},
        "spending": _spending(report),
        "notices": report.notices,
        "proven": sorted(report.proven),
    }
    yield _dumped(head).removesuffix("\n}") + ',\n  "outcomes": ['
    separator = "\n"
    for outcome in in_order(report.outcomes):
        yield separator + "    " + _dumped(_outcome(outcome)).replace("\n", "\n    ")
        separator = ",\n"
    yield "\n  ]\n}\n" if report.outcomes else "]\n}\n"


def _dumped(value: object) -> str:
    return json.dumps(_clean(value), ensure_ascii=False, indent=2)


def _place(outcome: Outcome) -> tuple[str, int, str]:
    place = outcome.location
    return place.path, place.line, place.qualified_name


def _spending(report: Report) -> dict[str, Any]:
    spending = report.spending
    return {
        "calls": spending.calls,
        "batch_calls": spending.batch_calls,
        **asdict(spending.usage),
        "cost_usd": spending.cost_usd,
        "saved_usd": report.saved_usd,
    }


def _outcome(outcome: Outcome) -> dict[str, Any]:
    """One entry of the list; `status` tells which of the other keys there are."""
    place = outcome.location
    location = {"path": place.path, "line": place.line, "qualified_name": place.qualified_name}
    match outcome:
        case Documented():
            return {"status": "documented", **location, **_documented(outcome)}
        case Skipped(reason=reason):
            return {"status": "skipped", **location, "reason": reason}
        case Failed(error=error):
            return {"status": "failed", **location, "error": error}


def _documented(outcome: Documented) -> dict[str, Any]:
    symbol = outcome.symbol
    return {
        "kind": symbol.kind.value,
        "signature": symbol.signature.text if symbol.signature else None,
        "is_public": symbol.is_public,
        "origin": outcome.origin.value,
        "fingerprint": outcome.fingerprint,
        "stale": outcome.stale,
        "doc": outcome.doc,
        "docstring": outcome.docstring,
    }


def _clean(value: object) -> object:
    """The value as JSON knows it, with every string in it fit to leave the run."""
    match value:
        case str():
            return redact(strip_hidden(value))
        case dict():
            return {key: _clean(item) for key, item in value.items()}
        case list() | tuple():
            return [_clean(item) for item in value]
        case _ if is_dataclass(value):
            return {each.name: _clean(getattr(value, each.name)) for each in fields(value)}
    return value
