"""Start the container and measure how long it takes to the first requests, and through a fully cached run.

Beside it, in the same image: Python that does nothing, and Python that imports the three vendor libraries. Every time
is the median of several runs, from `docker run` on, against the stand-ins on loopback. Run by `make start`.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.container.engine import IMAGE, build_image
from tests.container.runner import ContainerRunner
from tests.runner import Step
from tests.standins.claude import ClaudeStandin
from tests.standins.github import GitHubStandin
from tests.standins.repositories import Repository

SOURCE = '''"""Sums."""


def total(prices: list[int], discount: int = 0) -> int:
    if discount > 100:
        raise ValueError("more than all")
    return sum(prices) * (100 - discount) // 100
'''


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=5, help="runs of each kind")
    runs = parser.parse_args(arguments).runs
    build_image()
    rows = {
        "Python that does nothing": [bare("pass") for _ in range(runs)],
        "import anthropic, boto3, github": [bare("import anthropic, boto3, github") for _ in range(runs)],
    }
    fresh, cached = zip(*(fresh_and_cached() for _ in range(runs)), strict=True)
    rows["to the first request to GitHub"] = [measured.github for measured in fresh]
    rows["to the first request to Claude"] = [measured.claude for measured in fresh]
    rows["a fully cached run, whole"] = [measured.whole for measured in cached]
    floor = statistics.median(rows["Python that does nothing"])
    print(f"{'median of ' + str(runs):<34} {'seconds':>8} {'beyond nothing':>16}")
    for what, times in rows.items():
        seconds = statistics.median(times)
        print(f"{what:<34} {seconds:8.2f} {seconds - floor:16.2f}")
    return 0


def bare(code: str) -> float:
    """Seconds that a container takes to run some Python."""
    start = time.perf_counter()
    command = ["docker", "run", "--rm", "--entrypoint", "/venv/bin/python", IMAGE, "-E", "-s", "-B", "-c", code]
    subprocess.run(command, check=True)
    return time.perf_counter() - start


@dataclass(frozen=True, slots=True)
class Measured:
    """Seconds from `docker run` on.

    Attributes:
        github: Until the first request to GitHub arrived.
        claude: Until the first request to Claude arrived; 0 where none did.
        whole: Until the container was gone.
    """

    github: float
    claude: float
    whole: float


def fresh_and_cached() -> tuple[Measured, Measured]:
    """Run the action on a new pull request twice, the second time with everything in its cache."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        repository = Repository(folder / "origin.git")
        repository.commit({"README.md": "# Shop\n"})
        repository.commit({"shop.py": SOURCE}, branch="feature")
        with GitHubStandin(repository="octo/shop", git_dir=folder / "origin.git") as github, ClaudeStandin() as claude:
            payload = github.events.pull_request(github.open_pull(head="feature"))
            runner = ContainerRunner(folder / "runner", github, claude.url)
            fresh, cached = (measure(github, claude, lambda: runner.start(payload).finish()) for _ in range(2))
            return fresh, cached


def measure(github: GitHubStandin, claude: ClaudeStandin, run: Callable[[], Step]) -> Measured:
    """Time one run."""
    arrived: list[float] = []
    asked = len(claude.requests)
    github.meanwhile("GET", "", lambda: arrived.append(time.time()))
    start = time.time()
    step = run()
    end = time.time()
    if step.code:
        raise SystemExit(step.log)
    first = next((request.at - start for request in claude.requests[asked:]), 0.0)
    return Measured(arrived[0] - start, first, end - start)


if __name__ == "__main__":
    sys.exit(main())
