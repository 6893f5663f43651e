"""Who waits for a run sees how far it is, what it cost and how long it will take."""

from __future__ import annotations

import io

import pytest

from docgen.doors.console import Console
from docgen.doors.progress import progress_lines, progress_text
from docgen.steps.parts import Progress


class Terminal(io.StringIO):
    """Standard error as a terminal."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("progress", "rate", "text"),
    [
        (Progress(files=3, all_files=1_200), 0.0, "3 of 1,200 files read"),
        (Progress(1, 1, done=0, symbols=1), 0.0, "0 of 1 symbol done"),
        (
            Progress(100, 1_000, done=150, symbols=300, cost_usd=0.25),
            2.5,
            "100 of 1,000 files read, 150 of 300 symbols done, $0.25 spent, 2.5 symbols a second, about 19 min left",
        ),
        (Progress(9, 9, 1, 70_001), 10.0, "1 of 70,001 symbols done, 10.0 symbols a second, about 1 h 57 min left"),
        (Progress(9, 9, done=9, symbols=9, cost_usd=None), 10.0, "9 of 9 symbols done"),
        (Progress(9, 9, 9, 9, 1.0, composed=2, all_composed=9), 10.0, "2 of 9 files composed"),
    ],
)  # fmt: skip
def test_a_line_says_what_is_known(progress: Progress, rate: float, text: str) -> None:
    assert progress_text(progress, rate) == text


def test_lines_come_every_five_seconds_with_the_rate_of_the_last_minute() -> None:
    now = 0.0
    lines: list[str] = []
    show = progress_lines(lines.append, lambda: now)
    for second in range(1, 201):
        now = float(second)
        # A thousand from the cache at once, then two a second.
        show(Progress(1, 1, done=1_000 + 2 * second, symbols=2_000))
    assert len(lines) == 40
    assert lines[-1] == "1,400 of 2,000 symbols done, 2.0 symbols a second, about 5 min left"


def test_a_terminal_shows_a_bar_for_each_phase() -> None:
    terminal = Terminal()
    with Console(io.StringIO(), terminal, io.StringIO()).progress(lambda: 0.0) as show:
        for progress in (
            Progress(1, 4),
            Progress(2, 4, done=3, symbols=10, cost_usd=0.5),
            Progress(4, 4, 20, 20, 1.0, composed=1, all_composed=4),
        ):
            show(progress)
            show(progress)
    shown = terminal.getvalue()
    assert "reading" in shown
    assert "documenting" in shown
    assert "composing" in shown


def test_the_bar_knows_how_many_there_are_before_any_is_done() -> None:
    terminal = Terminal()
    with Console(io.StringIO(), terminal, io.StringIO()).progress(lambda: 0.0) as show:
        for files in range(1, 13):
            show(Progress(files, 12, symbols=13 * files - (files < 9)))
        assert "0/144 symbols" in terminal.getvalue()
        assert "0/156 symbols" in terminal.getvalue()


def test_what_is_said_meanwhile_stands_on_a_line_of_its_own() -> None:
    terminal = Terminal()
    console = Console(io.StringIO(), terminal, io.StringIO(), has_colours=False)
    with console.progress(lambda: 0.0) as show:
        show(Progress(1, 4))
        console.warn("Slow.")
        console.say("Waiting.")
    assert "\rdocgen: Slow.\n" in terminal.getvalue()
    assert "\rdocgen: Waiting.\n" in terminal.getvalue()


def test_a_quiet_terminal_shows_none() -> None:
    terminal = Terminal()
    with Console(io.StringIO(), terminal, io.StringIO(), is_quiet=True).progress(lambda: 1e9) as show:
        show(Progress(1, 4))
    assert terminal.getvalue() == ""
