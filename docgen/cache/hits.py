"""What hits leave behind: docs whose life is to be prolonged, and a history of how many came from the cache."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from docgen.cache.item import Item
from docgen.cache.lifetime import DAY, Lifetime

HISTORY_DAYS = 90
"""How long the history reaches back."""


@dataclass(frozen=True, slots=True)
class Hits:
    """Hits on one model's docs.

    Attributes:
        day: Date in UTC, such as `2026-11-24`.
        model: Who wrote the docs.
        count: Number of hits.
        saved_usd: What the docs had cost when they were written.
    """

    day: str
    model: str
    count: int
    saved_usd: float


class HitTracker:
    """Collects a run's hits, so that they cost a few writes at its end and none before.

    May be used from several threads.
    """

    def __init__(self, lifetime: Lifetime) -> None:
        """Track hits as `lifetime` wants it."""
        self._lifetime = lifetime
        self._lock = threading.Lock()
        self._sums: dict[str, tuple[int, float]] = {}
        self._renewals: dict[str, int] = {}

    def record(self, items: Iterable[Item], now: float) -> None:
        """Note one hit on each item."""
        if not self._lifetime.tracks_hits:
            return
        with self._lock:
            for item in items:
                count, saved = self._sums.get(item.entry.model, (0, 0.0))
                self._sums[item.entry.model] = (count + 1, saved + (item.entry.cost_usd or 0.0))
                if self._lifetime.wants_renewal(item.expires, now):
                    self._renewals[item.entry.fingerprint] = item.expires

    def drain_renewals(self) -> list[str]:
        """Give out, once, the fingerprints of the docs to be prolonged, what expires first at the front."""
        with self._lock:
            renewals, self._renewals = self._renewals, {}
        return sorted(renewals, key=renewals.__getitem__)

    def drain_history(self, now: float) -> list[Hits]:
        """Give out, once, the sums as today's."""
        with self._lock:
            sums, self._sums = self._sums, {}
        day = datetime.fromtimestamp(now, UTC).date().isoformat()
        return [Hits(day, model, count, saved) for model, (count, saved) in sums.items()]


def history_begins(now: float) -> str:
    """The oldest day that the history keeps."""
    return datetime.fromtimestamp(now - HISTORY_DAYS * DAY, UTC).date().isoformat()
