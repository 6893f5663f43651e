"""Runs that get into each other's way, and others who write too: there is one comment of ours, with the newest content.

    two at once         two runs on the same head, started together, that find different things
    overtaken           a push while a run is still asking Claude
    overtaken, posting  a push, and the whole run for it, between a run's last look and its comment
    stored, then 502    a comment that GitHub stored and answered with an error
    imitated            somebody else's comment with our marker
    far down            250 comments before ours, which a second run has to find

Played against GitHub and Claude on loopback, with the action started as the runner starts it. Run by `make rivals`.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

from docgen.delivery.marker import parse_marker
from tests.runner import Runner, Started
from tests.standins.claude import ClaudeStandin
from tests.standins.claude.latency import Latency
from tests.standins.github import GitHubStandin
from tests.standins.github.access import ACTIONS_BOT
from tests.standins.github.state import PullRequest
from tests.standins.repositories import Repository

COMMENTS = r"/issues/\d+/comments"
MANY = 250
ROW = "{:<20} {:>4} {:>8} {:>6} {:>7} {:>8}  {}"


@dataclass(slots=True)
class Stage:
    """A pull request that grows, and the runs on it."""

    folder: Path
    repository: Repository
    github: GitHubStandin
    claude: ClaudeStandin
    pull: PullRequest
    runs: Iterator[int] = field(default_factory=lambda: count(1))
    problems: list[str] = field(default_factory=list)
    newest: str = ""

    def push(self, function: str) -> None:
        """Push one more function, public unless its name says otherwise."""
        source = f"def {function}(x: int) -> int:\n    if x < 0:\n        raise ValueError\n    return x * 2\n"
        self.github.push(
            "feature", self.repository.commit({f"shop/{function.strip('_')}.py": source}, branch="feature")
        )
        self.newest = function

    def start(self, visibility: str = "public") -> Started:
        """Start a run, each newer than the one before."""
        number = next(self.runs)
        runner = Runner(self.folder / f"run{number}", self.github, self.claude)
        payload = self.github.events.pull_request(self.pull, "synchronize")
        inputs = {"cache": "none", "visibility": visibility}
        return runner.start("pull_request", payload, inputs, {"GITHUB_RUN_ID": str(number)})

    def finish(self, *runs: Started) -> None:
        """Wait for runs, each of which has to end well."""
        for run in runs:
            step = run.finish()
            if step.code:
                self.problems.append(f"a run ended with {step.code}: {step.log[-300:]}")

    def ours(self) -> list[str]:
        """The comments that the action has left."""
        return [comment.body for comment in self.github.comments(self.pull) if comment.author == ACTIONS_BOT]

    def writes(self) -> int:
        """Requests that wrote to the conversation."""
        return sum(exchange.method != "GET" and "/comments" in exchange.path for exchange in self.github.requests)


def main() -> int:
    """Play all scenes and print the table; 1 when one of them did not end with one comment, the newest."""
    scenes: dict[str, Callable[[Stage], None]] = {
        "two at once": two_at_once,
        "overtaken": overtaken,
        "overtaken, posting": overtaken_while_posting,
        "stored, then 502": stored_then_failed,
        "imitated": imitated,
        "far down": far_down,
    }
    print(ROW.format("scene", "runs", "comments", "newest", "writes", "seconds", ""))
    problems = [problem for name, scene in scenes.items() for problem in play(name, scene)]
    return int(bool(problems))


def play(name: str, scene: Callable[[Stage], None]) -> list[str]:
    """Play a scene, print its row, and give out what is wrong."""
    with set_stage() as stage:
        started = time.perf_counter()
        scene(stage)
        seconds = time.perf_counter() - started
        bodies = stage.ours()
        is_newest = [shows_newest(stage, body) for body in bodies] == [True]
        problems = stage.problems + ([] if is_newest else ["not one comment with the newest content"])
        row = (next(stage.runs) - 1, len(bodies), "yes" if is_newest else "no", stage.writes(), f"{seconds:.1f}")
        print(ROW.format(name, *row, "; ".join(problems)), flush=True)
    return problems


def shows_newest(stage: Stage, body: str) -> bool:
    """Whether a comment is about the head that the pull request has now, and all that was found there."""
    marker = parse_marker(body)
    return marker is not None and marker.head_sha == stage.github.branches()["feature"] and stage.newest in body


def two_at_once(stage: Stage) -> None:
    """The second run is the newer one and finds a private function too."""
    stage.push("_hidden")
    stage.finish(*[stage.start(visibility) for visibility in ("public", "all")])


def overtaken(stage: Stage) -> None:
    """The push comes while the first run waits for Claude."""
    first = stage.start()
    while not stage.claude.requests:
        time.sleep(0.01)
    stage.push("second")
    stage.finish(first, stage.start())


def overtaken_while_posting(stage: Stage) -> None:
    """The first run's comment reaches GitHub when the second run is over."""

    def overtake() -> None:
        stage.push("second")
        stage.finish(stage.start())

    stage.github.meanwhile("POST", f"{COMMENTS}$", overtake)
    stage.finish(stage.start())


def stored_then_failed(stage: Stage) -> None:
    """What was posted must be found rather than posted again."""
    stage.github.fail_next("POST", f"{COMMENTS}$", status=502, after_effect=True)
    stage.finish(stage.start())


def imitated(stage: Stage) -> None:
    """A comment of somebody else that looks just like ours is neither ours nor touched."""
    stage.finish(stage.start())
    forged = stage.ours()[0]
    stage.github.add_comment(stage.pull, forged, login="mallory")
    stage.push("second")
    stage.finish(stage.start())
    if [comment.body for comment in stage.github.comments(stage.pull) if comment.author == "mallory"] != [forged]:
        stage.problems.append("the other's comment was touched")


def far_down(stage: Stage) -> None:
    """Ours is on the third page."""
    for number in range(MANY):
        stage.github.add_comment(stage.pull, f"Remark {number}.")
    stage.finish(stage.start())
    stage.push("second")
    stage.finish(stage.start())


@contextmanager
def set_stage() -> Iterator[Stage]:
    """Open a pull request with one function."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        repository = Repository(folder / "origin.git")
        repository.commit({"README.md": "# Rivals\n"})
        repository.commit({"shop/__init__.py": '"""The shop."""\n'}, branch="feature", start="main")
        with (
            GitHubStandin(repository="octo/rivals", git_dir=repository.git_dir) as github,
            ClaudeStandin(latency=Latency(first_token=1.0)) as claude,
        ):
            stage = Stage(folder, repository, github, claude, github.open_pull(head="feature"))
            stage.push("first")
            yield stage


if __name__ == "__main__":
    sys.exit(main())
