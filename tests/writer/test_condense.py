"""Long source is shortened to what tells most about it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from docgen.writer.condense import condense

LONG = """@decorated
def long(
    first: int,
    second: str,
) -> int:
    start()
{filler}
    def inner(value: int) -> str:
{filler}
        return str(value)
{filler}
    raise LookupError(first)
{filler}
    return last()""".format(filler="\n".join(f"    step_{number}()" for number in range(200)))


def test_signature_nested_signatures_ways_out_and_tail_stay() -> None:
    short = condense(LONG, 60, 10_000)
    for line in ("@decorated", "    second: str,", "    def inner(value: int) -> str:", "        return str(value)"):
        assert line in short.split("\n")
    assert "    raise LookupError(first)" in short
    assert short.endswith("    return last()")


def test_gaps_say_how_many_lines_are_missing() -> None:
    short = condense(LONG, 60, 10_000).split("\n")
    missing = sum(int(line.split()[2]) for line in short if "left out" in line)
    assert missing + sum("left out" not in line for line in short) == len(LONG.split("\n"))


def test_short_source_stays_as_it_is() -> None:
    assert condense("def f():\n    return 1", 100, 1_000) == "def f():\n    return 1"


@given(st.lists(st.text(st.characters(exclude_characters="\n"), max_size=400), max_size=120), st.integers(8, 60))
def test_the_bounds_hold_for_any_text(lines: list[str], most: int) -> None:
    short = condense("\n".join(lines), most, 2_000)
    assert short.count("\n") < most
    assert len(short) <= 2_000


def test_a_handful_of_long_lines_is_clipped_too() -> None:
    assert len(condense("\n".join(["x" * 290] * 20), 20, 1_000)) <= 1_000


def test_an_endless_line_is_clipped() -> None:
    assert len(condense("x = '" + "a" * 1_000_000 + "'", 100, 50_000)) < 1_000
