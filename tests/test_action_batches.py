"""A nightly run over a whole repository by batches, killed as a real process at every step, and run again."""

from __future__ import annotations

import os
import signal
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.runner import Runner, Started, Step
from tests.standins.claude import ClaudeStandin, Dropped, Fault, LoggedRequest, Stalled
from tests.standins.github import GitHubStandin
from tests.standins.repositories import Repository

FUNCTION = """

def read_{number}(path: str, retries: int = 3) -> bytes:
    if retries < 0:
        raise ValueError(retries)
    for attempt in range(retries):
        print(attempt, path, {number})
    return path.encode()
"""
FILES = {
    f"pkg/m{file}.py": f'"""Module {file}."""\n' + "".join(FUNCTION.format(number=30 * file + n) for n in range(30))
    for file in range(4)
}
SYMBOLS = 120


@dataclass
class Night:
    """A repository, Claude, and a runner whose cache outlives it."""

    github: GitHubStandin
    claude: ClaudeStandin
    runner: Runner
    cache: Path
    started: list[Started] = field(default_factory=list)

    def start(self, **inputs: str) -> Started:
        payload = self.github.events.workflow_dispatch()
        given = {"mode": "summary", "batch": "true", "cache-path": str(self.cache), **inputs}
        self.started.append(self.runner.start("workflow_dispatch", payload, given, {"GITHUB_REF": "refs/heads/main"}))
        return self.started[-1]

    def run(self, **inputs: str) -> Step:
        return self.start(**inputs).finish()

    def kill_at(self, when: Callable[[LoggedRequest], bool], then: Fault | None) -> None:
        """Kill the run, as a runner that is lost, the first time that Claude gets a certain request."""

        def faults(_index: int, request: LoggedRequest) -> Fault | None:
            if not when(request):
                return None
            self.claude.faults = ()
            os.kill(self.started[-1].process.pid, signal.SIGKILL)
            return then

        self.claude.faults = faults

    @property
    def created(self) -> int:
        return len([each for each in self.claude.requests if is_creation(each)])

    def age(self, seconds: int) -> None:
        """Let the cache believe that so much time has passed since the batches were submitted."""
        with closing(sqlite3.connect(self.cache)) as database, database:
            database.execute("UPDATE batches SET begun = begun - ?", (seconds,))

    def docs(self) -> int:
        with closing(sqlite3.connect(self.cache)) as database:
            tables = database.execute("SELECT count(*) FROM sqlite_schema WHERE name = 'docs'").fetchone()[0]
            return int(database.execute("SELECT count(*) FROM docs").fetchone()[0]) if tables else 0


def is_creation(request: LoggedRequest) -> bool:
    return (request.method, request.path) == ("POST", "/v1/messages/batches")


def is_poll(request: LoggedRequest) -> bool:
    return request.method == "GET" and "msgbatch" in request.path


def are_results(request: LoggedRequest) -> bool:
    return request.path.endswith("/results")


@pytest.fixture
def night(tmp_path: Path) -> Iterator[Night]:
    Repository(tmp_path / "origin.git").commit(FILES)
    with (
        GitHubStandin(repository="octo/shop", git_dir=tmp_path / "origin.git") as github,
        ClaudeStandin(batch_seconds=0.5) as claude,
    ):
        yield Night(github, claude, Runner(tmp_path / "runner", github, claude), tmp_path / "cache.sqlite")


def assert_done_and_paid_once(night: Night, step: Step) -> None:
    assert step.code == 0, step.log
    assert step.outputs["documented"] == str(SYMBOLS), step.log
    assert set(night.claude.paid.values()) == {1}
    assert len(night.claude.paid) == SYMBOLS


def test_a_whole_repository_goes_in_a_batch(night: Night) -> None:
    step = night.run()
    assert_done_and_paid_once(night, step)
    assert night.created == 1
    assert "requests submitted at half the price" in step.log
    assert "calls in batches" in step.summary
    assert step.report["spending"]["batch_calls"] == step.report["spending"]["calls"] > 1
    assert night.run().outputs["api-calls"] == "0"


@pytest.mark.parametrize(
    ("when", "then", "batches"),
    [(is_creation, Dropped(), 2), (is_creation, Dropped(after=0.0), 1), (is_poll, None, 1), (are_results, None, 1)],
    ids=["before it was submitted", "before its id was heard", "while it is awaited", "before it was collected"],
)
def test_a_run_that_is_killed_is_continued_by_the_next(
    night: Night, when: Callable[[LoggedRequest], bool], then: Fault | None, batches: int
) -> None:
    night.kill_at(when, then)
    assert night.run().code == -signal.SIGKILL
    assert night.docs() == 0
    if batches == 2:
        night.age(3_600)
    assert_done_and_paid_once(night, night.run())
    assert night.created == batches


def test_a_run_that_is_killed_while_it_collects_keeps_what_it_has(night: Night) -> None:
    night.claude.faults = lambda _index, request: Stalled(after=0.6) if are_results(request) else None
    started = night.start()
    until = time.monotonic() + 60
    while not (night.cache.exists() and night.docs()) and time.monotonic() < until:
        time.sleep(0.02)
    night.claude.faults = ()
    started.process.kill()
    started.finish()
    assert 0 < night.docs() < SYMBOLS
    assert_done_and_paid_once(night, night.run())
    assert night.created == 1


def test_a_run_that_is_cancelled_says_what_it_leaves_and_the_next_fetches_it(night: Night) -> None:
    def cancel(_index: int, request: LoggedRequest) -> Fault | None:
        if is_poll(request):
            night.claude.faults = ()
            night.started[-1].process.terminate()
        return None

    night.claude.faults = cancel
    step = night.run()
    assert step.outputs["documented"] == "0"
    assert "has not ended: the next run fetches its docs" in step.log
    assert "**120 left** (in a batch): " in step.summary
    assert_done_and_paid_once(night, night.run())
    assert night.created == 1


def test_a_pull_request_is_never_batched(night: Night, tmp_path: Path) -> None:
    repository = Repository(tmp_path / "origin.git")
    repository.commit({"pkg/new.py": FUNCTION.format(number=999)}, branch="feature", start="main")
    pull = night.github.open_pull(head="feature")
    payload = night.github.events.pull_request(pull, "synchronize")
    step = night.runner.step(
        "pull_request", payload, {"mode": "summary", "batch": "true", "cache-path": str(night.cache)}
    )
    assert step.code == 0, step.log
    assert int(step.outputs["documented"]) >= 1
    assert night.created == 0
    assert "batch" not in step.log.lower()
