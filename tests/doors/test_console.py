"""What the terminal shows in colours, and what goes elsewhere without."""

from __future__ import annotations

import io
import logging

import pytest

from docgen.doors.console import Console


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def fill(console: Console) -> None:
    console.print_found(["a.py:1 f: missing docstring", "a.py: not Python: sorry"])
    console.show_diff("--- a\n+++ b\n@@ -1 +1 @@\n-old\n+new\n same\n")
    console.say("3 docs")
    console.fail("No.")
    with console.logging():
        logging.getLogger("docgen.cache").warning("Slow.")
        logging.getLogger("docgen.writer").error("Broken.")


PLAIN = "a.py:1 f: missing docstring\na.py: not Python: sorry\n--- a\n+++ b\n@@ -1 +1 @@\n-old\n+new\n same\n"
TOLD = "docgen: 3 docs\ndocgen: No.\ndocgen: warning: Slow.\ndocgen: Broken.\n"


def test_places_diffs_and_troubles_are_coloured_on_a_terminal() -> None:
    out, err = Terminal(), Terminal()
    fill(Console(out, err, io.StringIO()))
    assert out.getvalue().startswith(
        "\x1b[1ma.py:1 f\x1b[0m: missing docstring\n\x1b[1ma.py\x1b[0m: not Python: sorry\n"
    )
    assert "\x1b[31m-old\x1b[0m\n\x1b[32m+new\x1b[0m\n same\n" in out.getvalue()
    said, no, slow, broken = err.getvalue().splitlines()
    assert said == "docgen: 3 docs"
    assert (no, broken) == ("\x1b[31mdocgen:\x1b[0m No.", "\x1b[31mdocgen:\x1b[0m Broken.")
    assert slow == "\x1b[33mdocgen:\x1b[0m warning: Slow."


@pytest.mark.parametrize(("stream", "has_colours"), [(Terminal, False), (io.StringIO, True)])
def test_who_wants_no_colours_and_what_is_no_terminal_gets_none(
    stream: type[io.StringIO], *, has_colours: bool
) -> None:
    out, err = stream(), stream()
    fill(Console(out, err, io.StringIO(), has_colours=has_colours))
    assert (out.getvalue(), err.getvalue()) == (PLAIN, TOLD)


def test_a_terminal_gets_no_escape_sequences_of_others() -> None:
    out = Terminal()
    Console(out, io.StringIO(), io.StringIO()).print_found(["a\x1b[2Jb.py:1: no\x07 docstring"])
    assert out.getvalue() == "\x1b[1ma[2Jb.py:1\x1b[0m: no docstring\n"
