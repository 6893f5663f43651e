"""How long a run waits for GitHub: a second between writes, limits obeyed, and a bound on all waiting together."""

from __future__ import annotations

import time
from collections.abc import Callable

_SECONDS_BETWEEN_WRITES = 1.0


class Pace:
    """The run's patience with GitHub.

    Args:
        max_wait_seconds: Bound on the waiting for limits and faults in the whole run.
        sleep: Waits for a number of seconds.
        clock: Tells the time in seconds since the epoch.
    """

    def __init__(
        self,
        max_wait_seconds: float = 300,
        sleep: Callable[[float], object] = time.sleep,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._left = max_wait_seconds
        self._sleep = sleep
        self._clock = clock
        self._last_write: float | None = None

    @property
    def now(self) -> float:
        """Seconds since the epoch."""
        return self._clock()

    def wait(self, seconds: float) -> bool:
        """Wait if there is patience left for that long; say whether it was done."""
        if seconds > self._left:
            return False
        self._left -= seconds
        self._sleep(seconds)
        return True

    def before_write(self) -> None:
        """Keep the distance that GitHub asks for between requests that create content."""
        if self._last_write is not None:
            distance = self._clock() - self._last_write
            if 0 <= distance < _SECONDS_BETWEEN_WRITES:
                self._sleep(_SECONDS_BETWEEN_WRITES - distance)

    def after_write(self) -> None:
        """Remember when the last write ended."""
        self._last_write = self._clock()
