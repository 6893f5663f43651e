"""What the workflows run against: a pull request on GitHub, Claude and DynamoDB, all on loopback."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from docgen.cache.dynamodb_admin import DynamoDBAdmin
from docgen.cache.dynamodb_table import Table
from tests.cache.loopback import client_of, dynamodb_server
from tests.container.engine import build_image
from tests.e2e.act import ACT, Act, Run
from tests.runner import KEY
from tests.standins.claude import ClaudeStandin
from tests.world import Stage, open_stage


@pytest.fixture(scope="session", autouse=True)
def image() -> str:
    """Build once what act then finds in the builder's cache, and stop where act or an engine is missing."""
    if not ACT.exists():
        pytest.exit(f"There is no act at {ACT}, so no workflow can be run: `make e2e` installs it.", 1)
    return build_image()


@dataclass
class World(Stage):
    """A pull request on GitHub, Claude, and act."""

    act: Act

    def run(self, workflow: str, **variables: str) -> Run:
        """Run a workflow on the pull request."""
        return self.act.run(workflow, "pull_request", self.payload, **variables)


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with open_stage(tmp_path, ClaudeStandin(api_key=KEY, batch_seconds=1.0)) as stage:
        variables = {
            "GITHUB_API_URL": stage.github.url,
            "GITHUB_GRAPHQL_URL": f"{stage.github.url}/graphql",
            "ANTHROPIC_BASE_URL": stage.claude.url,
        }
        secrets = {"GITHUB_TOKEN": stage.github.token, "ANTHROPIC_API_KEY": KEY}
        with Act(tmp_path / "act", "octo/shop", variables, secrets) as act:
            yield World(stage.repository, stage.github, stage.claude, stage.pull, act)


@pytest.fixture
def table() -> Iterator[dict[str, str]]:
    """A table for the cache, as variables of a job."""
    keys = {"AWS_ACCESS_KEY_ID": "testing", "AWS_SECRET_ACCESS_KEY": "testing"}
    with dynamodb_server() as endpoint:
        client = client_of(endpoint)
        DynamoDBAdmin(Table(client, "docgen-cache")).create()
        yield {**keys, "AWS_ENDPOINT_URL_DYNAMODB": endpoint, "AWS_REGION": "eu-central-1"}
        client.delete_table(TableName="docgen-cache")  # the emulator keeps tables from one server to the next
