"""A repository of a million lines, documented as a user would: with docgen's defaults, and fifty workers."""

from __future__ import annotations

import ast
import sys
import time
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from benchmarks.performance import latency, sources
from benchmarks.performance.contestants import CODE, OURS_WIDE, Contestant, reported
from benchmarks.performance.figures import Figure, Repository
from benchmarks.performance.measure import run
from benchmarks.performance.stage import prepare, stage, to_figure
from docgen.python.skips import is_test_path

REPOSITORY_LINES = 1_000_000


def measure_repository(lines: int, start: float) -> Repository:
    """Run through all scenes with the repository.

    Args:
        lines: How long it is at least.
        start: When the benchmark began, by the monotonic clock.
    """
    contestant = Contestant(OURS_WIDE, 50, _command, reported)
    with stage(contestant) as (folder, environ):
        count = sources.repository(folder / CODE, lines)
        contents = [path.read_bytes() for path in sorted(folder.rglob("*.py")) if not _is_test(path, folder)]
        parse_seconds = _parse_seconds(contents)
        read_lines = sum(content.count(b"\n") for content in contents)
        del contents
        return Repository(read_lines, parse_seconds, tuple(_play(contestant, folder, environ, count, start)))


def _is_test(path: Path, folder: Path) -> bool:
    """Whether docgen's defaults leave the file unread."""
    return is_test_path(path.relative_to(folder).as_posix())


def _play(contestant: Contestant, folder: Path, environ: dict[str, str], lines: int, start: float) -> Iterator[Figure]:
    for scene in contestant.scenes:
        prepare(scene, folder / CODE)
        # 1: some files of a corpus are not Python of this version, and are reported.
        played = run(contestant.command(folder), folder, environ, latency.AT_ONCE, codes=(0, 1))
        print(f"{time.monotonic() - start:7.0f} s  repository  {scene:<24} {played.seconds:8.1f} s", file=sys.stderr)
        figure = to_figure(contestant, scene, played, lines, 0)
        yield replace(figure, documented=reported(played, frozenset()))


def _command(kept: Path) -> list[str]:
    """What a user types, who does not ask for everything."""
    cache = ("--cache-path", str(kept / "docs.sqlite"), "--cache-ttl-hours", "0")
    return [sys.executable, "-m", "docgen.cli", "show", CODE, "--json", *cache, "--max-workers", "50"]


def _parse_seconds(contents: Sequence[bytes]) -> float:
    start = time.process_time()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for content in contents:
            try:
                ast.parse(content)
            except (SyntaxError, ValueError):
                continue
    return time.process_time() - start
