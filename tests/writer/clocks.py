"""Clocks for tests that must not wait: one that stands still until someone sleeps, and one that runs fast."""

from __future__ import annotations

import time
from dataclasses import dataclass, field


@dataclass
class FakeClock:
    """Time for one thread: sleeping takes none, but is remembered."""

    now: float = 1_000.0
    slept: list[float] = field(default_factory=list)

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds

    @property
    def total(self) -> float:
        return sum(self.slept)


@dataclass(frozen=True)
class FastClock:
    """Time for many threads that passes many times as fast."""

    factor: float = 100.0

    def __call__(self) -> float:
        return time.monotonic() * self.factor

    def sleep(self, seconds: float) -> None:
        time.sleep(seconds / self.factor)
