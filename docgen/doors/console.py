"""The terminal: answers to standard output, messages and progress to standard error."""

from __future__ import annotations

import json
import logging
import os
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, NoReturn, TextIO

from docgen.delivery.words import count, dollars
from docgen.doors.progress import progress_lines
from docgen.errors import DeliveryError
from docgen.sanitize import redact, strip_hidden
from docgen.steps.parts import Progress

if TYPE_CHECKING:
    from tqdm import tqdm

_BOLD, _RED, _GREEN, _YELLOW, _CYAN = "1", "31", "32", "33", "36"
"""Colours as terminals know them (SGR)."""
_DIFF_COLOURS = {"---": _BOLD, "+++": _BOLD, "@@": _CYAN, "+": _GREEN, "-": _RED}
"""By what a line of a diff starts with."""

_NO_ASCII = re.compile(r"[^\x00-\x7f]+")
_BAR = "{desc}: {percentage:3.0f}% |{bar}| {n_fmt}/{total_fmt}{unit}{postfix}, {rate_noinv_fmt}, {remaining} left"


@dataclass(frozen=True, slots=True)
class Console:
    """Where a command line talks to.

    Attributes:
        out: Takes what was asked for.
        err: Takes everything else.
        answers: What a person types.
        is_quiet: Whether only warnings and errors are said.
        has_colours: Whether a terminal may be coloured.
    """

    out: TextIO
    err: TextIO
    answers: TextIO
    is_quiet: bool = False
    has_colours: bool = True
    _bars: list[tqdm[NoReturn]] = field(default_factory=list, init=False, repr=False)

    @property
    def is_interactive(self) -> bool:
        """Whether somebody sits there who can be asked."""
        return self.answers.isatty() and self.out.isatty() and self.err.isatty()

    def print(self, text: str) -> None:
        """Write what was asked for.

        Raises:
            DeliveryError: If nobody takes it: the disk is full, or the reader of a pipe has gone.
        """
        self._put([_visible(text).rstrip("\n") + "\n"])

    def print_all(self, pieces: Iterable[str]) -> None:
        """Write a report in pieces, which has nothing that a terminal must not get; raises like `print`."""
        self._put(pieces)

    def print_found(self, lines: Iterable[str]) -> None:
        """Write lines of the form `place: what`, the places bold on a terminal; raises like `print`."""
        parts = (_visible(line).partition(": ") for line in lines)
        self._put(f"{self._painted(place, _BOLD, self.out)}: {what}\n" for place, _, what in parts)

    def show_diff(self, diff: str) -> None:
        """Write a diff, in colours on a terminal; raises like `print`."""
        lines = _visible(diff).splitlines()
        self._put(f"{self._painted(line, _colour_in_diff(line), self.out)}\n" for line in lines)

    def say(self, text: str) -> None:
        """Write a line for the person who waits."""
        if not self.is_quiet:
            self._tell(text)

    def warn(self, text: str) -> None:
        """Write a line that must be read."""
        self._tell(text, _YELLOW)

    def fail(self, text: str) -> None:
        """Write a line about what could not be done."""
        self._tell(text, _RED)

    def confirm(self, question: str) -> bool:
        """Ask; anything but a yes is a no."""
        self.err.write(f"{question} [y/N] ")
        self.err.flush()
        return self.answers.readline().strip().lower() in ("y", "yes")

    def _put(self, pieces: Iterable[str]) -> None:
        try:
            self.out.writelines(map(self._encodable, pieces))
            self.out.flush()
        except OSError as error:
            # What is left in the buffer would be tried again at the exit, and fail with a traceback.
            os.dup2(os.open(os.devnull, os.O_WRONLY), self.out.fileno())
            raise DeliveryError(
                f"Standard output takes no more: {error.strerror}.",
                "Make room on the disk, or let the reader of the pipe read to the end.",
            ) from error

    def _encodable(self, text: str) -> str:
        """The text, in an encoding that lacks some of its characters with those as JSON writes them."""
        try:
            text.encode(self.out.encoding or "utf-8")
        except UnicodeEncodeError:
            return _NO_ASCII.sub(lambda found: json.dumps(found[0]).strip('"'), text)
        return text

    def _tell(self, text: str, colour: str = "") -> None:
        for bar in self._bars:
            bar.clear()
        self.err.write(f"{self._painted('docgen:', colour, self.err)} {_visible(text)}\n")
        for bar in self._bars:
            bar.refresh()

    def _painted(self, text: str, colour: str, stream: TextIO) -> str:
        return f"\x1b[{colour}m{text}\x1b[0m" if colour and self.has_colours and stream.isatty() else text

    @contextmanager
    def logging(self) -> Iterator[None]:
        """Show the rooms' warnings, and what is being waited for, while the block runs."""
        logger = logging.getLogger("docgen")
        handler, level = _ConsoleHandler(self), logger.level
        logger.addHandler(handler)
        logger.setLevel(logging.INFO)
        try:
            yield
        finally:
            logger.setLevel(level)
            logger.removeHandler(handler)

    @contextmanager
    def progress(self, clock: Callable[[], float]) -> Iterator[Callable[[Progress], None]]:
        """Show how far the writing is: a bar on a terminal, a line every few seconds elsewhere."""
        if self.is_quiet or not self.err.isatty():
            yield progress_lines(self.say, clock)
            return
        from tqdm import tqdm  # noqa: PLC0415 - needed on a terminal only

        with tqdm(total=0, file=self.err, leave=False, miniters=1, bar_format=_BAR) as bar:
            self._bars.append(bar)
            try:
                yield partial(_show, bar)
            finally:
                self._bars.remove(bar)


def _show(bar: tqdm[NoReturn], progress: Progress) -> None:
    """Bring the bar up to date, also with how many there are when nothing is done yet and for long nothing will be."""
    phase, unit, done, total = _measure(progress)
    if bar.unit != unit or bar.desc != phase:
        bar.unit, bar.desc = unit, phase
        bar.reset(total)
    bar.total = total
    bar.set_postfix_str(_aside(progress), refresh=progress.files == progress.all_files and done == bar.n)
    bar.update(done - bar.n)


def _measure(progress: Progress) -> tuple[str, str, int, int]:
    """Choose what the bar counts: symbols as soon as there are some, files before and after."""
    if progress.composed:
        return "composing", " files", progress.composed, progress.all_composed
    if progress.symbols:
        return "documenting", " symbols", progress.done, progress.expected
    return "reading", " files", progress.files, progress.all_files


def _aside(progress: Progress) -> str:
    """Say what else matters while symbols are counted."""
    unread = progress.all_files - progress.files
    said = [f"{count(unread, 'file')} to read"] if unread and progress.symbols else []
    return ", ".join([*said, *([f"{dollars(progress.cost_usd)} spent"] if progress.cost_usd else [])])


_WAITING = ("docgen.writer.", "docgen.steps.")
"""Who waits for others, and says so; what the rest has to say, the commands say themselves."""


class _ConsoleHandler(logging.Handler):
    """Turns log records into lines."""

    def __init__(self, console: Console) -> None:
        super().__init__(logging.INFO)
        self._console = console

    def emit(self, record: logging.LogRecord) -> None:
        """Write a record as one line."""
        if record.levelno >= logging.ERROR:
            self._console.fail(record.getMessage())
        elif record.levelno >= logging.WARNING:
            self._console.warn(f"warning: {record.getMessage()}")
        elif record.name.startswith(_WAITING):
            self._console.say(record.getMessage())


def _colour_in_diff(line: str) -> str:
    return next((colour for start, colour in _DIFF_COLOURS.items() if line.startswith(start)), "")


def _visible(text: str) -> str:
    """Keep escape sequences and keys off the terminal."""
    return redact(strip_hidden(text))
