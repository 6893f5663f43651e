"""Says whether a run goes on: until it is stopped, out of time, or told that nothing can succeed."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from docgen.errors import WriterError

_log = logging.getLogger(__name__)

_SECONDS_TO_FIRST_TOKEN = 2.0
_TOKENS_PER_SECOND = 60.0


class Halt:
    """The end of a run. `stop` may be called from a signal handler; the rest is safe to use from all threads."""

    def __init__(self, timeout_seconds: float | None, clock: Callable[[], float]) -> None:
        """Start the clock.

        Args:
            timeout_seconds: Seconds after which no request may be sent; `None` for no bound.
            clock: Tells the time in seconds.
        """
        self._clock = clock
        self._deadline = float("inf") if timeout_seconds is None else clock() + timeout_seconds
        self._over = threading.Event()
        self.is_stopped = False
        self.is_left = True
        self.reason = ""

    @property
    def left_reason(self) -> str:
        """What the chunks that are left are told."""
        return self.reason or ("left: stopped" if self.is_stopped else "left: timeout-minutes")

    def stop(self) -> None:
        """End the run because the user wants it."""
        self.is_stopped = True
        self.reason = self.reason or "left: stopped"
        self._over.set()

    def leave(self, reason: str) -> None:
        """End the run here; the next one goes on."""
        self.reason = self.reason or reason
        self._over.set()

    def fail(self, error: WriterError) -> None:
        """End the run because no further request can succeed; said once."""
        if not self.reason:
            self.reason = str(error)
            self.is_left = False
            _log.error("%s", error)
        self._over.set()

    def sleep(self, seconds: float) -> None:
        """Wait, but not beyond the end of the run."""
        self._over.wait(seconds)

    def may_wait(self, seconds: float) -> bool:
        """Whether the run will still go on after so many seconds."""
        return not self._over.is_set() and self._clock() + seconds < self._deadline

    def may_start(self, output_tokens: int) -> bool:
        """Whether a reply of so many tokens would arrive before the run is out of time."""
        return self.may_wait(_SECONDS_TO_FIRST_TOKEN + output_tokens / _TOKENS_PER_SECOND)
