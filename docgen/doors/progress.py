"""Progress in words, where there is no terminal to draw a bar on."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable

from docgen.delivery.words import count, dollars
from docgen.steps.parts import Progress

_EVERY_SECONDS = 5.0
_LINES_PER_RATE = 12


def progress_lines(say: Callable[[str], object], clock: Callable[[], float]) -> Callable[[Progress], None]:
    """Tell how far a run is, not more often than a person wants to read it.

    Args:
        say: Takes a line.
        clock: Monotonic time in seconds.
    """
    # The rate is that of the last minute: what was in the cache at the start says nothing about what is written now.
    moments = deque([(clock(), 0)], maxlen=_LINES_PER_RATE)

    def show(progress: Progress) -> None:
        now = clock()
        if now - moments[-1][0] >= _EVERY_SECONDS:
            then, done = moments[0]
            moments.append((now, progress.done))
            say(progress_text(progress, (progress.done - done) / (now - then)))

    return show


def progress_text(progress: Progress, rate: float) -> str:
    """Say how far a run is, what it cost so far, and how long it will take.

    Args:
        progress: How far it is.
        rate: Symbols a second, as far as is known.
    """
    if progress.composed:
        return f"{progress.composed:,} of {count(progress.all_composed, 'file')} composed"
    said = []
    if progress.files < progress.all_files or not progress.symbols:
        said.append(f"{progress.files:,} of {count(progress.all_files, 'file')} read")
    if progress.symbols:
        said.append(f"{progress.done:,} of {count(progress.symbols, 'symbol')} done")
    if progress.cost_usd:
        said.append(f"{dollars(progress.cost_usd)} spent")
    left = progress.expected - progress.done
    if rate > 0 and left > 0:
        said += [f"{rate:,.1f} symbols a second", f"about {_duration(left / rate)} left"]
    return ", ".join(said)


def _duration(seconds: float) -> str:
    """Say how long, in two units at most."""
    if seconds < 90:
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 90 else f"{minutes // 60} h {minutes % 60} min"
