"""What the container's tests stand on: the image, and a pull request on GitHub with Claude, on loopback."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.container.engine import build_image
from tests.container.runner import ContainerRunner
from tests.runner import KEY, Step
from tests.standins.claude import ClaudeStandin
from tests.world import Stage, open_stage


@pytest.fixture(scope="session", autouse=True)
def image() -> str:
    return build_image()


@dataclass
class World(Stage):
    """A pull request on GitHub, Claude, and a runner that starts containers."""

    runner: ContainerRunner

    def run(self, inputs: Mapping[str, str] | None = None, environ: Mapping[str, str] | None = None) -> Step:
        return self.runner.start(self.payload, inputs, environ).finish()


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with open_stage(tmp_path, ClaudeStandin(api_key=KEY)) as stage:
        runner = ContainerRunner(tmp_path / "runner", stage.github, stage.claude.url)
        yield World(stage.repository, stage.github, stage.claude, stage.pull, runner)
