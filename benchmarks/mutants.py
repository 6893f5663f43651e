"""Change one thing in the code that trust rests on, again and again: do its own tests notice?

Each area is mutated by mutmut in a copy of the repository, and each mutant is held against the area's own tests alone.
Of large areas a sample is tried, the same for the same seed. Run by `make mutants`.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / ".cache" / "mutants"
COPIED = ("docgen", "tests", "benchmarks", "examples", "aws", "docs", ".github", "entrypoint.py", "pyproject.toml")
ROW = "{:<14} {:>8} {:>6} {:>7} {:>9} {:>9} {:>9} {:>7}"
LEAST_SCORE = 0.85

_SURVIVED, _UNTRIED = 0, None
# By their own word, or by a signal that the mutant brought upon them.
_KILLED = frozenset({1, 3, -1, -6, -9, -11})
_TIMEOUTS = frozenset({-24, 24, 36, 152, 255})


@dataclass(frozen=True, slots=True)
class Area:
    """Code that is mutated, and the tests that have to notice.

    Attributes:
        code: Patterns of its files.
        tests: Its tests.
    """

    code: tuple[str, ...]
    tests: tuple[str, ...]


def _cache(*names: str) -> tuple[str, ...]:
    return tuple(f"docgen/cache/{name}.py" for name in names)


def _cache_tests(*names: str) -> tuple[str, ...]:
    return tuple(f"tests/cache/test_{name}.py" for name in names)


AREAS: Mapping[str, Area] = {
    "splice": Area(
        ("docgen/python/splice.py", "docgen/python/proof.py"),
        ("tests/python/test_splice.py", "tests/python/test_proof.py"),
    ),
    "check": Area(("docgen/python/check/*",), ("tests/python/test_check.py", "tests/python/test_check_properties.py")),
    "cache": Area(
        _cache("admin", "doc_json", "factory", "flight", "forgiving*", "hits", "interface", "item", "lifetime", "lines")
        + _cache("none", "record", "trust", "workspace"),
        _cache_tests(
            "doc_json",
            "factory",
            "flight",
            "forgiving",
            "forgiving_store",
            "hits",
            "record",
            "sqlite",
            "trust",
            "workspace",
        ),
    ),
    "sqlite": Area(_cache("holder", "sqlite*"), _cache_tests("sqlite", "sqlite_file")),
    "dynamodb": Area(
        _cache("aws", "dynamodb*", "parallel", "patience"),
        _cache_tests("dynamodb", "dynamodb_admin", "dynamodb_faults", "parallel", "patience", "record"),
    ),
    "escape": Area(
        ("docgen/github/escape.py", "docgen/sanitize.py"),
        ("tests/test_sanitize.py", "tests/github/test_escape.py", "tests/github/test_escape_rendered.py"),
    ),
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Mutate the areas and print the table and the survivors; 1 when too many survive."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("areas", nargs="*", default=list(AREAS), help=f"which: {', '.join(AREAS)}")
    parser.add_argument("--sample", type=int, default=300, help="most mutants of an area to try")
    parser.add_argument("--seed", type=int, default=1, help="decides which")
    parser.add_argument("--jobs", type=int, default=2, help="mutants at the same time")
    options = parser.parse_args(arguments)
    print(ROW.format("area", "mutants", "tried", "killed", "timeouts", "untested", "survived", "score"), flush=True)
    survivors: list[str] = []
    scores: list[float] = []
    for name in options.areas:
        found = attack(name, options.sample, random.Random(options.seed), options.jobs)
        tried = {mutant: code for mutant, code in found.items() if code is not _UNTRIED}
        kinds = Counter(map(_kind, tried.values()))
        noticed = kinds["killed"] + kinds["timeout"]
        scores.append(noticed / len(tried))
        counts = (kinds["killed"], kinds["timeout"], kinds["untested"], kinds["survived"])
        print(ROW.format(name, len(found), len(tried), *counts, f"{scores[-1]:.1%}"), flush=True)
        survivors += [mutant for mutant, code in tried.items() if _kind(code) in ("survived", "untested")]
    print("\nsurvivors:", *sorted(survivors), sep="\n    ")
    return int(min(scores) < LEAST_SCORE)


def attack(name: str, sample: int, chance: random.Random, jobs: int) -> dict[str, int | None]:
    """Mutate an area; the exit code of its tests for each mutant, `None` for one that was not tried."""
    area, copy = AREAS[name], FOLDER / name
    _copy(area, copy)
    # With a name that is none, mutmut makes all mutants and tries none of them.
    _mutmut(copy, jobs, "none")
    every = sorted(_results(copy))
    chosen = every if len(every) <= sample else chance.sample(every, sample)
    _mutmut(copy, jobs, *chosen)
    results = _results(copy)
    if all(code is _UNTRIED for code in results.values()):
        raise SystemExit(f"no mutant of {name} was tried, as its tests fail already without: see {copy / 'mutmut.log'}")
    return results


def _copy(area: Area, copy: Path) -> None:
    shutil.rmtree(copy, ignore_errors=True)
    copy.mkdir(parents=True)
    for name in COPIED:
        source, target = ROOT / name, copy / name
        if source.is_dir():
            shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__", "corpus"))
        else:
            shutil.copyfile(source, target)
    settings = {
        "source_paths": ["docgen"],
        "only_mutate": list(area.code),
        "pytest_add_cli_args_test_selection": list(area.tests),
        "pytest_add_cli_args": ["-p", "no:xdist", "-p", "no:cacheprovider"],
        "also_copy": [name for name in COPIED if name not in ("docgen", "pyproject.toml")],
    }
    with copy.joinpath("pyproject.toml").open("a", encoding="utf-8") as file:
        # Of TOML, JSON's lists and strings are a part.
        lines = (f"{key} = {json.dumps(value)}\n" for key, value in settings.items())
        file.write("\n[tool.mutmut]\n" + "".join(lines))


def _mutmut(copy: Path, jobs: int, *mutants: str) -> None:
    command = [str(Path(sys.executable).with_name("mutmut")), "run", "--max-children", str(jobs), *mutants]
    # Another pytest that clears the common folder would be taken for a test that noticed.
    environment = {**os.environ, "PYTEST_DEBUG_TEMPROOT": str(copy)}
    with copy.joinpath("mutmut.log").open("ab") as log:
        subprocess.run(command, cwd=copy, env=environment, stdout=log, stderr=log, check=False)


def _results(copy: Path) -> dict[str, int | None]:
    found: dict[str, int | None] = {}
    for path in copy.joinpath("mutants").rglob("*.meta"):
        found |= json.loads(path.read_text("utf-8"))["exit_code_by_key"]
    if not found:
        raise SystemExit(f"mutmut made no mutants: see {copy / 'mutmut.log'}")
    return found


def _kind(code: int | None) -> str:
    if code == _SURVIVED:
        return "survived"
    if code in _TIMEOUTS:
        return "timeout"
    return "killed" if code in _KILLED else "untested"


if __name__ == "__main__":
    sys.exit(main())
