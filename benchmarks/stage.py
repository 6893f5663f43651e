"""The stage of `make race`: a pull request, GitHub, Claude, a cache, and the action started as the runner does."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.moto import REGION, moto
from docgen.cache.aws import connect
from docgen.cache.dynamodb_admin import DynamoDBAdmin
from docgen.cache.dynamodb_table import Table
from tests.runner import KEY, Runner, Started, Step
from tests.standins.claude import ClaudeStandin
from tests.standins.claude.latency import Latency
from tests.standins.claude.log import LoggedRequest
from tests.standins.github import GitHubStandin
from tests.standins.github.state import PullRequest
from tests.standins.repositories import Repository

FILES, FUNCTIONS = 16, 6
SYMBOLS = FILES * FUNCTIONS

_PACE = Latency(first_token=0.5, tokens_per_second=1000)
"""About ten times as fast as a real model, with answers that are under way for most of the time."""


@dataclass(frozen=True, slots=True)
class Stage:
    """A pull request, those who play GitHub and Claude, and the cache that all runs share."""

    folder: Path
    repository: Repository
    github: GitHubStandin
    claude: ClaudeStandin
    pull: PullRequest
    inputs: Mapping[str, str]
    environ: Mapping[str, str]

    def start(self, name: str) -> Started:
        """Start a run that has its own home, workspace and key."""
        runner = Runner(self.folder / name, self.github, self.claude)
        payload = self.github.events.pull_request(self.pull, "synchronize")
        return runner.start("pull_request", payload, {**self.inputs, "anthropic-api-key": KEY + name}, self.environ)

    def requests_of(self, name: str) -> list[LoggedRequest]:
        """What a run has asked Claude."""
        sent = f"Bearer {KEY}{name}"
        return [request for request in self.claude.requests if request.headers["authorization"] == sent]

    def push(self, generation: int) -> None:
        """Change every function of the pull request."""
        self.github.push("feature", self.repository.commit(_sources(generation), branch="feature"))


def incomplete(steps: Sequence[Step]) -> Iterator[str]:
    """Say which runs did not end with every symbol documented."""
    for number, step in enumerate(steps):
        if (step.code, step.outputs.get("documented")) != (0, str(SYMBOLS)):
            done = step.outputs.get("documented", "nothing")
            yield f"run {number} ended with {step.code}, documented {done}: {step.log[-500:]}"


def symbols_of(requests: Iterable[LoggedRequest]) -> set[str]:
    """The symbols that requests ask about."""
    return {symbol for request in requests for symbol in request.symbols}


@contextmanager
def set_stage(cache: str) -> Iterator[Stage]:
    """Open the pull request and an empty cache."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        environ = {}
        # Several requests one after the other in each thread, so that there is something half-way.
        inputs = {"cache": cache, "cache-path": str(folder / "docs.db"), "max-workers": "3", "request-lines": "50"}
        if cache == "dynamodb":
            environ = stack.enter_context(moto())
            os.environ |= environ
            DynamoDBAdmin(Table(connect(REGION, connections=1), "docgen-cache")).create()
            inputs |= {"cache-table": "docgen-cache", "aws-region": REGION}
        repository = Repository(folder / "origin.git")
        repository.commit({"README.md": "# Race\n"})
        repository.commit(_sources(0), branch="feature", start="main")
        github = stack.enter_context(GitHubStandin(repository="octo/race", git_dir=repository.git_dir))
        claude = stack.enter_context(ClaudeStandin(latency=_PACE))
        yield Stage(folder, repository, github, claude, github.open_pull(head="feature"), inputs, environ)


def _sources(generation: int) -> dict[str, str]:
    """Modules of functions, none of which means the same as another."""
    return {f"shop/part{number}.py": _module(generation, number) for number in range(FILES)}


def _module(generation: int, number: int) -> str:
    """One module."""
    functions = [
        f"def price_{generation}_{number}_{index}(amount: int, limit: int = {index}) -> int:\n"
        "    if amount > limit:\n"
        f'        raise ValueError("more than {generation}")\n'
        f"    return amount * {number} + {index}\n"
        for index in range(FUNCTIONS)
    ]
    return '"""Prices."""\n\n\n' + "\n\n".join(functions)
