"""What the container's tests stand on: the image, and a pull request on GitHub with Claude, on loopback."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.container.engine import build_image
from tests.container.runner import ContainerRunner
from tests.runner import KEY, Step
from tests.standins.claude import ClaudeStandin
from tests.standins.github import GitHubStandin
from tests.standins.github.state import PullRequest
from tests.standins.repositories import Repository
from tests.world import BASE, HEAD


@pytest.fixture(scope="session", autouse=True)
def image() -> str:
    return build_image()


@dataclass
class World:
    """A pull request on GitHub, Claude, and a runner that starts containers."""

    repository: Repository
    github: GitHubStandin
    claude: ClaudeStandin
    runner: ContainerRunner
    pull: PullRequest

    @property
    def payload(self) -> dict[str, Any]:
        payload: dict[str, Any] = self.github.events.pull_request(self.pull, "synchronize")
        return payload

    def run(self, inputs: Mapping[str, str] | None = None, environ: Mapping[str, str] | None = None) -> Step:
        return self.runner.start(self.payload, inputs, environ).finish()

    def push(self, files: dict[str, Any]) -> None:
        self.github.push("feature", self.repository.commit(files, branch="feature"))


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    repository = Repository(tmp_path / "origin.git")
    repository.commit(BASE)
    repository.commit(HEAD, branch="feature", start="main")
    with (
        GitHubStandin(repository="octo/shop", git_dir=tmp_path / "origin.git") as github,
        ClaudeStandin(api_key=KEY) as claude,
    ):
        pull = github.open_pull(head="feature")
        runner = ContainerRunner(tmp_path / "runner", github, claude.url)
        yield World(repository, github, claude, runner, pull)
