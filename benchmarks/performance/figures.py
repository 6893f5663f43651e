"""What was measured, as data: the page and the plots are drawn from it, also later."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path


class Scene(StrEnum):
    """What happened before a run."""

    FIRST = "first run"
    SECOND = "second run"
    CHANGED = "one function changed"
    FORMATTED = "after `ruff format`"
    MOVED = "after moving every file"


@dataclass(frozen=True, slots=True)
class Figure:
    """One run of one contestant.

    Attributes:
        contestant: Who documented.
        lines: Lines of the code.
        symbols: Classes, functions and methods in it.
        scene: What happened before.
        measured_seconds: Wall time with a model that takes its time, or none when nobody was asked; `None` where that
            would take too long.
        cpu_seconds: What the contestant computed.
        waiting_seconds: How long it waits for the model, computed from the model of latency.
        calls: Requests to the model.
        input_tokens: Tokens of all prompts.
        output_tokens: Tokens of all answers.
        longest_answer: Tokens of the longest of them.
        cost_usd: What they cost.
        documented: Symbols that have whole docs; `None` where this was not counted.
        peak_mb: Most memory that it had, in megabytes.
    """

    contestant: str
    lines: int
    symbols: int
    scene: Scene
    measured_seconds: float | None
    cpu_seconds: float
    waiting_seconds: float
    calls: int
    input_tokens: int
    output_tokens: int
    longest_answer: int
    cost_usd: float
    documented: int | None
    peak_mb: float

    @property
    def computed_seconds(self) -> float:
        """Wall time by the model of latency: computing and waiting, one after the other."""
        return self.cpu_seconds + self.waiting_seconds

    @property
    def seconds(self) -> float:
        """Wall time: measured where it was, else computed."""
        return self.computed_seconds if self.measured_seconds is None else self.measured_seconds


@dataclass(frozen=True, slots=True)
class Size:
    """What belongs to one body of code, whoever documents it.

    Attributes:
        lines: Lines of the code.
        symbols: Classes, functions and methods in it.
        parse_seconds: CPU time of bare `ast.parse`.
        bound_seconds: The least wall time of a first run.
    """

    lines: int
    symbols: int
    parse_seconds: float
    bound_seconds: float


@dataclass(frozen=True, slots=True)
class Repository:
    """A repository and the runs on it.

    Attributes:
        read_lines: Lines of the files that docgen's defaults read: all but tests.
        parse_seconds: CPU time of bare `ast.parse` of these.
        figures: The runs.
    """

    read_lines: int
    parse_seconds: float
    figures: tuple[Figure, ...]


@dataclass(frozen=True, slots=True)
class Results:
    """All that was measured.

    Attributes:
        machine: On what.
        start_cpu_seconds: CPU time of docgen's start alone.
        sizes: The generated files.
        figures: The runs on them.
        repository: The repository; `None` where it was not measured.
    """

    machine: str
    start_cpu_seconds: float
    sizes: tuple[Size, ...]
    figures: tuple[Figure, ...]
    repository: Repository | None = None

    def find(self, contestant: str, lines: int, scene: Scene = Scene.FIRST) -> Figure | None:
        """The run of a contestant, if there was one."""
        return next((f for f in self.figures if (f.contestant, f.lines, f.scene) == (contestant, lines, scene)), None)


def save(results: Results, path: Path) -> None:
    """Write results to a file."""
    path.write_text(json.dumps(_rounded(asdict(results)), indent=1) + "\n", "utf-8")


def load(path: Path) -> Results:
    """Read results from a file."""
    data = json.loads(path.read_text("utf-8"))
    repository = data["repository"]
    return Results(
        machine=data["machine"],
        start_cpu_seconds=data["start_cpu_seconds"],
        sizes=tuple(Size(**size) for size in data["sizes"]),
        figures=_figures(data["figures"]),
        repository=repository and Repository(**{**repository, "figures": _figures(repository["figures"])}),
    )


def _figures(entries: Sequence[dict[str, object]]) -> tuple[Figure, ...]:
    return tuple(Figure(**{**entry, "scene": Scene(entry["scene"])}) for entry in entries)  # type: ignore[arg-type]


def _rounded(value: object) -> object:
    match value:
        case float():
            return round(value, 4)
        case dict():
            return {key: _rounded(item) for key, item in value.items()}
        case list() | tuple():
            return [_rounded(item) for item in value]
    return value
