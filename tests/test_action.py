"""The action from event to comment, started as the runner starts it, against GitHub and Claude on loopback."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from docgen.doors.telling import OUTPUTS
from tests.runner import KEY
from tests.world import HEAD, World


def test_a_pull_request_gets_one_comment_with_the_docs_of_what_it_touched(world: World) -> None:
    step = world.run()
    assert step.code == 0, step.log
    (comment,) = world.comments
    for shown in ("def discount(price: int, percent: int = 10) -> int:", "class Order:", "def add(self, line: str)"):
        assert shown in comment
    for quiet in ("def total(", "_round(price"):
        assert quiet not in comment


def test_every_output_is_set(world: World) -> None:
    outputs = world.run().outputs
    assert set(outputs) == set(OUTPUTS)
    assert (outputs["documented"], outputs["failed"], outputs["cache-hits"], outputs["cache-misses"]) == (
        "3",
        "0",
        "0",
        "3",
    )
    assert int(outputs["api-calls"]) >= 1
    assert int(outputs["input-tokens"]) > 0
    assert float(outputs["cost-usd"]) > 0
    assert outputs["comment-url"].startswith("http")


def test_the_log_says_what_was_done_and_where_it_went(world: World) -> None:
    step = world.run()
    assert "\n3 docs for 2 files; 3 fresh;" in step.log
    assert f"\ncomment: {step.outputs['comment-url']}\n" in step.log


def test_what_fails_for_all_symbols_is_one_annotation(world: World) -> None:
    step = world.run({"model": "claude-nope"})
    assert step.code == 1
    assert step.log.count("title=docgen%3A 3 symbols::The Claude API does not know the model") == 1
    assert step.log.count("::error file=") == 1


def test_the_report_lies_in_the_workspace_and_is_ignored_by_git(world: World) -> None:
    step = world.run()
    assert step.outputs["report"] == ".docgen/report.json"
    assert step.report["totals"]["documented"] == 3
    assert (world.runner.workspace / ".docgen" / ".gitignore").read_text() == "*\n"


def test_the_job_summary_tells_what_was_done(world: World) -> None:
    assert "discount" in world.run().summary


def test_a_second_run_asks_nobody_and_leaves_the_comment_as_it_is(world: World) -> None:
    world.run()
    before, asked = world.comments, len(world.claude.requests)
    sent = len(world.github.requests)
    step = world.run()
    assert step.code == 0
    assert step.outputs["api-calls"] == "0"
    assert len(world.claude.requests) == asked
    assert world.comments == before
    assert not [each for each in world.github.requests[sent:] if each.method in ("PATCH", "DELETE", "PUT")]


def test_a_changed_function_is_the_only_one_that_is_asked_about_again(world: World) -> None:
    world.run()
    asked = len(world.claude.requests)
    world.push({"shop/cart.py": HEAD["shop/cart.py"].replace("more than all", "over the top")})
    step = world.run()
    assert [request.symbols for request in world.claude.requests[asked:]] == [("discount",)]
    assert step.outputs["cache-hits"] == "2"
    assert len(world.comments) == 1


def test_configuration_comes_from_the_base_and_not_from_the_pull_request(world: World) -> None:
    world.push({"pyproject.toml": '[tool.docgen]\nexclude = ["*.py"]\n'})
    assert world.run().outputs["documented"] == "3"


def test_the_configuration_of_the_base_counts_and_inputs_win(tmp_path: Path, world: World) -> None:
    world.repository.commit({"pyproject.toml": '[tool.docgen]\nexclude = ["cart.py"]\nmodel = "nope"\n'})
    step = world.run({"model": "claude-haiku-5-5"})
    assert step.code == 0, step.log
    assert {outcome["path"] for outcome in step.report["outcomes"] if outcome["status"] == "documented"} == {
        "shop/order.py"
    }


def test_without_a_key_the_run_ends_well_and_says_what_to_do(world: World) -> None:
    step = world.run({"anthropic-api-key": ""})
    assert step.code == 0, step.log
    assert "::notice::" in step.log
    assert "anthropic-api-key: ${{ secrets.ANTHROPIC_API_KEY }}" in step.log
    assert step.outputs["skipped"] != "0"
    assert world.claude.requests == []


def test_without_a_key_what_the_cache_has_is_delivered(world: World) -> None:
    world.run()
    assert world.run({"anthropic-api-key": ""}).outputs["documented"] == "3"


def test_a_token_that_may_not_comment_leaves_the_docs_in_the_summary(world: World) -> None:
    world.github.permit(pull_requests="read")
    step = world.run()
    assert step.code == 0, step.log
    assert "pull-requests: write" in step.log
    assert "discount" in step.summary


def test_a_missing_token_is_a_clear_error(world: World) -> None:
    step = world.run({"github-token": ""})
    assert step.code == 1
    assert "There is no GitHub token" in step.log


def test_a_wrong_input_ends_with_2_and_names_the_values(world: World) -> None:
    step = world.run({"mode": "shout", "max-workers": "0"})
    assert step.code == 2
    assert "input `mode`" in step.log
    assert "input `max-workers`" in step.log
    assert world.github.requests == []


def test_a_model_that_does_not_exist_fails_with_one_message(world: World) -> None:
    step = world.run({"model": "claude-nonsense-9"})
    assert step.code == 1
    assert "claude-nonsense-9" in step.log
    assert "Traceback" not in step.log


def test_fail_on_never_keeps_the_step_green(world: World) -> None:
    assert world.run({"model": "claude-nonsense-9", "fail-on": "never"}).code == 0


@pytest.mark.parametrize("place", ["input", "file"])
def test_fail_on_never_keeps_the_step_green_where_github_does_not_answer(world: World, place: str) -> None:
    if place == "file":
        world.github.push("main", world.repository.commit({"pyproject.toml": '[tool.docgen]\nfail-on = "never"\n'}))
    world.github.limit_next("GET", r"/pulls/\d+/files", retry_after=3600)
    step = world.run({"fail-on": "never"} if place == "input" else {})
    assert step.code == 0, step.log
    assert "::warning::Could not list the files of pull request 1" in step.log


def test_fail_on_missing_fails_while_docs_are_only_proposed(world: World) -> None:
    step = world.run({"fail-on": "missing"})
    assert step.code == 1
    assert "::warning file=shop/cart.py,line=9" in step.log


def test_what_a_bound_leaves_is_told(world: World) -> None:
    step = world.run({"max-symbols": "1"})
    assert step.code == 0, step.log
    assert "::notice::2 symbols left for the next run: max-symbols." in step.log


def test_a_dry_run_tells_the_cost_and_asks_nobody(world: World) -> None:
    step = world.run({"dry-run": "true"})
    assert step.code == 0, step.log
    assert "1 request to claude-sonnet-5-5" in step.summary
    assert (step.outputs["documented"], step.outputs["report"]) == ("0", "")
    assert world.claude.requests == []
    assert world.comments == []


BAD_FILES: dict[str, Any] = {
    "bad/syntax.py": "def broken(:\n",
    "bad/latin.py": b'NAME = "\xe9"\n',
    "bad/binary.py": bytes(range(256)) * 10,
    "bad/null.py": b"a = 1\0\n",
    "bad/empty.py": "",
    "bad/deep.py": "x = " + "(" * 5000 + ")" * 5000 + "\n",
    "bad/huge.py": "x = 1  # " + "x" * 6_000_000 + "\n",
    "moved/cart.py": HEAD["shop/cart.py"],
    "shop/cart.py": None,
}


def test_files_that_cannot_be_read_are_reported_and_the_rest_is_done(world: World) -> None:
    world.push(BAD_FILES)
    step = world.run()
    assert step.code == 1
    assert "Traceback" not in step.log
    failed = {outcome["path"] for outcome in step.report["outcomes"] if outcome["status"] == "failed"}
    assert failed == {f"bad/{name}.py" for name in ("syntax", "latin", "binary", "null", "deep", "huge")}
    documented = {outcome["path"] for outcome in step.report["outcomes"] if outcome["status"] == "documented"}
    assert documented >= {"moved/cart.py", "shop/order.py"}


@pytest.mark.parametrize("event", ["star", "merge_group", "pull_request_review"])
def test_other_events_end_well_with_a_notice(world: World, event: str) -> None:
    step = world.runner.step(event, {"action": "created"})
    assert step.code == 0
    assert step.log.startswith("::add-mask::") or "::notice::" in step.log
    assert "::notice::" in step.log
    assert (set(step.outputs), step.outputs["documented"]) == (set(OUTPUTS), "0")


def test_a_payload_that_is_none_is_a_clear_error(world: World) -> None:
    step = world.runner.step("pull_request", {"zen": "Keep it logically awesome."})
    assert step.code == 2
    assert "payload of the event `pull_request`" in step.log


def test_the_keys_appear_nowhere_but_in_their_masks(world: World) -> None:
    step = world.run(RUNNER_DEBUG="1")
    masks = {f"::add-mask::{secret}" for secret in (KEY, world.github.token)}
    rest = "\n".join(line for line in step.log.splitlines() if line not in masks)
    written = rest + step.summary + str(step.report) + str(step.outputs) + "".join(world.comments)
    assert KEY not in written
    assert world.github.token not in written


def test_nothing_in_the_workspace_is_imported(world: World) -> None:
    canary = world.runner.workspace / "executed"
    for name in ("docgen/__init__.py", "anthropic.py", "sitecustomize.py", "usercustomize.py", "github.py", "json.py"):
        path = world.runner.workspace / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"open({str(canary)!r}, 'w')\n", "utf-8")
    step = world.run(PYTHONPATH=str(world.runner.workspace), PYTHONSTARTUP=str(world.runner.workspace / "json.py"))
    assert step.code == 0, step.log
    assert not canary.exists()


def test_suggestions_insert_the_docstring_with_a_click(world: World) -> None:
    step = world.run({"mode": "suggest"})
    assert step.code == 0, step.log
    suggested = [comment.body for comment in world.github.review_comments(world.pull)]
    assert any("```suggestion" in body and "def discount" in body for body in suggested)
    world.run({"mode": "suggest"})
    assert len(world.github.review_comments(world.pull)) == len(suggested)


def test_a_commit_adds_docstrings_and_nothing_else(world: World) -> None:
    world.github.permit(contents="write")
    step = world.run({"mode": "commit"})
    assert step.code == 0, step.log
    assert step.outputs["commit-sha"] == world.github.branches()["feature"]
    written = world.github.read("feature", "shop/cart.py").decode()
    lines = written.splitlines()
    remaining = iter(lines)
    assert all(line in remaining for line in HEAD["shop/cart.py"].splitlines())
    assert len(lines) > len(HEAD["shop/cart.py"].splitlines())


def test_after_its_own_commit_there_is_nothing_left_to_do(world: World) -> None:
    world.github.permit(contents="write")
    first = world.run({"mode": "commit"})
    second = world.run({"mode": "commit"})
    assert second.code == 0, second.log
    assert second.outputs["documented"] == "0"
    assert world.github.branches()["feature"] == first.outputs["commit-sha"]


def test_without_permission_to_push_the_commit_becomes_a_comment(world: World) -> None:
    step = world.run({"mode": "commit"})
    assert step.code == 0, step.log
    assert step.outputs["commit-sha"] == ""
    assert "def discount" in world.comments[0]
    assert "contents: write" in step.log


def test_a_fork_gets_neither_commits_nor_a_place_in_the_shared_cache(tmp_path: Path, world: World) -> None:
    world.repository.commit(
        {"shop/gift.py": "def wrap(box: str) -> str:\n    return box.upper() + '!'\n"}, branch="gift"
    )
    pull = world.github.open_pull(head="gift", fork="mallory/shop", author="mallory")
    payload = world.github.events.pull_request(pull, "opened")
    step = world.runner.step("pull_request_target", payload, {"mode": "commit"})
    assert step.code == 0, step.log
    assert step.outputs["commit-sha"] == ""
    world.repository.commit(
        {"shop/gift.py": "def wrap(box: str) -> str:\n    return box.upper() + '!'\n"}, branch="feature"
    )
    world.github.push("feature", world.repository.tip("feature") or "")
    asked = len(world.claude.requests)
    world.run()
    assert "wrap" in [name for request in world.claude.requests[asked:] for name in request.symbols]


def test_a_manual_run_proposes_docs_for_the_whole_branch(world: World) -> None:
    world.repository.commit({"shop/price.py": HEAD["shop/cart.py"]})
    world.github.permit(contents="write", pull_requests="write")
    payload = world.github.events.workflow_dispatch(ref="main")
    environ = {"GITHUB_REF": "refs/heads/main", "GITHUB_SHA": world.github.branches()["main"]}
    step = world.runner.step("workflow_dispatch", payload, {"mode": "pull-request"}, environ)
    assert step.code == 0, step.log
    assert step.outputs["pull-request-url"]
    assert step.outputs["documented"] == "1"
    again = world.runner.step("workflow_dispatch", payload, {"mode": "pull-request"}, environ)
    assert again.outputs["pull-request-url"] == step.outputs["pull-request-url"]


def test_a_manual_run_takes_a_pull_request_by_number(world: World) -> None:
    payload = world.github.events.workflow_dispatch(ref="main")
    step = world.runner.step("workflow_dispatch", payload, {"pull-request-number": str(world.pull.number)})
    assert step.outputs["documented"] == "3"
    assert len(world.comments) == 1


def test_the_scope_all_looks_at_all_files_of_the_pull_request(world: World) -> None:
    assert world.run({"scope": "all", "update": "all"}).outputs["documented"] == "6"


def test_docs_that_cannot_be_delivered_are_in_the_summary_and_the_step_fails(world: World) -> None:
    world.github.limit_next("POST", r"/issues/\d+/comments", retry_after=3600)
    step = world.run()
    assert step.code == 1
    assert "GitHub's rate limit is used up" in step.log
    assert "def discount" in step.summary
    assert step.outputs["documented"] == "3"


@pytest.mark.parametrize(
    ("author", "draft", "inputs", "documented"),
    [
        ("renovate[bot]", False, {}, "0"),
        ("renovate[bot]", False, {"skip-pull-requests": "none"}, "3"),
        ("alice", True, {}, "3"),
        ("alice", True, {"skip-pull-requests": "draft"}, "0"),
    ],
)
def test_drafts_and_bots_are_left_alone_as_configured(
    world: World, author: str, draft: bool, inputs: dict[str, str], documented: str
) -> None:
    world.repository.commit({"notes.md": "x"}, branch="other", start="feature")
    pull = world.github.open_pull(head="other", author=author, draft=draft)
    step = world.runner.step("pull_request", world.github.events.pull_request(pull, "opened"), inputs)
    assert step.code == 0, step.log
    assert step.outputs["documented"] == documented
    assert ("left alone" in step.log) == (documented == "0")


@pytest.mark.parametrize("path", ["", "/nowhere/event.json", "/"])
def test_without_an_event_the_message_says_where_it_should_be(world: World, path: str) -> None:
    step = world.run(GITHUB_EVENT_PATH=path)
    assert step.code == 2
    assert "GITHUB_EVENT_PATH names its file" in step.log
