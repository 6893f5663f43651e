"""Progress in words, where there is no terminal to draw a bar on."""

from __future__ import annotations

from collections.abc import Callable

from docgen.steps.parts import Progress

_EVERY_SECONDS = 5.0


def progress_lines(say: Callable[[str], object], clock: Callable[[], float]) -> Callable[[Progress], None]:
    """Tell how many symbols are written, not more often than a person wants to read it.

    Args:
        say: Takes a line.
        clock: Monotonic time in seconds.
    """
    last = clock()

    def show(progress: Progress) -> None:
        nonlocal last
        if clock() - last >= _EVERY_SECONDS:
            last = clock()
            say(f"{progress.done} of {progress.symbols} symbols")

    return show
