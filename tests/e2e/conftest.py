"""What the workflows run against: a pull request on GitHub, Claude and DynamoDB, all on loopback."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from moto.server import ThreadedMotoServer

from docgen.cache.dynamodb_admin import DynamoDBAdmin
from docgen.cache.dynamodb_table import Table
from tests.cache.loopback import client_of
from tests.container.engine import build_image
from tests.e2e.act import ACT, Act, Run
from tests.runner import KEY
from tests.standins.claude import ClaudeStandin
from tests.standins.github import GitHubStandin
from tests.standins.github.state import PullRequest
from tests.standins.repositories import Repository
from tests.world import BASE, HEAD


@pytest.fixture(scope="session", autouse=True)
def image() -> str:
    """Build once what act then finds in the builder's cache, and stop where act or an engine is missing."""
    if not ACT.exists():
        pytest.exit(f"There is no act at {ACT}, so no workflow can be run: `make e2e` installs it.", 1)
    return build_image()


@dataclass
class World:
    """A pull request on GitHub, Claude, and act."""

    repository: Repository
    github: GitHubStandin
    claude: ClaudeStandin
    act: Act
    pull: PullRequest

    @property
    def payload(self) -> dict[str, Any]:
        payload: dict[str, Any] = self.github.events.pull_request(self.pull, "synchronize")
        return payload

    def run(self, workflow: str, **variables: str) -> Run:
        """Run a workflow on the pull request."""
        return self.act.run(workflow, "pull_request", self.payload, **variables)

    @property
    def comments(self) -> list[str]:
        return [comment.body for comment in self.github.comments(self.pull)]


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    repository = Repository(tmp_path / "origin.git")
    repository.commit(BASE)
    repository.commit(HEAD, branch="feature", start="main")
    with (
        GitHubStandin(repository="octo/shop", git_dir=tmp_path / "origin.git") as github,
        ClaudeStandin(api_key=KEY, batch_seconds=1.0) as claude,
    ):
        variables = {
            "GITHUB_API_URL": github.url,
            "GITHUB_GRAPHQL_URL": f"{github.url}/graphql",
            "ANTHROPIC_BASE_URL": claude.url,
        }
        secrets = {"GITHUB_TOKEN": github.token, "ANTHROPIC_API_KEY": KEY}
        with Act(tmp_path / "act", "octo/shop", variables, secrets) as act:
            yield World(repository, github, claude, act, github.open_pull(head="feature"))


@pytest.fixture
def table() -> Iterator[dict[str, str]]:
    """A table for the cache, as variables of a job."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    endpoint = f"http://{host}:{port}"
    client = client_of(endpoint)
    DynamoDBAdmin(Table(client, "docgen-cache")).create()
    keys = {"AWS_ACCESS_KEY_ID": "testing", "AWS_SECRET_ACCESS_KEY": "testing"}
    yield {**keys, "AWS_ENDPOINT_URL_DYNAMODB": endpoint, "AWS_REGION": "eu-central-1"}
    client.delete_table(TableName="docgen-cache")  # the emulator keeps tables from one server to the next
    server.stop()
