"""A clock that only moves when told to, for both sides of the wire."""

from __future__ import annotations

from threading import Lock


class ManualClock:
    """Seconds since the epoch; pass the clock itself where the time is asked for, and `sleep` where it is spent."""

    def __init__(self, now: float = 1_800_000_000.0) -> None:
        self._now = now
        self._lock = Lock()

    def __call__(self) -> float:
        """The time."""
        with self._lock:
            return self._now

    def sleep(self, seconds: float) -> None:
        """Let time pass at once."""
        with self._lock:
            self._now += seconds
