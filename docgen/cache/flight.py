"""Single flight: of several runs that miss the same chunk, one pays and the others wait for its doc."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from docgen.cache.interface import Cache, Entry

RENEW_EVERY = 20.0
"""Seconds between renewals: a lease outlives two that fail."""

_FIRST_POLL = 1.0
_LONGEST_POLL = 5.0
_POLLS_PER_CLAIM = 3


@dataclass(frozen=True, slots=True)
class Arrived:
    """Docs that others have paid for, by fingerprint."""

    entries: Mapping[str, Entry]


@dataclass(frozen=True, slots=True)
class Inherited:
    """Fingerprints that nobody else will bring: their holder gave up or died, or the wait was long enough."""

    fingerprints: frozenset[str]


class LeaseKeeper:
    """Renews leases in the background while their docs are being written, and gives back what is left in the end.

    The cache is used from a second thread and must not raise: give it a forgiving one.
    """

    def __init__(self, cache: Cache, *, interval: float = RENEW_EVERY) -> None:
        """Renew whatever is held, every `interval` seconds."""
        self._cache = cache
        self._held: set[str] = set()
        self._interval = interval
        self._lock = threading.Lock()
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._renew, name="docgen-leases", daemon=True)

    def __enter__(self) -> Self:
        """Start renewing."""
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Stop renewing and release what was not settled."""
        self._stopped.set()
        self._thread.join()
        if self._held:
            self._cache.release(frozenset(self._held))

    def hold(self, fingerprints: Collection[str]) -> None:
        """Renew these too: this run has claimed them."""
        with self._lock:
            self._held.update(fingerprints)

    def settle(self, fingerprints: Collection[str]) -> None:
        """Stop renewing these: their docs are stored."""
        with self._lock:
            self._held.difference_update(fingerprints)

    def give_up(self, fingerprints: Collection[str]) -> None:
        """Give these back at once: this run has no doc for them, and others need not wait any longer."""
        self.settle(fingerprints)
        if fingerprints:
            self._cache.release(fingerprints)

    def _renew(self) -> None:
        while not self._stopped.wait(self._interval):
            with self._lock:
                held = frozenset(self._held)
            if held:
                self._cache.renew(held)


@dataclass(frozen=True, slots=True)
class Wait:
    """How to wait for others.

    Attributes:
        bound: Seconds to wait at most.
        clock: Monotonic time in seconds.
        sleep: Waits between two looks.
        is_stopped: Whether nobody wants to wait any longer, as if the bound were reached.
    """

    bound: float
    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    is_stopped: Callable[[], bool] = lambda: False


def await_others(cache: Cache, fingerprints: Collection[str], wait: Wait) -> Iterator[Arrived | Inherited]:
    """Wait for docs that other runs hold leases on.

    Each fingerprint is in exactly one of the results. What is inherited is claimed already, but for what is left when
    the bound is reached.

    Args:
        cache: Where the docs will appear.
        fingerprints: What this run could not claim.
        wait: How long.
    """
    waiting = frozenset(fingerprints)
    deadline = wait.clock() + wait.bound
    polls = 0
    while waiting:
        # Read before the look, so that what comes while the caller is busy with a result is still found.
        left = 0.0 if wait.is_stopped() else deadline - wait.clock()
        polls += 1
        if found := cache.lookup(waiting):
            waiting -= found.keys()
            yield Arrived(found)
        if polls % _POLLS_PER_CLAIM == 0 and (ours := cache.claim(waiting)):
            waiting -= ours
            yield Inherited(ours)
        if waiting and left <= 0:
            yield Inherited(waiting)
            return
        if waiting:
            wait.sleep(min(left, _pause_after(polls)))


def _pause_after(polls: int) -> float:
    return min(_FIRST_POLL * 1.5 ** min(polls - 1, 10), _LONGEST_POLL)
