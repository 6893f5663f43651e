"""A small repository on the stand-in for GitHub, and the way there."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from docgen.github.connection import Connection, connect
from docgen.github.interface import Endpoints
from docgen.github.pacing import Pace
from tests.standins.github import GitHubStandin
from tests.standins.repositories import Repository

NOW = 1_790_000_000.0


@dataclass(slots=True)
class Clock:
    """Time that passes only by sleeping."""

    now: float = NOW
    naps: list[float] = field(default_factory=list)

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.naps.append(seconds)
        self.now += seconds


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    repository = Repository(tmp_path / "demo.git")
    repository.commit({"app.py": "one = 1\n", "docs/read me.md": "Hello\n"})
    repository.commit({"app.py": "one = 2\n", "lib.py": "two = 2\n"}, branch="feature")
    return repository


@pytest.fixture
def github(repository: Repository) -> Iterator[GitHubStandin]:
    with GitHubStandin(repository="octo/demo", git_dir=repository.git_dir) as standin:
        yield standin


@pytest.fixture
def connection(github: GitHubStandin, clock: Clock) -> Iterator[Connection]:
    connection = open_connection(github, clock)
    yield connection
    connection.close()


def open_connection(github: GitHubStandin, clock: Clock, token: str = "", patience: float = 300) -> Connection:
    """A connection as the doors make it, but one that loses no time."""
    pace = Pace(patience, clock.sleep, clock)
    return connect(token or github.token, "octo/demo", Endpoints(github.url), pace)
