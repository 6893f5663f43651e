"""How time passes for a writer: the clocks and the pauses of a run, so that a test need not wait."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random


@dataclass(frozen=True, slots=True)
class Timing:
    """What tells and spends time.

    Attributes:
        clock: Tells the time in seconds that only go forward.
        sleep: Waits for so many seconds.
        now: Tells the time in seconds since the epoch.
        random: Source of jitter.
        silence: Seconds without a byte after which a connection counts as stalled.
    """

    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    now: Callable[[], float] = time.time
    random: Random = field(default_factory=Random)
    silence: float = 90.0
