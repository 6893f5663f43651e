"""Who documents: docgen as a user starts it, and its rivals, each a program of its own."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from benchmarks.performance.figures import Scene
from benchmarks.performance.measure import Run

RIVALS_TABLE = "published"
OUR_TABLE = "docgen-cache"

PUBLISHED = "published algorithm"
ONE_THREAD = "one call per function, 1 thread"
FIVE_THREADS = "one call per function, 5 threads"
OURS = "docgen, 5 workers"
OURS_TABLE = "docgen, 5 workers, DynamoDB"
OURS_WIDE = "docgen, 50 workers"

CODE = "code"
"""The folder, below the one in which a contestant works, that has the code."""

_EVERY_SCENE = tuple(Scene)
_FIRST = (Scene.FIRST,)


@dataclass(frozen=True, slots=True)
class Contestant:
    """Who documents.

    Attributes:
        name: What it is called in the tables.
        workers: Requests that it has under way at the same time.
        command: The program, given the folder for what it keeps.
        documented: How many of the symbols with the given names a run documented.
        scenes: What it is asked to do, in this order.
        most_lines: Longest file that it is given; `None` for any.
        needs_tables: Whether it keeps what it wrote in DynamoDB.
    """

    name: str
    workers: int
    command: Callable[[Path], list[str]]
    documented: Callable[[Run, frozenset[str]], int]
    scenes: tuple[Scene, ...] = _EVERY_SCENE
    most_lines: int | None = None
    needs_tables: bool = False


def contestants() -> tuple[Contestant, ...]:
    """All contestants, rivals first."""
    table = ("--cache-table", OUR_TABLE)
    return (
        Contestant(PUBLISHED, 5, lambda _: _rival("published", RIVALS_TABLE), _whole_sections, needs_tables=True),
        Contestant(ONE_THREAD, 1, lambda _: _rival("one_by_one", "1"), _answers, _FIRST),
        Contestant(FIVE_THREADS, 5, lambda _: _rival("one_by_one", "5"), _answers, _FIRST),
        Contestant(OURS, 5, lambda kept: docgen(kept, "5"), reported),
        Contestant(
            OURS_TABLE,
            5,
            lambda kept: docgen(kept, "5", *table),
            reported,
            most_lines=3_000,
            needs_tables=True,
        ),
        Contestant(OURS_WIDE, 50, lambda kept: docgen(kept, "50"), reported, _FIRST),
    )


def docgen(kept: Path, workers: str, *options: str) -> list[str]:
    """The command line that documents everything, as the rivals do, and keeps docs in a folder."""
    cache = ("--cache-path", str(kept / "docs.sqlite"), "--cache-ttl-hours", "0")
    everything = ("--visibility", "all", "--skip", "none")
    command = [sys.executable, "-m", "docgen.cli", "show", CODE, "--json", "--max-workers", workers]
    return [*command, *everything, *cache, *options]


def reported(run: Run, _names: frozenset[str]) -> int:
    """Symbols that docgen's report says are documented."""
    documented: int = json.loads(run.output)["totals"]["documented"]
    return documented


def _rival(module: str, option: str) -> list[str]:
    return [sys.executable, "-m", f"benchmarks.performance.{module}", option, CODE]


def _whole_sections(run: Run, names: frozenset[str]) -> int:
    """Docs that stand whole in an answer; one that an overlap brings twice counts once."""
    return len(names & run.delivered.keys())


def _answers(run: Run, _names: frozenset[str]) -> int:
    """Each answer is about one symbol."""
    return sum(run.delivered.values())
