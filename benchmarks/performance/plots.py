"""The plots of `docs/performance.md`."""

from __future__ import annotations

from collections.abc import Mapping

from benchmarks.performance.contestants import FIVE_THREADS, ONE_THREAD, OURS, OURS_WIDE, PUBLISHED
from benchmarks.performance.figures import Figure, Results, Scene
from benchmarks.performance.svg import Bar, Line, bar_chart, line_chart

_COLOURS = {
    ONE_THREAD: "#8c959f",
    FIVE_THREADS: "#57606a",
    PUBLISHED: "#bc4c00",
    OURS: "#54aeff",
    OURS_WIDE: "#0550ae",
}
_BOUND_COLOUR = "#1a7f37"
_SHOWN_LINES = 10_000


def draw(results: Results) -> Mapping[str, str]:
    """All plots by name."""
    return {"time": _time(results), "missing": _documented(results), "later": _later(results)}


def _time(results: Results) -> str:
    lines = [
        Line(name, colour, [(f.lines, f.seconds, f.measured_seconds is not None) for f in found])
        for name, colour in _COLOURS.items()
        if (found := [f for size in results.sizes if (f := results.find(name, size.lines))])
    ]
    bound = Line("lower bound", _BOUND_COLOUR, [(s.lines, s.bound_seconds, False) for s in results.sizes], dashed=True)
    title = "First run: wall time (filled: measured, hollow: computed from the model of latency)"
    return line_chart(title, "lines of code", [*lines, bound], _duration)


def _documented(results: Results) -> str:
    groups = []
    for size in results.sizes:
        found = [f for name in (PUBLISHED, OURS) if (f := results.find(name, size.lines))]
        bars = [
            Bar(f.contestant, _COLOURS[f.contestant], f.documented / f.symbols, f"{f.documented:,} of {f.symbols:,}")
            for f in found
            if f.documented is not None
        ]
        groups.append((f"{size.lines:,} lines", bars))
    return bar_chart("Symbols that have a whole doc after the first run", groups)


def _later(results: Results) -> str:
    lines = min((size.lines for size in results.sizes), key=lambda lines: abs(lines - _SHOWN_LINES))
    groups = []
    for scene in Scene:
        found = [f for name in (PUBLISHED, OURS) if (f := results.find(name, lines, scene))]
        bars = [Bar(f.contestant, _COLOURS[f.contestant], f.cost_usd, _price(f)) for f in found]
        groups.append((scene.value.replace("`", ""), bars))
    return bar_chart(f"What each run costs, {lines:,} lines", groups)


def _price(figure: Figure) -> str:
    return f"${figure.cost_usd:.3f} for {figure.calls:,} call{'s' * (figure.calls != 1)}" if figure.calls else "nothing"


def _duration(seconds: float) -> str:
    return f"{seconds:,g} s"
