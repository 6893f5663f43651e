"""How many requests to GitHub a run takes, by the size of its pull request.

Each pull request changes one function in every file and is run twice, as the runner would start the action, with the
offline writer: by the API alone, and with the objects of a checkout in the workspace. Prints one table.

    python -m benchmarks.requests [FILES ...]
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from tests.runner import Runner
from tests.standins.github import GitHubStandin
from tests.standins.github.log import Exchange
from tests.standins.repositories import Repository

SIZES = (10, 300, 3_000)
MOST_PER_HUNDRED = 1
"""Requests for sources that a hundred files may take."""
KINDS = {"lists of files": "/files", "sources": "/graphql", "comments": "/comments"}
HEADINGS = ("files", "sources from", *KINDS, "others", "all requests", "documented", "seconds")
ROW = "{:>6}  {:<13} {:>14} {:>8} {:>9} {:>7} {:>13} {:>11} {:>8}"


def main(argv: Sequence[str]) -> int:
    """Run all pull requests; 1 when one failed or took too many requests."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("files", nargs="*", type=int, default=SIZES, metavar="FILES")
    sizes = parser.parse_args(argv).files
    print(ROW.format(*HEADINGS))
    problems = [
        problem
        for size in sizes
        for has_checkout in (False, True)
        for problem in measure(size, has_checkout=has_checkout)
    ]
    print(*problems, sep="\n")
    return int(bool(problems))


def measure(size: int, *, has_checkout: bool) -> list[str]:
    """Run one pull request, print its row, and give out what is wrong."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        repository = Repository(folder / "origin.git")
        repository.commit(sources(size, "x + 1"))
        repository.commit(sources(size, "x + 2"), branch="feature", start="main")
        with GitHubStandin(repository="octo/many", git_dir=repository.git_dir) as github:
            runner = Runner(folder / "runner", github)
            if has_checkout:
                check_out(repository.git_dir, runner.workspace)
            payload = github.events.pull_request(github.open_pull(head="feature"), "opened")
            started = time.perf_counter()
            step = runner.step("pull_request", payload, {"provider": "draft", "cache": "none"})
            seconds = time.perf_counter() - started
            counts = Counter(kind_of(exchange) for exchange in github.requests)
    origin = "checkout" if has_checkout else "API"
    documented = step.outputs.get("documented", "")
    figures = [*(counts[kind] for kind in (*KINDS, "others")), counts.total()]
    print(ROW.format(f"{size:,}", origin, *figures, documented, f"{seconds:.1f}"), flush=True)
    return list(check(size, origin, counts, (step.code, documented)))


def check(size: int, origin: str, counts: Counter[str], ended: tuple[int, str]) -> list[str]:
    """Say what is not as it should be."""
    allowed = MOST_PER_HUNDRED * -(-size // 100)
    found = []
    if ended != (0, str(size)):
        found.append(f"{size} files, {origin}: ended with {ended[0]}, documented {ended[1]}")
    if counts["sources"] > allowed:
        found.append(f"{size} files, {origin}: {counts['sources']} requests for sources, {allowed} allowed")
    return found


def kind_of(exchange: Exchange) -> str:
    """What a request is for; both sources and comments are read by GraphQL."""
    if exchange.path == "/graphql" and "comments(" in str(exchange.body):
        return "comments"
    return next((kind for kind, end in KINDS.items() if exchange.path.endswith(end)), "others")


def check_out(git_dir: Path, workspace: Path) -> None:
    """Clone into the workspace, as `actions/checkout` leaves it."""
    command = ["git", "clone", "--quiet", "--no-local", "--branch", "feature", str(git_dir), str(workspace)]
    subprocess.run(command, check=True)


def sources(size: int, result: str) -> dict[str, str]:
    """Modules with one function each, none of which means the same as another."""
    return {
        f"shop/part{number // 100}/module{number}.py": f'"""Part {number}."""\n\n\ndef step_{number}(x: int) -> int:\n'
        f"    if x > {number}:\n        raise ValueError\n    return {result}\n"
        for number in range(size)
    }


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
