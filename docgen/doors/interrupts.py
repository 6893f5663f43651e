"""Cancellation: a signal stops new requests, what was paid for is still delivered."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

INTERRUPTED = 130
"""Exit code of a run that was interrupted before it was done, as shells know it."""

_SIGNALS = (signal.SIGINT, signal.SIGTERM)


@contextmanager
def interruptible() -> Iterator[None]:
    """Have SIGTERM end the block as SIGINT does, with `KeyboardInterrupt`, so that the run cleans up and says so."""
    previous = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, previous)


@contextmanager
def stopping(stop: Callable[[], None]) -> Iterator[Callable[[], bool]]:
    """Call `stop` on the first SIGINT or SIGTERM while the block runs; a second one of its kind acts as anywhere.

    A runner that cancels a job sends both, some seconds apart, and gives the time in between and after for what is left
    to do.

    Yields:
        What tells whether there was one.
    """
    is_stopped = False

    def handle(number: int, frame: FrameType | None) -> None:  # noqa: ARG001 - what the signal module hands over
        nonlocal is_stopped
        is_stopped = True
        signal.signal(number, previous[signal.Signals(number)])
        stop()

    previous = {number: signal.signal(number, handle) for number in _SIGNALS}
    try:
        yield lambda: is_stopped
    finally:
        for number, handler in previous.items():
            signal.signal(number, handler)
