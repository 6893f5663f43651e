"""The example workflows do what their first lines say.

They run as they are, but for what cannot be had on loopback: the steps of other actions are left out, and what those
would have left to the next step is put in their place. Not collected by itself: `make e2e` runs it.
"""

from __future__ import annotations

import pytest
import yaml

from tests.container.bedrock import KEYS, bedrock
from tests.container.engine import ROOT
from tests.e2e.conftest import World

EXAMPLES = ROOT / "examples" / "workflows"
COMMENTING = ("comment", "actions-cache")


def runnable(name: str) -> str:
    """The text of an example with the action from the checkout and without the steps of others."""
    example = yaml.safe_load((EXAMPLES / f"{name}.yml").read_text("utf-8"))
    example["on"] = example.pop(True)  # YAML takes the word for a truth value
    (job,) = example["jobs"].values()
    (ours,) = (step for step in job["steps"] if step["uses"].startswith("org/docgen-action@"))
    job["steps"] = [{"uses": "actions/checkout@v6"}, {**ours, "uses": "./"}]
    del example["name"]
    return yaml.safe_dump(example, sort_keys=False).replace("${{ steps.app.outputs.token }}", "${{ github.token }}")


@pytest.mark.parametrize("name", COMMENTING)
def test_a_comment_is_made(world: World, name: str) -> None:
    run = world.run(runnable(name))
    assert run.code == 0, run.log
    assert "discount" in world.comments[0]


def test_the_suggestions_are_made_in_one_review(world: World) -> None:
    run = world.run(runnable("suggestions"))
    assert run.code == 0, run.log
    assert len(world.github.reviews(world.pull)) == 1


def test_the_commit_is_made(world: World) -> None:
    world.github.permit(contents="write")
    before = world.repository.tip("feature")
    run = world.run(runnable("verified-commit"))
    assert run.code == 0, run.log
    assert world.repository.tip("feature") != before


def test_the_table_is_used(world: World, table: dict[str, str]) -> None:
    run = world.run(runnable("dynamodb"), **table)
    assert run.code == 0, run.log
    assert "::warning" not in run.log
    assert world.comments


def test_bedrock_needs_no_key_of_anthropic(world: World) -> None:
    with bedrock(world.claude) as (url, asked):
        run = world.run(runnable("bedrock"), ANTHROPIC_BEDROCK_BASE_URL=url, **KEYS)
    assert run.code == 0, run.log
    assert asked
    assert world.comments


def test_a_label_has_a_pull_request_documented_without_a_checkout_of_it(world: World) -> None:
    payload = {**world.payload, "action": "labeled", "label": {"name": "document"}}
    run = world.act.run(runnable("forks"), "pull_request_target", payload)
    assert run.code == 0, run.log
    assert world.comments


def test_another_label_does_nothing(world: World) -> None:
    payload = {**world.payload, "action": "labeled", "label": {"name": "bug"}}
    run = world.act.run(runnable("forks"), "pull_request_target", payload)
    assert run.code == 0, run.log
    assert world.github.requests == []


def test_the_gate_fails_and_shows_what_is_missing(world: World) -> None:
    run = world.run(runnable("gate"))
    assert run.action_exit_code == 1
    assert "discount" in world.comments[0]


def test_every_example_is_run_here() -> None:
    run = {*COMMENTING, "suggestions", "verified-commit", "dynamodb", "bedrock", "forks", "gate"}
    assert {path.stem for path in EXAMPLES.glob("*.yml")} == run
