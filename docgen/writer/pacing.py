"""One gate for all threads: how many requests may be under way, and when the next may start."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from docgen.writer.service import Allowance, HaltedError, Window

_SHRINK = 0.5
_LONGEST_PAUSE_FOR_LIMITS = 60.0


@dataclass(slots=True)
class _Limit:
    """A rate limit as last told, less what was sent since."""

    remaining: float
    full_at: float


class Pacer:
    """Admits requests. Concurrency shrinks under pressure and grows again by one for each round of good replies."""

    def __init__(
        self,
        ceiling: int,
        *,
        clock: Callable[[], float],
        sleep: Callable[[float], None],
        may_wait: Callable[[float], bool],
    ) -> None:
        """Start at full concurrency.

        Args:
            ceiling: Most requests at the same time.
            clock: Tells the time in seconds.
            sleep: Waits for so many seconds.
            may_wait: Whether the run will still go on after so many seconds.
        """
        self._ceiling = ceiling
        self._allowed = float(ceiling)
        self._active = 0
        self._not_before = 0.0
        self._epoch = 0
        self._limits: dict[str, _Limit] = {}
        self._clock = clock
        self._sleep = sleep
        self._may_wait = may_wait
        self._changed = threading.Condition()

    @property
    def concurrency(self) -> int:
        """Requests that may be under way now."""
        return max(1, int(self._allowed))

    @contextmanager
    def slot(self, input_tokens: int, output_tokens: int) -> Iterator[int]:
        """Wait for a place under all limits, and hold it; gives the epoch to hand back with `press`.

        Raises:
            HaltedError: The run is over, or will be before there is a place.
        """
        self._enter({"requests": 1, "input_tokens": input_tokens, "output_tokens": output_tokens})
        try:
            yield self._epoch
        finally:
            with self._changed:
                self._active -= 1
                self._changed.notify()

    def praise(self, allowance: Allowance) -> None:
        """Note a good reply and what it says of the limits."""
        with self._changed:
            self._allowed = min(self._ceiling, self._allowed + 1 / self._allowed)
            now = self._clock()
            for name in ("requests", "input_tokens", "output_tokens"):
                window: Window | None = getattr(allowance, name)
                if window is not None:
                    self._limits[name] = _Limit(window.remaining, now + min(window.reset, _LONGEST_PAUSE_FOR_LIMITS))
            self._changed.notify_all()

    def press(self, epoch: int) -> None:
        """Note that the service has too much to do: halve concurrency, once for all requests of an epoch."""
        with self._changed:
            if epoch == self._epoch:
                self._epoch += 1
                self._allowed = max(1.0, self._allowed * _SHRINK)

    def hold(self, seconds: float) -> None:
        """Let no request start for so many seconds."""
        with self._changed:
            self._not_before = max(self._not_before, self._clock() + seconds)

    def _enter(self, needs: dict[str, int]) -> None:
        while True:
            with self._changed:
                while self._active >= self.concurrency:
                    self._changed.wait()
                pause = self._pause(needs)
                if not self._may_wait(pause):
                    # Whoever waits for a place would wait in vain.
                    self._changed.notify_all()
                    raise HaltedError("The run was over before the request could be sent.")
                if pause <= 0:
                    self._take(needs)
                    return
            self._sleep(pause)

    def _pause(self, needs: dict[str, int]) -> float:
        """Seconds until a request may start, as far as is known."""
        now = self._clock()
        waits = [limit.full_at - now for name, limit in self._limits.items() if limit.remaining < needs[name]]
        return max(self._not_before - now, *waits, 0.0)

    def _take(self, needs: dict[str, int]) -> None:
        self._active += 1
        now = self._clock()
        for name, limit in list(self._limits.items()):
            if limit.full_at <= now:
                del self._limits[name]
            else:
                limit.remaining -= needs[name]
