"""A pull request on GitHub, Claude, and a runner, for tests that start the action."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.runner import Runner, Step
from tests.standins.claude import ClaudeStandin
from tests.standins.github import GitHubStandin
from tests.standins.github.state import PullRequest
from tests.standins.repositories import Files, Repository

CART = '''"""Carts."""


def total(prices: list[int]) -> int:
    """Return the sum."""
    return sum(prices)
'''
BASE = {"shop/cart.py": CART, "README.md": "# Shop\n"}
HEAD = {
    "shop/cart.py": CART
    + """

def discount(price: int, percent: int = 10) -> int:
    if percent > 100:
        raise ValueError("more than all")
    return price - price * percent // 100


def _round(price: float) -> int:
    return round(price)
""",
    "shop/order.py": '''"""Orders."""


class Order:
    def __init__(self, number: int) -> None:
        self.number = number
        self.lines: list[str] = []

    def add(self, line: str) -> None:
        self.lines.append(line)
        self.lines.sort()
''',
}


@dataclass
class Stage:
    """A pull request on GitHub, and Claude."""

    repository: Repository
    github: GitHubStandin
    claude: ClaudeStandin
    pull: PullRequest

    @property
    def payload(self) -> dict[str, Any]:
        payload: dict[str, Any] = self.github.events.pull_request(self.pull, "synchronize")
        return payload

    def push(self, files: dict[str, Any]) -> None:
        self.github.push("feature", self.repository.commit(files, branch="feature"))

    @property
    def comments(self) -> list[str]:
        return [comment.body for comment in self.github.comments(self.pull)]


@dataclass
class World(Stage):
    """A pull request on GitHub, Claude, and a runner."""

    runner: Runner

    def run(self, inputs: dict[str, str] | None = None, **environ: str) -> Step:
        return self.runner.step("pull_request", self.payload, inputs, environ)

    def check_out(self, branch: str = "feature") -> Path:
        """Leave in the workspace what `actions/checkout` leaves there; the workspace."""
        workspace = self.runner.workspace
        clone = ["git", "clone", "--quiet", "--no-local", "--branch", branch, str(self.repository.git_dir), "."]
        subprocess.run(clone, cwd=workspace, check=True)
        return workspace


@contextmanager
def open_stage(folder: Path, claude: ClaudeStandin, base: Files = BASE, head: Files = HEAD) -> Iterator[Stage]:
    """Open a pull request from `feature` into `main`."""
    repository = Repository(folder / "origin.git")
    repository.commit(base)
    repository.commit(head, branch="feature", start="main")
    with GitHubStandin(repository="octo/shop", git_dir=folder / "origin.git") as github, claude:
        yield Stage(repository, github, claude, github.open_pull(head="feature"))


@contextmanager
def open_world(folder: Path, base: Files, head: Files) -> Iterator[World]:
    """Open a pull request from `feature` into `main`, beside a runner."""
    with open_stage(folder, ClaudeStandin(), base, head) as stage:
        runner = Runner(folder / "runner", stage.github, stage.claude)
        yield World(stage.repository, stage.github, stage.claude, stage.pull, runner)
