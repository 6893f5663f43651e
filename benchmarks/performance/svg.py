"""Draws line charts on logarithmic axes and bars, as SVG that needs nothing but itself."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from html import escape

WIDTH, HEIGHT = 860, 430
_LEFT, _RIGHT, _TOP, _BOTTOM = 70, 250, 50, 50
_INK, _GRID, _PAPER = "#24292f", "#d8dee4", "#ffffff"
_LABEL_HEIGHT = 17.0
_TITLE, _HEADING = 'font-size="15" font-weight="600"', 'font-weight="600"'


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a chart.

    Attributes:
        name: What stands at its end.
        colour: Its colour.
        points: Where it goes through, and whether the point was measured or only computed.
        dashed: Whether it is broken.
    """

    name: str
    colour: str
    points: Sequence[tuple[float, float, bool]]
    dashed: bool = False


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar; `note` is written at its end."""

    name: str
    colour: str
    value: float
    note: str


@dataclass(frozen=True, slots=True)
class _Scale:
    """Maps values to positions, logarithmically."""

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        share = math.log(value / self.low) / math.log(self.high / self.low)
        return self.start + share * (self.end - self.start)


def line_chart(title: str, x_title: str, lines: Sequence[Line], label: Callable[[float], str]) -> str:
    """A chart with logarithmic axes.

    Args:
        title: What it shows.
        x_title: What goes to the right.
        lines: What it shows it with.
        label: Writes a value of the upward axis.
    """
    xs = sorted({x for line in lines for x, _, _ in line.points})
    ys = [y for line in lines for _, y, _ in line.points]
    across = _Scale(xs[0], xs[-1], _LEFT, WIDTH - _RIGHT)
    upward = _Scale(10 ** math.floor(math.log10(min(ys))), max(ys) * 1.3, HEIGHT - _BOTTOM, _TOP)
    body = [
        _text(_LEFT, 24, title, style=_TITLE),
        _text((_LEFT + WIDTH - _RIGHT) / 2, HEIGHT - 12, x_title, anchor="middle"),
        *_grid(across, upward, xs, label),
        *(part for line in lines for part in _line(line, across, upward)),
        *_end_labels(lines, across, upward),
    ]
    return _document(HEIGHT, body)


def bar_chart(title: str, groups: Sequence[tuple[str, Sequence[Bar]]]) -> str:
    """Groups of horizontal bars, as long as their values are large."""
    largest = max(bar.value for _, bars in groups for bar in bars) or 1.0
    body = [_text(20, 24, title, style=_TITLE)]
    y = 58.0
    for name, bars in groups:
        body.append(_text(20, y, name, style=_HEADING))
        for bar in bars:
            y += 21
            length = max(1.0, bar.value / largest * (WIDTH - 430))
            body.append(_text(250, y, bar.name, anchor="end"))
            body.append(f'<rect x="258" y="{y - 11:.1f}" width="{length:.1f}" height="14" rx="2" fill="{bar.colour}"/>')
            body.append(_text(264 + length, y, bar.note))
        y += 34
    return _document(y - 10, body)


def _grid(across: _Scale, upward: _Scale, xs: Sequence[float], label: Callable[[float], str]) -> Iterator[str]:
    exponent = math.floor(math.log10(upward.low))
    while (value := 10.0**exponent) <= upward.high:
        y = upward(value)
        yield f'<path d="M{_LEFT} {y:.1f}H{WIDTH - _RIGHT}" stroke="{_GRID}"/>'
        yield _text(_LEFT - 8, y + 4, label(value), anchor="end")
        exponent += 1
    for x in xs:
        yield f'<path d="M{across(x):.1f} {_TOP}V{HEIGHT - _BOTTOM}" stroke="{_GRID}"/>'
        yield _text(across(x), HEIGHT - _BOTTOM + 18, f"{x:,.0f}", anchor="middle")


def _line(line: Line, across: _Scale, upward: _Scale) -> Iterator[str]:
    places = [(across(x), upward(y), measured) for x, y, measured in line.points]
    path = "L".join(f"{x:.1f} {y:.1f}" for x, y, _ in places)
    dashes = ' stroke-dasharray="5 4"' if line.dashed else ""
    yield f'<path d="M{path}" fill="none" stroke="{line.colour}" stroke-width="2"{dashes}/>'
    for x, y, measured in places:
        fill = line.colour if measured else _PAPER
        yield f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="{fill}" stroke="{line.colour}" stroke-width="2"/>'


def _end_labels(lines: Sequence[Line], across: _Scale, upward: _Scale) -> Iterator[str]:
    """The lines' names at their ends, pushed apart where they would lie on each other."""
    lowest = float(HEIGHT)
    for line in sorted(lines, key=lambda line: line.points[-1][1]):
        x, y, _ = line.points[-1]
        lowest = min(upward(y) + 4, lowest - _LABEL_HEIGHT)
        yield _text(across(x) + 12, lowest, line.name, style=f'fill="{line.colour}"')


def _text(x: float, y: float, text: str, anchor: str = "start", style: str = "") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}"{style and f" {style}"}>{escape(text)}</text>'


def _document(height: float, body: Sequence[str]) -> str:
    font = f'font-family="sans-serif" font-size="12" fill="{_INK}"'
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height:.0f}" {font}>'
    return "\n".join([head, f'<rect width="100%" height="100%" fill="{_PAPER}"/>', *body, "</svg>\n"])
