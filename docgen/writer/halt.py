"""Says whether a run goes on: until it is stopped, out of time, or told that nothing can succeed."""

from __future__ import annotations

import logging
from collections.abc import Callable

from docgen.errors import WriterError

_log = logging.getLogger(__name__)

_SLICE_SECONDS = 0.2
_SECONDS_OF_GRACE = 4.0
_SECONDS_TO_BREAK_OFF = 1.0
_SECONDS_TO_FIRST_TOKEN = 2.0
_TOKENS_PER_SECOND = 60.0


class Halt:
    """The end of a run.

    Without locks and events: `stop` may be called from a signal handler, which could interrupt their owner.
    """

    def __init__(
        self, timeout_seconds: float | None, *, clock: Callable[[], float], sleep: Callable[[float], None]
    ) -> None:
        """Start the clock.

        Args:
            timeout_seconds: Seconds after which no request may be sent; `None` for no bound.
            clock: Tells the time in seconds.
            sleep: Waits for so many seconds.
        """
        self._clock = clock
        self._sleep = sleep
        self._deadline = float("inf") if timeout_seconds is None else clock() + timeout_seconds
        self._reason = ""
        self._is_left = True
        self._stopped_at: float | None = None

    @property
    def is_impatient(self) -> bool:
        """Whether the user stopped the run so long ago that answers are taken as far as they have come."""
        return self._has_been_stopped_for(_SECONDS_OF_GRACE)

    @property
    def is_out_of_patience(self) -> bool:
        """Whether the user stopped the run so long ago that nothing is waited for any more."""
        return self._has_been_stopped_for(_SECONDS_OF_GRACE + _SECONDS_TO_BREAK_OFF)

    @property
    def is_over(self) -> bool:
        """Whether nothing more may be sent."""
        return bool(self._reason) or self._clock() >= self._deadline

    @property
    def is_left(self) -> bool:
        """Whether the next run can go on from here."""
        return self._is_left

    @property
    def reason(self) -> str:
        """What the chunks that are left are told."""
        return self._reason or "left: timeout-minutes"

    def stop(self) -> None:
        """End the run because the user wants it; to say so again changes nothing."""
        if self._stopped_at is None:
            self._stopped_at = self._clock()
        self.leave("left: stopped")

    def leave(self, reason: str) -> None:
        """End the run here; the next one goes on."""
        self._reason = self._reason or reason

    def fail(self, error: WriterError) -> None:
        """End the run because no further request can succeed; said once."""
        if not self._reason:
            self._is_left = False
            self._reason = str(error)
            _log.error("%s", error)

    def sleep(self, seconds: float) -> None:
        """Wait, but hardly beyond the end of the run."""
        until = self._clock() + seconds
        while not self._reason and (rest := until - self._clock()) > 0:
            self._sleep(min(rest, _SLICE_SECONDS))

    def may_wait(self, seconds: float) -> bool:
        """Whether the run will still go on after so many seconds."""
        return not self._reason and self._clock() + seconds < self._deadline

    def may_start(self, output_tokens: int) -> bool:
        """Whether a reply of so many tokens would arrive before the run is out of time."""
        return self.may_wait(_SECONDS_TO_FIRST_TOKEN + output_tokens / _TOKENS_PER_SECOND)

    def _has_been_stopped_for(self, seconds: float) -> bool:
        return self._stopped_at is not None and self._clock() - self._stopped_at > seconds
