"""The tables of `docs/performance.md`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from benchmarks.performance.contestants import OURS, OURS_WIDE, PUBLISHED
from benchmarks.performance.figures import Figure, Repository, Results, Scene, Size
from docgen.model import Usage
from docgen.writer.models import BATCH_SHARE, Model, load_models

_BEGIN, _END = "<!-- make bench: from here -->", "<!-- make bench: to here -->"
_PUBLISHED_FIGURES = {3_000: "28.7 s", 10_000: "60 to 90 s", 50_000: "5 to 8 min"}
_CLOSE_TO = 0.1
_ONE_FILE = 20_000
"""Lines up to which a file is like those that people write."""
_PLOTS = """\
![Wall time of a first run by lines of code](performance/time.svg)
![Symbols that have a whole doc after the first run](performance/missing.svg)
![What each run costs](performance/later.svg)
"""


def fill(path: Path, tables: str) -> None:
    """Put the tables between the marks of a page."""
    before, _, rest = path.read_text("utf-8").partition(_BEGIN)
    _, _, after = rest.partition(_END)
    path.write_text(f"{before}{_BEGIN}\n\n{_PLOTS}\n{tables}\n{_END}{after}", "utf-8")


def tables(results: Results) -> str:
    """All tables, as Markdown."""
    return "\n".join(_tables(results))


def _tables(results: Results) -> Iterator[str]:
    yield f"Measured on {results.machine}.\n"
    if results.figures:
        yield "### Beside the published algorithm\n"
        yield from _beside(results)
        yield "### What a thousand symbols cost\n"
        yield from _prices(results)
        yield "### First run\n"
        yield from _first_runs(results)
        yield "### Later runs\n"
        yield from _later_runs(results)
        yield "### What our part computes\n"
        yield from _computing(results)
        yield "### How far the computed times are from the measured ones\n"
        yield from _validation(results)
    if results.repository:
        yield "### A repository\n"
        yield from _repository(results.repository)


def _beside(results: Results) -> Iterator[str]:
    columns = (
        "lines",
        "first run, 5 workers",
        "first run, 50 workers",
        "symbols missing: it / docgen",
        "second run",
        "one function changed: calls, cost",
        "formatted, moved: calls",
    )
    return _table(columns, (row for size in results.sizes if (row := _beside_at(results, size.lines))))


def _beside_at(results: Results, lines: int) -> Sequence[str]:
    """How docgen compares at one size; nothing where one of both did not run."""
    found = [(results.find(PUBLISHED, lines, scene), results.find(OURS, lines, scene)) for scene in Scene]
    pairs = {ours.scene: (its, ours) for its, ours in found if its and ours}
    wide = results.find(OURS_WIDE, lines)
    if wide is None or len(pairs) < len(Scene):
        return ()
    (its, ours), second, changed = (pairs[scene] for scene in (Scene.FIRST, Scene.SECOND, Scene.CHANGED))
    cost = changed[1].cost_usd
    return (
        f"{lines:,}",
        _faster(its, ours),
        _faster(its, wide),
        f"{_missing(its)} / {_missing(ours)}",
        _faster(*second),
        f"{changed[1].calls}, {cost / changed[0].cost_usd:.1%} of its, {cost / its.cost_usd:.1%} of its first run's",
        ", ".join(str(pairs[scene][1].calls) for scene in (Scene.FORMATTED, Scene.MOVED)),
    )


def _faster(its: Figure, ours: Figure) -> str:
    return f"{its.seconds / ours.seconds:.1f} times as fast"


def _prices(results: Results) -> Iterator[str]:
    """What the tokens of a first run cost with each model; thinking that cannot be turned off would come on top."""
    first = results.find(OURS, max(size.lines for size in results.sizes if size.lines < _ONE_FILE))
    if first is None:
        return
    usage = Usage(first.input_tokens * 1_000 // first.symbols, first.output_tokens * 1_000 // first.symbols)
    yield f"{usage.input_tokens:,} tokens in and {usage.output_tokens:,} out, measured at {first.lines:,} lines. "
    yield "Models that cannot be kept from thinking are left out: their thinking comes on top.\n"
    costs = {
        name: model.prices.of(usage) for name, model in load_models().items() if _is_offered(model) and model.prices
    }
    rows = [(f"`{name}`", f"${cost:.2f}", f"${cost * BATCH_SHARE:.2f}") for name, cost in costs.items()]
    yield from _table(("model", "first time", "in batches"), rows)


def _is_offered(model: Model) -> bool:
    return not model.deprecated and not model.thinks("low")


def _first_runs(results: Results) -> Iterator[str]:
    columns = (
        "lines",
        "symbols",
        "who",
        "time",
        "times the bound",
        "calls",
        "tokens in",
        "out",
        "cost",
        "missing",
        "peak memory",
    )
    rows: list[Sequence[str]] = []
    for size in results.sizes:
        code = (f"{size.lines:,}", f"{size.symbols:,}")
        rows += ((*code, *_first_run(figure, size)) for figure in _of(results, size, Scene.FIRST))
        rows += ((*code, "published algorithm, as published", time) for time in _published(size.lines))
        rows.append((*code, "lower bound", f"{size.bound_seconds:.1f} s", "1.0"))
    return _table(columns, rows)


def _first_run(figure: Figure, size: Size) -> Sequence[str]:
    return (
        figure.contestant,
        _time(figure),
        f"{figure.seconds / size.bound_seconds:.1f}",
        f"{figure.calls:,}",
        f"{figure.input_tokens:,}",
        f"{figure.output_tokens:,}",
        f"${figure.cost_usd:.3f}",
        _missing(figure),
        f"{figure.peak_mb:.0f} MB",
    )


def _later_runs(results: Results) -> Iterator[str]:
    columns = ("lines", "scene", "who", "time", "calls", "tokens in", "out", "cost", "of its first run's cost")
    rows = []
    for size in results.sizes:
        for scene in (scene for scene in Scene if scene is not Scene.FIRST):
            for figure in _of(results, size, scene):
                first = results.find(figure.contestant, size.lines)
                share = f"{figure.cost_usd / first.cost_usd:.1%}" if first and first.cost_usd else ""
                rows.append((
                    f"{size.lines:,}", scene.value, figure.contestant, _time(figure), f"{figure.calls:,}",
                    f"{figure.input_tokens:,}", f"{figure.output_tokens:,}", f"${figure.cost_usd:.4f}", share,
                ))  # fmt: skip
    return _table(columns, rows)


def _computing(results: Results) -> Iterator[str]:
    columns = (
        "lines",
        "`ast.parse`",
        "first run",
        "second run",
        "second run, times `ast.parse`",
        "peak memory, first run",
    )
    rows = []
    for size in results.sizes:
        first, second = (results.find(OURS, size.lines, scene) for scene in (Scene.FIRST, Scene.SECOND))
        if first and second:
            ratio = (second.cpu_seconds - results.start_cpu_seconds) / size.parse_seconds
            rows.append((
                f"{size.lines:,}", f"{size.parse_seconds:.2f} s", f"{first.cpu_seconds:.2f} s",
                f"{second.cpu_seconds:.2f} s", f"{ratio:.1f}", f"{first.peak_mb:.0f} MB",
            ))  # fmt: skip
    yield f"CPU time of {OURS}; {results.start_cpu_seconds:.2f} s of it is its start, which the ratio leaves out.\n"
    yield from _table(columns, rows)


def _validation(results: Results) -> Iterator[str]:
    columns = ("lines", "who", "measured", "computed", "measured to computed")
    rows = [
        (f"{f.lines:,}", f.contestant, f"{f.measured_seconds:.1f} s", f"{f.computed_seconds:.1f} s",
         f"{f.measured_seconds / f.computed_seconds:.2f}")
        for f in results.figures
        if f.measured_seconds is not None and f.calls
    ]  # fmt: skip
    return _table(columns, rows)


def _repository(repository: Repository) -> Iterator[str]:
    columns = (
        "scene",
        "who",
        "time",
        "calls",
        "tokens in",
        "out",
        "cost",
        "documented",
        "peak memory",
        "CPU",
        "times `ast.parse`",
    )
    lines, seconds = repository.figures[0].lines, repository.parse_seconds
    yield (
        f"{lines:,} lines, of which docgen's defaults read {repository.read_lines:,}: the others are tests. "
        f"Bare `ast.parse` of what is read takes {seconds:.1f} s of CPU time.\n"
    )
    rows = (
        (
            figure.scene.value,
            figure.contestant,
            _time(figure),
            f"{figure.calls:,}",
            f"{figure.input_tokens:,}",
            f"{figure.output_tokens:,}",
            f"${figure.cost_usd:.3f}",
            f"{figure.documented:,}",
            f"{figure.peak_mb:.0f} MB",
            f"{figure.cpu_seconds:.1f} s",
            f"{figure.cpu_seconds / seconds:.1f}",
        )
        for figure in repository.figures
    )
    yield from _table(columns, rows)


def _of(results: Results, size: Size, scene: Scene) -> Iterable[Figure]:
    return (figure for figure in results.figures if figure.lines == size.lines and figure.scene is scene)


def _published(lines: int) -> Iterator[str]:
    """What was published for about so many lines."""
    yield from (time for size, time in _PUBLISHED_FIGURES.items() if abs(lines / size - 1) < _CLOSE_TO)


def _time(figure: Figure) -> str:
    """The wall time; one that was computed is marked."""
    return f"{'' if figure.measured_seconds is not None else '≈ '}{figure.seconds:,.1f} s"


def _missing(figure: Figure) -> str:
    if figure.documented is None:
        return ""
    missing = figure.symbols - figure.documented
    return f"{missing:,} ({missing / figure.symbols:.0%})" if missing else "0"


def _table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    yield f"| {' | '.join(columns)} |"
    yield f"| {' | '.join('---' for _ in columns)} |"
    for row in rows:
        yield f"| {' | '.join([*row, *[''] * (len(columns) - len(row))])} |"
    yield ""
