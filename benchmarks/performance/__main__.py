"""Measures docgen and its rivals, and writes `docs/performance.md` with its plots. Run by `make bench`.

python -m benchmarks.performance                  measure everything, then write the page
python -m benchmarks.performance --sizes 1000     only small files, and print the figures instead
python -m benchmarks.performance --draw           write the page again from the figures of the last run
"""

from __future__ import annotations

import argparse
import ast
import os
import platform
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from benchmarks.performance import latency, page, plots, sources, stage
from benchmarks.performance.contestants import ONE_THREAD, contestants, docgen
from benchmarks.performance.figures import Figure, Results, Size, load, save
from benchmarks.performance.measure import ROOT, run
from benchmarks.performance.repository import REPOSITORY_LINES, measure_repository

SIZES = (1_000, 3_000, 10_000, 50_000)
FIGURES = ROOT / "docs" / "performance" / "figures.json"


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print, and write the page."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--draw", action="store_true", help="measure nothing")
    parser.add_argument("--sizes", type=int, nargs="*", help="lines of the generated files; the page is not written")
    parser.add_argument("--repository", type=int, help="lines of the repository; the page is not written")
    options = parser.parse_args(arguments)
    if options.draw:
        write(load(FIGURES))
        return 0
    is_whole = options.sizes is None and options.repository is None
    for results in measure(
        SIZES if is_whole else options.sizes or (), options.repository or REPOSITORY_LINES * is_whole
    ):
        if is_whole:
            FIGURES.parent.mkdir(exist_ok=True)
            save(results, FIGURES)
            write(results)
    print(page.tables(results))
    return 0


def write(results: Results) -> None:
    """Write the page and its plots."""
    for name, drawing in plots.draw(results).items():
        (FIGURES.parent / f"{name}.svg").write_text(drawing, "utf-8")
    page.fill(ROOT / "docs" / "performance.md", page.tables(results))


def measure(sizes: Sequence[int], repository_lines: int) -> Iterator[Results]:
    """Measure everything, and say on standard error how far it is; yields what there is when the files are done, too.

    Args:
        sizes: Lines of the generated files.
        repository_lines: Lines of the repository; 0 for none.
    """
    start, machine = time.monotonic(), describe_machine()
    files = [sources.generated_file(size) for size in sizes]
    figures = [figure for source in files for figure in _figures(source, start)]
    results = Results(
        machine=machine,
        start_cpu_seconds=start_cpu_seconds(),
        sizes=tuple(to_size(source, figures) for source in files),
        figures=tuple(figures),
    )
    yield results
    if repository_lines:
        yield replace(results, repository=measure_repository(repository_lines, start))


def describe_machine() -> str:
    """On what is measured, and how busy it is with other things."""
    busy = f"a load average of {os.getloadavg()[0]:.1f} before the first run"
    return f"{os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}, {busy}"


def _figures(source: str, start: float) -> Iterator[Figure]:
    for contestant in contestants():
        if contestant.most_lines is None or source.count("\n") <= contestant.most_lines * 1.1:
            for figure in stage.play(contestant, source):
                print(
                    f"{time.monotonic() - start:7.0f} s  {figure.lines:>6,} lines  {figure.contestant:<34} "
                    f"{figure.scene:<24} {figure.seconds:8.1f} s {figure.calls:6,} calls ${figure.cost_usd:.4f}",
                    file=sys.stderr,
                )
                yield figure


def to_size(source: str, figures: Sequence[Figure]) -> Size:
    """What can be said of a file, whoever documents it; one call per function tells how long each doc is."""
    lines = source.count("\n")
    single = next(f for f in figures if (f.lines, f.contestant) == (lines, ONE_THREAD))
    return Size(
        lines=lines,
        symbols=single.symbols,
        parse_seconds=parse_seconds(source),
        bound_seconds=latency.least_seconds(single.output_tokens, single.longest_answer),
    )


def parse_seconds(source: str) -> float:
    """CPU time of bare `ast.parse`, the least of several."""

    def once() -> float:
        start = time.process_time()
        ast.parse(source)
        return time.process_time() - start

    return min(once() for _ in range(7))


def start_cpu_seconds() -> float:
    """CPU time of a docgen that finds nothing to document."""
    with tempfile.TemporaryDirectory() as folder:
        empty = Path(folder)
        (empty / "code").mkdir()
        (empty / "code" / "empty.py").write_text('"""Nothing."""\n', "utf-8")
        return run(docgen(empty, "5"), empty, {}, latency.AT_ONCE).cpu_seconds


if __name__ == "__main__":
    sys.exit(main())
