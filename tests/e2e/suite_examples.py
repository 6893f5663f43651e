"""The example workflows, and our own, do what their first lines say, with no other permissions than they grant.

They run as they are, but for what cannot be had on loopback: the steps of other actions are left out, and what those
would have left to the next step is put in their place. Not collected by itself: `make e2e` runs it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.container.bedrock import KEYS, bedrock
from tests.container.engine import ROOT
from tests.e2e.act import Run
from tests.e2e.conftest import World
from tests.world import HEAD

EXAMPLES = ROOT / "examples" / "workflows"
COMMENTING = ("comment", "actions-cache")
OUR_OWN = ROOT / ".github" / "workflows" / "docgen.yml"
LABELED = "pull_request_target"


def example(name: str) -> Path:
    return EXAMPLES / f"{name}.yml"


@dataclass(frozen=True, slots=True)
class Example:
    """A workflow, made fit to run here.

    Attributes:
        text: The workflow with the action from the checkout and without the steps of others.
        permissions: What its token may do, by the name of the permission.
    """

    text: str
    permissions: dict[str, str]


def read(path: Path, name: str | None = None, **inputs: str) -> Example:
    """Read one job of a workflow; where an app's token takes the place of the job's, its permissions do too.

    Args:
        path: The workflow.
        name: The job; the first when left out.
        inputs: Further inputs of the action.
    """
    workflow = yaml.safe_load(path.read_text("utf-8"))
    workflow["on"] = workflow.pop(True)  # YAML takes the word for a truth value
    jobs = workflow["jobs"]
    job = jobs[name or next(iter(jobs))]
    workflow["jobs"] = {"tested": job}
    job.pop("needs", None)
    permissions: dict[str, str] = dict(job["permissions"])
    ours: list[dict[str, Any]] = []
    for step in job["steps"]:
        if step["uses"].startswith(("org/docgen-action@", "./")):
            ours.append({**step, "uses": "./", "with": {**step["with"], **inputs}})
        if step["uses"].startswith("actions/create-github-app-token@"):
            permissions = _of_app(step["with"])
    job["steps"] = [{"uses": "actions/checkout@v6"}, *ours]
    del workflow["name"]
    text = yaml.safe_dump(workflow, sort_keys=False)
    return Example(text.replace("${{ steps.app.outputs.token }}", "${{ github.token }}"), permissions)


def _of_app(inputs: dict[str, str]) -> dict[str, str]:
    """The permissions that are asked for an app's token."""
    prefix = "permission-"
    return {name.removeprefix(prefix): level for name, level in inputs.items() if name.startswith(prefix)}


def run(
    world: World,
    path: Path,
    event: str = "pull_request",
    payload: dict[str, Any] | None = None,
    variables: dict[str, str] | None = None,
) -> Run:
    """Run a workflow with a token that may do what the workflow grants."""
    return run_job(world, read(path), event, payload or world.payload, variables)


def run_job(
    world: World, example: Example, event: str, payload: dict[str, Any], variables: dict[str, str] | None = None
) -> Run:
    """Run a job with a token that may do what the workflow grants."""
    world.github.permit(**{**dict.fromkeys(("contents", "pull-requests", "issues"), "none"), **example.permissions})
    return world.act.run(example.text, event, payload, **(variables or {}))


@pytest.mark.parametrize("name", COMMENTING)
def test_a_comment_is_made(world: World, name: str) -> None:
    done = run(world, example(name))
    assert done.code == 0, done.log
    assert "discount" in world.comments[0]


def test_our_own_pull_requests_get_a_comment(world: World) -> None:
    done = run(world, OUR_OWN)
    assert done.code == 0, done.log
    assert "discount" in world.comments[0]


@pytest.mark.parametrize("path", [OUR_OWN, example("actions-cache")], ids=lambda path: path.stem)
def test_a_push_to_the_main_branch_documents_it_without_a_comment(world: World, path: Path) -> None:
    before = world.repository.tip("main") or ""
    world.repository.commit({"shop/late.py": "def late(value: int) -> int:\n    return value + 1\n"})
    done = run(world, path, "push", world.github.events.push("main", before))
    assert done.code == 0, done.log
    assert "::notice" not in done.log
    assert "late" in done.summary


def test_the_suggestions_are_made_in_one_review(world: World) -> None:
    done = run(world, example("suggestions"))
    assert done.code == 0, done.log
    assert len(world.github.reviews(world.pull)) == 1


def test_the_commit_is_made(world: World) -> None:
    before = world.repository.tip("feature")
    done = run(world, example("verified-commit"))
    assert done.code == 0, done.log
    assert world.repository.tip("feature") != before


def test_the_table_is_used(world: World, table: dict[str, str]) -> None:
    done = run(world, example("dynamodb"), variables=table)
    assert done.code == 0, done.log
    assert "::warning" not in done.log
    assert world.comments


def test_shards_share_the_work_and_the_last_job_proposes_it_all(world: World, table: dict[str, str]) -> None:
    world.repository.commit({**HEAD, "shop/price.py": HEAD["shop/cart.py"].replace("discount", "surcharge")})
    payload = world.github.events.workflow_dispatch()
    # act knows its own checkout only, and has no place for artifacts: the cache alone joins the jobs.
    shards, last = (read(example("shards"), job, ref="main") for job in ("write", "deliver"))
    fewer = replace(shards, text=re.sub(r" +- [3-8]/8\n", "", shards.text).replace("/8", "/2"))
    written = run_job(world, fewer, "workflow_dispatch", payload, table)
    assert written.code == 0, written.log
    paid = dict(world.claude.paid)
    assert set(paid.values()) == {1}
    delivered = run_job(world, last, "workflow_dispatch", payload, table)
    assert delivered.code == 0, delivered.log
    assert dict(world.claude.paid) == paid
    _, proposed = sorted(world.github.state.pulls)
    assert world.github.state.pulls[proposed].base_branch == "main"


def test_bedrock_needs_no_key_of_anthropic(world: World) -> None:
    with bedrock(world.claude) as (url, asked):
        done = run(world, example("bedrock"), variables={"ANTHROPIC_BEDROCK_BASE_URL": url, **KEYS})
    assert done.code == 0, done.log
    assert asked
    assert world.comments


def test_a_label_has_a_pull_request_documented_without_a_checkout_of_it(world: World) -> None:
    payload = {**world.payload, "action": "labeled", "label": {"name": "document"}}
    done = run(world, example("forks"), LABELED, payload)
    assert done.code == 0, done.log
    assert world.comments


def test_another_label_does_nothing(world: World) -> None:
    payload = {**world.payload, "action": "labeled", "label": {"name": "bug"}}
    done = run(world, example("forks"), LABELED, payload)
    assert done.code == 0, done.log
    assert world.github.requests == []


def test_the_gate_fails_and_shows_what_is_missing(world: World) -> None:
    done = run(world, example("gate"))
    assert done.action_exit_code == 1
    assert "discount" in world.comments[0]


def test_the_reference_is_written_for_the_step_that_keeps_it(world: World) -> None:
    done = run(world, example("api-reference"), "push", world.github.events.push("main", "0" * 40))
    assert done.code == 0, done.log
    assert "API reference in `api`" in done.summary


def test_the_night_proposes_what_was_written_in_batches(world: World) -> None:
    world.repository.commit({"shop/late.py": "def late(value: int) -> int:\n    return value + 1\n"})
    payload = world.github.events.workflow_dispatch()
    # act names the commit of its own checkout.
    done = run_job(world, read(example("nightly"), ref="main"), "workflow_dispatch", payload)
    assert done.code == 0, done.log
    assert "::warning" not in done.log
    assert [request.path for request in world.claude.requests if request.method == "POST"] == ["/v1/messages/batches"]
    assert len(world.github.state.pulls) == 2


def test_every_example_is_run_here() -> None:
    others = {"suggestions", "verified-commit", "dynamodb", "shards", "bedrock", "forks", "gate", "api-reference"}
    run_here = {*COMMENTING, *others, "nightly"}
    assert {path.stem for path in EXAMPLES.glob("*.yml")} == run_here
