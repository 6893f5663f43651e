"""Waiting for a store that is busy: with growing pauses, and not for long, for a run can do without it."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from docgen.errors import CacheError

_T = TypeVar("_T")

_FIRST_PAUSE = 0.05
_LONGEST_PAUSE = 2.0


class TransientCacheError(CacheError):
    """A failure that may pass by itself within seconds."""


@dataclass(frozen=True, slots=True)
class Patience:
    """How long to try again what fails in passing.

    Attributes:
        seconds: After this time without progress a failure is final.
        clock: Monotonic time in seconds.
        sleep: Waits between two attempts.
        jitter: Gives the fraction, 0 to 1, of each pause that is really waited, so that threads do not march in step.
    """

    seconds: float = 10.0
    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    jitter: Callable[[], float] = random.random

    def persist(self, attempt: Callable[[], _T]) -> _T:
        """Make an attempt until it succeeds.

        Raises:
            CacheError: If it fails for good, or still when patience is at its end.
        """
        wait = Wait(self)
        while True:
            try:
                return attempt()
            except TransientCacheError as error:
                wait.pause(error)


class Wait:
    """One wait, from the first attempt to the last."""

    def __init__(self, patience: Patience) -> None:
        """Begin to wait with `patience`."""
        self._patience = patience
        self.restart()

    def restart(self) -> None:
        """Begin anew, because there was progress."""
        self._deadline = self._patience.clock() + self._patience.seconds
        self._pause = _FIRST_PAUSE

    def pause(self, reason: CacheError) -> None:
        """Wait a little, each time longer.

        Raises:
            CacheError: The `reason`, if patience is at its end.
        """
        if self._patience.clock() >= self._deadline:
            raise reason
        self._patience.sleep(self._patience.jitter() * self._pause)
        self._pause = min(2 * self._pause, _LONGEST_PAUSE)
