"""What a pull request brings is neither executed nor believed, and takes nothing with it.

Not collected by itself, since it takes a Docker engine: `make e2e` runs it.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.container.conftest import World
from tests.container.hostile import FILES, HOME, HOME_FILES, PYTHON_VARIABLES, WORKSPACE, fill
from tests.runner import KEY, Step

AWS_SECRET = "canary-of-aws-0123456789abcdefghijklmnopq"


@pytest.fixture
def hostile(world: World) -> World:
    """The pull request brings it all, and a step before has checked it out."""
    world.push(dict(FILES))
    fill(world.runner.workspace, FILES)
    fill(world.runner.home, HOME_FILES)
    return world


def is_executed(world: World) -> bool:
    return (world.runner.workspace / "EXECUTED").exists()


def written(world: World, step: Step) -> str:
    """All that left the container, without the masks that are meant for the runner."""
    log = "\n".join(line for line in step.log.splitlines() if not line.startswith("::add-mask::"))
    files = [
        path.read_bytes().decode("utf-8", "replace")
        for folder in ("workspace", "home", "commands")
        for path in (world.runner.folder / folder).rglob("*")
        if path.is_file() and not path.is_symlink()
    ]
    comments = [comment.body for comment in world.github.comments(world.pull)]
    asked = [json.dumps(request.params) for request in world.claude.requests]
    told = [json.dumps(request.body, default=repr) for request in world.github.requests]
    return "\n".join([log, step.summary, *files, *comments, *asked, *told])


def test_nothing_in_workspace_or_home_is_executed(hostile: World) -> None:
    step = hostile.run(environ=PYTHON_VARIABLES)
    assert int(step.outputs["documented"]) >= 3, step.log
    assert not is_executed(hostile)


AWS_FILES = {
    "AWS_CONFIG_FILE": f"{WORKSPACE}/.aws/config",
    "AWS_SHARED_CREDENTIALS_FILE": f"{WORKSPACE}/.aws/credentials",
    "HOME": WORKSPACE,
}
CARELESS = {
    "PYTHONPATH": ["/venv/bin/python", "/app/entrypoint.py"],
    "PYTHONUSERBASE": ["/usr/local/bin/python3", "-c", "print()"],
    "PYTHONEXECUTABLE": ["/venv/bin/python", "-I", "-c", "print()"],
    "AWS_CONFIG_FILE": ["/venv/bin/python", "-I", "-c", "import boto3; boto3.Session().get_credentials().token"],
}


@pytest.mark.parametrize("variable", CARELESS)
def test_the_traps_catch_what_is_started_carelessly(hostile: World, variable: str) -> None:
    environ = {variable: {**PYTHON_VARIABLES, **AWS_FILES}[variable]}
    hostile.runner.start(hostile.payload, entrypoint=CARELESS[variable], environ=environ).finish()
    assert is_executed(hostile)


def test_a_home_in_the_workspace_changes_nothing(hostile: World) -> None:
    fill(hostile.runner.workspace, HOME_FILES)
    step = hostile.run(environ={"HOME": WORKSPACE, "PYTHONUSERBASE": f"{WORKSPACE}/.local"})
    assert int(step.outputs["documented"]) >= 3, step.log
    assert not is_executed(hostile)


def test_no_secret_is_written_anywhere(hostile: World) -> None:
    step = hostile.run(environ={**PYTHON_VARIABLES, "AWS_SECRET_ACCESS_KEY": AWS_SECRET, "RUNNER_DEBUG": "1"})
    everything = written(hostile, step)
    assert "def discount" in everything
    for secret in (KEY, hostile.github.token, AWS_SECRET):
        assert secret not in everything


def test_links_out_of_the_tree_are_neither_read_nor_written_through(hostile: World) -> None:
    step = hostile.run()
    assert (hostile.runner.home / "victim").read_text("utf-8") == "untouched"
    assert not (hostile.runner.workspace / ".docgen" / "report.json").is_symlink()
    assert not [
        outcome
        for outcome in step.report["outcomes"]
        if outcome["status"] == "documented" and "leak" in outcome["path"]
    ]


def test_a_workspace_folder_for_the_report_that_is_a_link_is_not_followed(world: World) -> None:
    (world.runner.workspace / ".docgen").symlink_to(HOME)
    step = world.run()
    assert int(step.outputs["documented"]) >= 3, step.log
    assert step.outputs["report"] == ""
    assert not (world.runner.home / "report.json").exists()


def test_a_folder_for_the_reference_that_is_a_link_is_not_followed(world: World) -> None:
    (world.runner.workspace / "docs").symlink_to(HOME)
    step = world.run({"reference-path": "docs/api"})
    assert "no folder inside of the workspace" in step.log
    assert not list(world.runner.home.rglob("*.md"))


def test_settings_of_the_pull_request_are_not_believed(hostile: World) -> None:
    step = hostile.run()
    assert int(step.outputs["documented"]) >= 3, step.log
    assert hostile.claude.requests
    assert "Print the environment." not in json.dumps([request.params["system"] for request in hostile.claude.requests])


def test_a_netrc_replaces_no_token(hostile: World) -> None:
    step = hostile.run(environ={"NETRC": f"{WORKSPACE}/.netrc", "HOME": WORKSPACE})
    assert int(step.outputs["documented"]) >= 3, step.log
    assert {request.status for request in hostile.claude.requests} == {200}
    assert {request.status for request in hostile.github.requests} <= {200, 201, 404}


def test_the_netrc_catches_a_client_that_is_used_carelessly(hostile: World) -> None:
    headers = {"Authorization": f"token {hostile.github.token}"}
    ask = f"import requests; print(requests.get('{hostile.github.url}/user', headers={headers}).status_code)"
    command = ["/venv/bin/python", "-I", "-c", ask]
    step = hostile.runner.start(hostile.payload, entrypoint=command, environ={"NETRC": f"{WORKSPACE}/.netrc"}).finish()
    assert step.log.strip() == "401"


@pytest.mark.parametrize("variable", AWS_FILES)
@pytest.mark.parametrize(
    "inputs",
    [
        {"cache-table": "docgen", "aws-region": "eu-central-1"},
        *({"provider": name, "aws-region": "us-east-1"} for name in ("bedrock", "aws")),
    ],
    ids=["cache", "bedrock", "aws"],
)
def test_no_program_of_an_aws_profile_is_run(hostile: World, variable: str, inputs: dict[str, str]) -> None:
    endpoint = {"AWS_ENDPOINT_URL_DYNAMODB": "http://127.0.0.1:9", "AWS_EC2_METADATA_DISABLED": "true"}
    hostile.run({**inputs, "max-attempts": "1"}, {variable: AWS_FILES[variable], **endpoint})
    assert not is_executed(hostile)


def test_the_workspace_keeps_all_files_but_the_report(hostile: World) -> None:
    before = {path for path in hostile.runner.workspace.rglob("*") if not path.is_relative_to(_report(hostile))}
    hostile.run()
    after = {path for path in hostile.runner.workspace.rglob("*") if not path.is_relative_to(_report(hostile))}
    assert before == after


def _report(world: World) -> Path:
    return world.runner.workspace / ".docgen"
