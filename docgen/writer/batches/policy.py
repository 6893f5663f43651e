"""When requests go in batches: never unless the user said so, and then where it pays."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Batch(StrEnum):
    """Whether misses go in batches."""

    FALSE = "false"
    AUTO = "auto"
    TRUE = "true"


_WORTHWHILE_SYMBOLS = 500
"""From so many misses on `auto` makes batches: half of what those docs cost is about what a runner costs in an hour,
the time in which most batches end."""

_WORTHWHILE_REQUESTS = 50
"""So many of a batch's requests must have come to nothing before another batch is waited for; fewer are asked at once,
for the runner's time would cost more than they do."""


@dataclass(frozen=True, slots=True)
class Policy:
    """What the user decided."""

    batch: Batch = Batch.FALSE

    def wants(self, symbols: int) -> bool:
        """Whether so many misses go in batches."""
        is_worthwhile = self.batch is Batch.AUTO and symbols >= _WORTHWHILE_SYMBOLS
        return is_worthwhile or (self.batch is Batch.TRUE and symbols > 0)

    def wants_again(self, requests: int) -> bool:
        """Whether so many requests, left over from a batch, go in another one."""
        return self.batch is not Batch.FALSE and requests >= _WORTHWHILE_REQUESTS
