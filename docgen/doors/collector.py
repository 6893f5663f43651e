"""How often cycles of garbage are looked for while the doors work."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

_THRESHOLDS = 50_000, 20, 20
"""New objects that are worth a look at them, and how many looks are worth one at what was there before."""


@contextmanager
def rarely_collecting() -> Iterator[None]:
    """Have the garbage collector look at new objects in large lots while the block runs.

    Nearly all that a run makes are syntax trees and their like: many objects that no cycle joins, and that are let go
    without the collector. Python's own thresholds have it go through all of them again and again while they grow, which
    takes longer than to parse them.
    """
    previous = gc.get_threshold()
    gc.set_threshold(*_THRESHOLDS)
    try:
        yield
    finally:
        gc.set_threshold(*previous)
