"""The terminal: answers to standard output, messages and progress to standard error."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TextIO

from docgen.doors.progress import progress_lines
from docgen.sanitize import redact, strip_hidden


@dataclass(frozen=True, slots=True)
class Console:
    """Where a command line talks to: `out` for what was asked for, `err` for everything else."""

    out: TextIO
    err: TextIO

    def print(self, text: str) -> None:
        """Write what was asked for."""
        self.out.write(_visible(text).rstrip("\n") + "\n")

    def say(self, text: str) -> None:
        """Write a line for the person who waits."""
        self.err.write(f"docgen: {_visible(text)}\n")

    @contextmanager
    def logging(self) -> Iterator[None]:
        """Show the rooms' log records, warnings and worse, while the block runs."""
        logger = logging.getLogger("docgen")
        handler = _ConsoleHandler(self)
        logger.addHandler(handler)
        try:
            yield
        finally:
            logger.removeHandler(handler)

    @contextmanager
    def progress(self, clock: Callable[[], float]) -> Iterator[Callable[[int, int], None]]:
        """Show how far the writing is: a bar on a terminal, a line every few seconds elsewhere."""
        if not self.err.isatty():
            yield progress_lines(self.say, clock)
            return
        from tqdm import tqdm  # noqa: PLC0415 - needed on a terminal only

        with tqdm(total=0, unit="symbol", desc="docgen", file=self.err, leave=False) as bar:

            def show(done: int, total: int) -> None:
                bar.total = total
                bar.update(done - bar.n)

            yield show


class _ConsoleHandler(logging.Handler):
    """Turns log records into lines."""

    def __init__(self, console: Console) -> None:
        super().__init__(logging.WARNING)
        self._console = console

    def emit(self, record: logging.LogRecord) -> None:
        """Write a record as one line."""
        self._console.say(f"{record.levelname.lower()}: {record.getMessage()}")


def _visible(text: str) -> str:
    """Keep escape sequences and keys off the terminal."""
    return redact(strip_hidden(text))
