"""How long a model takes, when a test or a benchmark wants it to."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from threading import Semaphore


@dataclass(frozen=True, slots=True)
class Latency:
    """Time that answers take.

    Attributes:
        first_token: Seconds until the first token.
        tokens_per_second: Pace of the tokens after it; thinking counts.
        concurrency: Requests that are worked on at the same time; others wait their turn.
        sleep: What waits, given seconds; a scaled one makes a long run short.
    """

    first_token: float = 0.0
    tokens_per_second: float = float("inf")
    concurrency: int = 1_000
    sleep: Callable[[float], None] = time.sleep

    def begin(self) -> None:
        """Wait for the first token."""
        self._wait(self.first_token)

    def write(self, tokens: float) -> None:
        """Wait for as long as the tokens take."""
        self._wait(tokens / self.tokens_per_second)

    def _wait(self, seconds: float) -> None:
        if seconds > 0:
            self.sleep(seconds)


class Slots:
    """Lets so many requests in at the same time."""

    def __init__(self, count: int) -> None:
        self._semaphore = Semaphore(count)

    def enter(self) -> None:
        """Wait for a place."""
        self._semaphore.acquire()

    def leave(self) -> None:
        """Give the place to the next."""
        self._semaphore.release()
