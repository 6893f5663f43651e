"""A repository with a branch to open pull requests from, its stand-in, and PyGithub in front of it."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from github import Auth, Github
from github.Repository import Repository as Client

from tests.standins.github import GitHubStandin, PullRequest
from tests.standins.repositories import Repository


@pytest.fixture
def store(tmp_path: Path) -> Repository:
    repository = Repository(tmp_path / "demo.git")
    lines = [f"line_{number} = {number}" for number in range(1, 41)]
    repository.commit({"pkg/a.py": "\n".join(lines) + "\n", "pkg/old.py": "x = 1\n" * 20, "gone.py": "y = 1\n"})
    lines[9] = "line_10 = 'changed'"
    lines[29] = "line_30 = 'changed'"
    repository.commit(
        {
            "pkg/a.py": "\n".join(lines) + "\n",
            "pkg/old.py": None,
            "pkg/renamed.py": "x = 1\n" * 20 + "z = 1\n",
            "gone.py": None,
            "new.py": "n = 1\n",
            "picture.png": b"\x89PNG\x00\x01",
        },
        branch="feature",
    )
    return repository


@pytest.fixture
def github(store: Repository) -> Iterator[GitHubStandin]:
    started = datetime.now(UTC)
    with GitHubStandin(repository="octo/demo", git_dir=store.git_dir, clock=lambda: started) as github:
        yield github


@pytest.fixture
def pull(github: GitHubStandin) -> PullRequest:
    return github.open_pull(head="feature", author="alice")


@pytest.fixture
def client(github: GitHubStandin) -> Client:
    return connect(github).get_repo("octo/demo")


def connect(github: GitHubStandin, token: str = "") -> Github:
    """PyGithub without its pauses and retries."""
    return Github(
        base_url=github.url,
        auth=Auth.Token(token or github.token),
        seconds_between_requests=0,
        seconds_between_writes=0,
        retry=None,
        per_page=100,
    )
