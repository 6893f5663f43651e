"""The image does its work with less than a runner gives it, and with all of AWS that it may need.

Not collected by itself, since it takes a Docker engine: `make e2e` runs it.
"""

from __future__ import annotations

import json
import signal
import subprocess
import time
from collections.abc import Iterator

import pytest

from docgen.cache.dynamodb_admin import DynamoDBAdmin
from docgen.cache.dynamodb_table import Table
from tests.cache.loopback import client_of, dynamodb_server
from tests.container.bedrock import KEYS, bedrock
from tests.container.conftest import World
from tests.container.engine import IMAGE, ROOT, inside
from tests.standins.claude import ClaudeStandin
from tests.standins.claude.latency import Latency


def test_a_pull_request_is_documented_read_only_without_capabilities_and_without_names(world: World) -> None:
    step = world.run()
    assert step.code == 0, step.log
    assert step.outputs["documented"] == "3"
    assert len(world.github.comments(world.pull)) == 1


def test_the_runner_decides_about_user_and_working_directory() -> None:
    (found,) = json.loads(subprocess.run(["docker", "inspect", IMAGE], check=True, capture_output=True).stdout)
    assert found["Config"]["User"] in ("", "root")
    assert found["Config"]["WorkingDir"] in ("", "/")
    assert found["Config"]["Labels"]["org.opencontainers.image.title"] == "docgen-action"


def test_there_is_no_pip_and_no_script_of_a_library() -> None:
    assert all(name.startswith("python") for name in inside("import os; print(*os.listdir('/venv/bin'))").split())
    code = "import importlib.util as u; print(u.find_spec('pip'), u.find_spec('setuptools'))"
    assert inside(code).split() == ["None", "None"]


def test_every_module_has_its_bytecode() -> None:
    code = (
        "import pathlib, importlib.util as u\n"
        "for root in ('/venv/lib', '/app'):\n"
        "    for path in pathlib.Path(root).rglob('*.py'):\n"
        "        if not pathlib.Path(u.cache_from_source(path)).exists(): print(path)\n"
    )
    assert inside(code) == ""


def test_what_is_installed_is_what_the_lock_names() -> None:
    code = "import importlib.metadata as m; print(*(f'{d.name}=={d.version}'.lower() for d in m.distributions()))"
    lock = (ROOT / "requirements.lock").read_text("utf-8").lower().replace("-", "_")
    for installed in inside(code).split():
        assert f"\n{installed.replace('-', '_')} " in f"\n{lock}"


@pytest.fixture
def aws() -> Iterator[str]:
    with dynamodb_server() as endpoint:
        yield endpoint


def test_the_cache_is_reached_by_a_role_that_the_job_assumes(world: World, aws: str) -> None:
    DynamoDBAdmin(Table(client_of(aws), "docgen")).create()
    (world.runner.home / "token").write_text("header.payload.signature", "utf-8")
    inputs = {"cache-table": "docgen", "aws-region": "eu-central-1"}
    environ = {
        "AWS_ROLE_ARN": "arn:aws:iam::123456789012:role/docgen",
        "AWS_WEB_IDENTITY_TOKEN_FILE": "/github/home/token",
        "AWS_ENDPOINT_URL_DYNAMODB": aws,
        "AWS_ENDPOINT_URL_STS": aws,
    }
    first, second = world.run(inputs, environ), world.run(inputs, environ)
    assert "::warning" not in first.log + second.log
    assert (second.outputs["cache-hits"], second.outputs["api-calls"]) == ("3", "0")


def test_claude_on_bedrock_is_understood(world: World) -> None:
    inputs = {"provider": "bedrock", "model": "anthropic.claude-sonnet-5-5", "max-workers": "1"}
    with bedrock(world.claude) as (url, asked):
        step = world.run({**inputs, "anthropic-base-url": url}, KEYS)
    assert step.code == 0, step.log
    assert step.outputs["documented"] == "3"
    assert all(request.headers["authorization"].startswith("AWS4-HMAC-SHA256") for request in asked)


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM], ids=lambda sign: sign.name)
def test_a_cancelled_run_keeps_what_was_paid_for(world: World, sign: signal.Signals) -> None:
    functions = "".join(
        f"\n\ndef work_{number}(value: int) -> int:\n    return value * {number} + value\n" for number in range(120)
    )
    world.push({"shop/work.py": f'"""Work."""\n{functions}'})
    inputs = {"max-workers": "1", "request-lines": "50"}
    with ClaudeStandin(latency=Latency(first_token=2.0)) as slow:
        started = world.runner.start(world.payload, inputs, {"ANTHROPIC_BASE_URL": slow.url})
        while not slow.delivered:
            time.sleep(0.1)
        started.process.send_signal(sign)
        step = started.finish()
        paid = set(slow.delivered)
    assert int(step.outputs["documented"]) >= len(paid)
    assert "work_" in step.summary
    world.run(inputs)
    asked_again = {symbol for request in world.claude.requests for symbol in request.symbols}
    assert paid
    assert asked_again
    assert not asked_again & paid
