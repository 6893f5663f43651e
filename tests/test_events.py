"""Events other than that of a pull request, from payload to delivery."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.runner import Step
from tests.standins.claude.chunks import AskedChunk
from tests.world import HEAD, World

PRICE = '"""Prices."""\n\n\ndef price(x: int) -> int:\n    return x * 2 + 1\n'


def push(world: World, inputs: dict[str, str], before: str = "") -> Step:
    """Push a module to main and run the action on that."""
    before = before or world.github.branches()["main"]
    world.github.push("main", world.repository.commit({"shop/price.py": PRICE}))
    environ = {"GITHUB_REF": "refs/heads/main", "GITHUB_SHA": world.github.branches()["main"]}
    return world.runner.step("push", world.github.events.push("main", before), inputs, environ)


@pytest.fixture
def grown(world: World) -> World:
    """A branch that has had undocumented code for long, which the run may write to."""
    world.github.push("main", world.repository.commit({"shop/old.py": HEAD["shop/order.py"]}))
    world.github.permit(contents="write")
    return world


def test_a_push_has_what_it_brought_documented_in_a_commit(grown: World) -> None:
    step = push(grown, {"mode": "commit"})
    assert step.code == 0, step.log
    assert step.outputs["documented"] == "1"
    assert step.outputs["commit-sha"] == grown.github.branches()["main"]
    assert grown.github.read("main", "shop/old.py").decode() == HEAD["shop/order.py"]


def test_the_scope_all_has_the_whole_branch_documented(grown: World) -> None:
    assert push(grown, {"mode": "summary", "scope": "all"}).outputs["documented"] == "3"


def test_a_pull_request_after_a_push_keeps_the_docs_of_earlier_ones(grown: World) -> None:
    step = push(grown, {"mode": "pull-request"})
    assert step.code == 0, step.log
    assert step.outputs["documented"] == "3"
    assert step.outputs["pull-request-url"]


def test_a_push_without_a_pull_request_to_comment_on_says_so(grown: World) -> None:
    step = push(grown, {})
    assert step.code == 0, step.log
    assert "There is no pull request to comment on" in step.log
    assert "def price" in step.summary


def test_the_scope_may_stand_in_the_configuration_file(world: World) -> None:
    world.github.push("main", world.repository.commit({"pyproject.toml": '[tool.docgen]\nscope = "all"\n'}))
    assert world.run({"update": "all"}).outputs["documented"] == "6"


def test_a_command_of_somebody_who_may_write_is_obeyed(world: World) -> None:
    world.github.permit(contents="write")
    world.github.add_collaborator("alice", "write")
    comment = world.github.add_comment(world.pull, "/docgen commit", login="alice")
    step = world.runner.step("issue_comment", world.github.events.issue_comment(comment))
    assert step.code == 0, step.log
    assert step.outputs["commit-sha"] == world.github.branches()["feature"]


def test_a_command_of_somebody_who_may_not_write_is_not(world: World) -> None:
    world.github.add_collaborator("mallory", "read")
    comment = world.github.add_comment(world.pull, "/docgen", login="mallory")
    step = world.runner.step("issue_comment", world.github.events.issue_comment(comment))
    assert step.code == 0, step.log
    assert "::notice::`mallory` may not write to this repository" in step.log
    assert world.claude.requests == []
    assert [each for each in world.comments if each != "/docgen"] == []


def in_fork(world: World, **inputs: str) -> Step:
    """Run the action on a pull request from a fork, as GitHub lets it: no key, and a token that may only read."""
    world.repository.commit({"shop/price.py": PRICE}, branch="gift", start="main")
    pull = world.github.open_pull(head="gift", fork="mallory/shop", author="mallory")
    world.github.permit(pull_requests="read")
    payload = world.github.events.pull_request(pull, "opened")
    return world.runner.step("pull_request", payload, {"anthropic-api-key": "", **inputs})


@pytest.mark.parametrize("mode", ["comment", "suggest", "commit", "pull-request"])
def test_a_fork_gets_one_notice_with_the_yaml_that_helps(world: World, mode: str) -> None:
    sent = len(world.github.requests)
    step = in_fork(world, mode=mode)
    assert step.code == 0, step.log
    assert step.log.count("::notice") == 1
    assert "pull_request_target:" in step.log
    assert "nothing to document" not in step.summary
    assert "> ```yaml\n> on:\n>   pull_request_target:" in step.summary
    assert not [each for each in world.github.requests[sent:] if each.method != "GET" and each.path != "/graphql"]


def test_dependabot_is_told_where_its_key_belongs(world: World) -> None:
    world.repository.commit({"shop/price.py": PRICE}, branch="bump", start="main")
    pull = world.github.open_pull(head="bump", author="dependabot[bot]")
    payload = world.github.events.pull_request(pull, "opened")
    step = world.runner.step("pull_request", payload, {"anthropic-api-key": "", "skip-pull-requests": "none"})
    assert step.code == 0, step.log
    assert "Secrets and variables, Dependabot" in step.log
    assert "> ```yaml\n> permissions:" in step.summary


def test_annotations_end_where_github_stops_showing_them_and_the_log_has_the_others(world: World) -> None:
    functions = "".join(f"\n\ndef f{number}(x: int) -> int:\n    return x * {number} + 1\n" for number in range(15))
    world.push({"shop/many.py": f'"""Many."""{functions}'})
    step = world.run({"fail-on": "missing"})
    assert step.log.count("::warning") == 10
    assert step.log.count("lacks a docstring that fits") == int(step.outputs["documented"]) == 18
    assert "f14" in step.summary


def test_links_lead_to_the_server_that_the_runner_names(world: World) -> None:
    world.run(GITHUB_SERVER_URL="https://ghe.example")
    assert "(https://ghe.example/octo/shop/blob/" in world.comments[0]


def dispatch(world: World, mode: str, started_on: str = "refs/heads/main", **inputs: str) -> Step:
    """Start the action by hand on a branch or tag that stands where `main` does."""
    environ = {"GITHUB_REF": started_on, "GITHUB_SHA": world.github.branches()["main"]}
    payload = world.github.events.workflow_dispatch(ref=started_on)
    return world.runner.step("workflow_dispatch", payload, {"mode": mode, **inputs}, environ)


@pytest.mark.parametrize("mode", ["commit", "pull-request"])
@pytest.mark.parametrize("is_tag", [True, False])
def test_a_manual_run_on_a_tag_or_commit_leaves_the_docs_in_the_summary(grown: World, mode: str, is_tag: bool) -> None:
    before = grown.github.branches()
    step = dispatch(grown, mode, "refs/tags/v1") if is_tag else dispatch(grown, mode, ref=before["main"])
    assert step.code == 0, step.log
    assert "branch" in next(line for line in step.log.splitlines() if line.startswith("::notice"))
    assert "moved on" not in step.log
    assert "class Order:" in step.summary
    assert grown.github.branches() == before


@pytest.mark.parametrize("bench", [True, False])
def test_a_push_of_our_own_branches_does_not_propose_docs_for_them(grown: World, bench: bool) -> None:
    dispatch(grown, "pull-request")
    branches = grown.github.branches()
    name = "docgen-next/docgen/main" if bench else "docgen/main"
    grown.github.push(name, branches["main" if bench else "docgen/main"])
    before = grown.github.branches()
    environ = {"GITHUB_REF": f"refs/heads/{name}", "GITHUB_SHA": before[name]}
    step = grown.runner.step(
        "push", grown.github.events.push(name, "0" * 40), {"mode": "pull-request", "update": "all"}, environ
    )
    assert step.code == 0, step.log
    assert "docgen's own branch" in step.log
    assert grown.github.branches() == before


def overtaken_command(world: World, overtake: Callable[[], None]) -> Step:
    """Run `/docgen commit` by somebody who may write, with something that happens while docs are being written."""
    world.github.permit(contents="write")
    world.github.add_collaborator("alice", "write")
    comment = world.github.add_comment(world.pull, "/docgen commit", login="alice")

    def answer(_: AskedChunk, before: int) -> dict[str, object]:
        if not before:
            overtake()
        return {}

    world.claude.answers["discount"] = answer
    return world.runner.step("issue_comment", world.github.events.issue_comment(comment))


def test_a_command_that_is_overtaken_by_a_push_is_carried_out_for_the_new_head_from_the_cache(world: World) -> None:
    step = overtaken_command(world, lambda: world.push({"shop/price.py": PRICE}))
    assert step.code == 0, step.log
    assert step.outputs["commit-sha"] == world.github.branches()["feature"]
    assert step.outputs["documented"] == "4"
    asked = [name for request in world.claude.requests for name in request.symbols]
    assert len(asked) == len(set(asked)) == 4


def test_what_was_written_for_an_old_head_is_told_where_the_new_one_cannot_be_read(world: World) -> None:
    def overtake() -> None:
        world.push({"shop/price.py": PRICE})
        world.github.limit_next("GET", r"/pulls/\d+$", retry_after=3600)

    step = overtaken_command(world, overtake)
    assert step.code == 1
    assert "GitHub's rate limit is used up" in step.log
    assert "def discount" in step.summary
    assert step.outputs["documented"] == "3"
