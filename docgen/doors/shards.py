"""The shards of a matrix, brought together: what each of them paid, as its JSON report tells."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from functools import reduce
from operator import add
from pathlib import Path
from typing import Literal

from pydantic import BaseModel

from docgen.delivery.words import count
from docgen.errors import SettingsError
from docgen.github.escape import log_line
from docgen.model import Spending, Usage
from docgen.settings import Settings, read_shard
from docgen.steps.shard import Shard, ShardWork

_log = logging.getLogger(__name__)

_MOST_BYTES = 500_000_000


class _Spending(BaseModel):
    """What a report says of money."""

    calls: int
    batch_calls: int
    input_tokens: int
    output_tokens: int
    cache_write_tokens: int
    cache_read_tokens: int
    cost_usd: float | None

    @property
    def value(self) -> Spending:
        """The same as everywhere else."""
        usage = Usage(self.input_tokens, self.output_tokens, self.cache_write_tokens, self.cache_read_tokens)
        return Spending(self.calls, usage, self.cost_usd, self.batch_calls)


class _Outcome(BaseModel):
    """What a report says of a symbol, as far as it matters here."""

    origin: str = ""
    fingerprint: str = ""


class _Report(BaseModel):
    """A shard's report, as far as it matters here."""

    version: Literal[1]
    shard: str
    spending: _Spending
    outcomes: list[_Outcome]

    @property
    def work(self) -> ShardWork:
        """What the shard did."""
        paid = frozenset(outcome.fingerprint for outcome in self.outcomes if outcome.origin == "fresh")
        return ShardWork(paid - {""}, self.spending.value)


def check_shard(settings: Settings, *, is_whole: bool) -> None:
    """Refuse what cannot be split.

    Args:
        settings: What the user decided.
        is_whole: Whether all files are looked at.

    Raises:
        SettingsError: If a part of a mere change is asked for, or a shard is to bring shards together.
    """
    if settings.shard and not is_whole:
        raise SettingsError(
            "`shard` splits whole repositories, but this run is on what was changed only.",
            "Leave `shard` out, or look at all files: `scope: all`, or `--all` on the command line.",
        )
    if settings.shard and settings.shard_reports:
        raise SettingsError(
            "`shard` and `shard-reports` exclude each other.",
            "Give `shard` to the runners of the matrix, and `shard-reports` to the job after them.",
        )


def read_shard_work(workspace: Path, settings: Settings) -> ShardWork:
    """Add up what the shards did; a report that is missing or cannot be read is told, and its part counts as cached."""
    if not settings.shard_reports:
        return ShardWork()
    reports = list(_reports(workspace / settings.shard_reports))
    work = reduce(add, (report for _, report in reports), ShardWork())
    return ShardWork(work.paid, work.spending, notices=_notices([shard for shard, _ in reports]))


def _reports(folder: Path) -> Iterator[tuple[Shard, ShardWork]]:
    """Read the reports one after the other: each may be large."""
    for path in sorted(folder.rglob("*.json")):
        try:
            report = _read(path)
            yield read_shard(report.shard), report.work
        except (OSError, ValueError) as error:
            reason = error.strerror if isinstance(error, OSError) else "it is no report of a shard"
            name = log_line(path.relative_to(folder).as_posix())
            _log.warning(
                "`%s` is left out: %s. Let `shard-reports` hold nothing but the `report` of each shard.", name, reason
            )


def _read(path: Path) -> _Report:
    if path.is_symlink() or path.stat().st_size > _MOST_BYTES:
        raise ValueError
    return _Report.model_validate_json(path.read_bytes())


def _notices(shards: Sequence[Shard]) -> tuple[str, ...]:
    """Say whose work is counted, and whose is not."""
    if not shards:
        return ("`shard-reports` holds no report of a shard: what shards paid counts as saved by the cache.",)
    counted = f"The figures include what {count(len(shards), 'shard')} paid."
    most = max(shard.count for shard in shards)
    missing = sorted(set(range(1, most + 1)) - {shard.number for shard in shards})
    if not missing:
        return (counted,)
    names = ", ".join(f"{number}/{most}" for number in missing)
    return (counted, f"There is no report of {names}: what was paid there counts as saved by the cache.")
