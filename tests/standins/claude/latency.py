"""How long a model takes, when a test or a benchmark wants it to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from threading import Event, Semaphore


@dataclass(frozen=True, slots=True)
class Latency:
    """Time that answers take.

    Attributes:
        first_token: Seconds until the first token.
        tokens_per_second: Pace of the tokens after it; thinking counts.
        concurrency: Requests that are worked on at the same time; others wait their turn.
        sleep: What waits, given seconds; real time when left out.
    """

    first_token: float = 0.0
    tokens_per_second: float = float("inf")
    concurrency: int = 1_000
    sleep: Callable[[float], object] | None = None


class Pace:
    """Makes requests take their time, until the stand-in closes."""

    def __init__(self, latency: Latency, closing: Event) -> None:
        self._latency = latency
        self._sleep = latency.sleep or closing.wait
        self._places = Semaphore(latency.concurrency)

    def enter(self) -> None:
        """Wait for a place among those that are worked on."""
        self._places.acquire()

    def leave(self) -> None:
        """Give the place to the next."""
        self._places.release()

    def begin(self) -> None:
        """Wait for the first token."""
        self._wait(self._latency.first_token)

    def write(self, tokens: float) -> None:
        """Wait for as long as the tokens take."""
        self._wait(tokens / self._latency.tokens_per_second)

    def _wait(self, seconds: float) -> None:
        if seconds > 0:
            self._sleep(seconds)
