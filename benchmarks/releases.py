"""The action on real pull requests: base is one release of a package, head is the next.

Each pull request is run twice, as the runner would start the action, against GitHub and Claude on loopback; the comment
of the first run is kept for reading. Prints one table.

    python -m benchmarks.releases [NAME:BASE:HEAD ...] [--comments FOLDER]
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
import zipfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.runner import Runner, Step
from tests.standins.claude import ClaudeStandin
from tests.standins.github import GitHubStandin
from tests.standins.repositories import Repository

RELEASES = ("requests:2.31.0:2.32.3", "flask:2.3.3:3.0.3", "rich:13.7.1:13.9.4")
HEADINGS = (
    "package", "files", "touched", "documented", "stale", "failed", "calls", "tokens in", "tokens out", "cost", "first",
    "second",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Measured:
    """One pull request, run twice."""

    name: str
    first: Step
    second: Step
    seconds: tuple[float, float]
    comments: tuple[str, ...]
    asked_again: int

    def row(self) -> tuple[str, ...]:
        """The figures in the order of the headings."""
        totals, spending = self.first.report["totals"], self.first.report["spending"]
        return (
            self.name,
            str(totals["files"]),
            str(len(self.first.report["outcomes"])),
            str(totals["documented"]),
            str(totals["rewritten"]),
            str(totals["failed"]),
            str(spending["calls"]),
            f"{spending['input_tokens'] + spending['cache_write_tokens'] + spending['cache_read_tokens']:,}",
            f"{spending['output_tokens']:,}",
            f"${spending['cost_usd']:.4f}",
            f"{self.seconds[0]:.1f} s",
            f"{self.seconds[1]:.1f} s",
        )

    def skipped(self) -> str:
        """Why symbols were left alone, and how many."""
        reasons = Counter(
            outcome["reason"] for outcome in self.first.report["outcomes"] if outcome["status"] == "skipped"
        )
        return f"{self.name}: skipped " + ", ".join(f"{reason} {number}" for reason, number in reasons.most_common())


def main(argv: Sequence[str]) -> int:
    """Run all pull requests; returns 1 when one of them did not go as it should."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("releases", nargs="*", default=RELEASES, metavar="NAME:BASE:HEAD")
    parser.add_argument("--comments", type=Path, help="where to keep the comments")
    arguments = parser.parse_args(argv)
    with tempfile.TemporaryDirectory() as folder:
        measured = [measure(release, Path(folder)) for release in arguments.releases]
    print_table([HEADINGS, *(each.row() for each in measured)])
    for each in measured:
        print(each.skipped())
        if arguments.comments:
            arguments.comments.mkdir(parents=True, exist_ok=True)
            (arguments.comments / f"{each.name}.md").write_text("\n\n".join(each.comments), "utf-8")
    problems = [problem for each in measured for problem in check(each)]
    print(*problems, sep="\n")
    return int(bool(problems))


def measure(release: str, folder: Path) -> Measured:
    """Build the pull request and run the action on it twice."""
    name, base, head = release.split(":")
    home = folder / name
    repository = Repository(home / "origin.git")
    repository.commit_directory(fetch(name, base, home), message=base)
    repository.commit_directory(fetch(name, head, home), branch="feature", start="main", message=head)
    with (
        GitHubStandin(repository=f"octo/{name}", git_dir=home / "origin.git") as github,
        ClaudeStandin() as claude,
    ):
        pull = github.open_pull(head="feature")
        runner = Runner(home / "runner", github, claude)
        payload = github.events.pull_request(pull, "opened")
        first, first_seconds = timed(runner, payload)
        asked = len(claude.requests)
        second, second_seconds = timed(runner, payload)
        comments = tuple(comment.body for comment in github.comments(pull))
        return Measured(name, first, second, (first_seconds, second_seconds), comments, len(claude.requests) - asked)


def timed(runner: Runner, payload: dict[str, object]) -> tuple[Step, float]:
    """Run the action once and take its wall time in seconds."""
    started = time.perf_counter()
    step = runner.step("pull_request", payload)
    return step, time.perf_counter() - started


def fetch(name: str, version: str, folder: Path) -> Path:
    """Download a release's wheel and unpack its sources."""
    wheels, target = folder / f"wheel-{version}", folder / version
    pip = [
        sys.executable,
        "-m",
        "pip",
        "download",
        "--quiet",
        "--no-deps",
        "--only-binary=:all:",
        "--dest",
        str(wheels),
    ]
    subprocess.run([*pip, f"{name}=={version}"], check=True)
    with zipfile.ZipFile(next(wheels.glob("*.whl"))) as wheel:
        wheel.extractall(target)
    for metadata in target.glob("*.dist-info"):
        subprocess.run(["rm", "-r", str(metadata)], check=True)
    return target


def check(measured: Measured) -> list[str]:
    """Say what did not go as it should."""
    expected = {
        "exit codes": ((measured.first.code, measured.second.code), (0, 0)),
        "requests of the second run": (measured.asked_again, 0),
        "comments": (len(measured.comments), 1),
    }
    return [f"{measured.name}: {what} are {got}, not {want}" for what, (got, want) in expected.items() if got != want]


def print_table(rows: Sequence[Sequence[str]]) -> None:
    """Print rows as aligned columns."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        print("  ".join(cell.rjust(width) for cell, width in zip(row, widths, strict=True)))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
