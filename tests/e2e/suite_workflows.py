"""Workflows from the event to what people see, run by act with the container built from the Dockerfile.

Not collected by itself, since it takes a Docker engine: `make e2e` runs it.
"""

from __future__ import annotations

import time

from docgen.doors.telling import OUTPUTS
from docgen.settings import Mode
from tests.e2e.conftest import World
from tests.e2e.workflows import check_out, workflow
from tests.runner import KEY
from tests.standins.claude import ClaudeStandin
from tests.standins.claude.latency import Latency
from tests.world import HEAD


def test_a_pull_request_gets_a_comment_and_later_steps_get_the_outputs(world: World) -> None:
    run = world.run(workflow({}))
    assert run.code == 0, run.log
    (comment,) = world.comments
    assert "def discount(price: int, percent: int = 10) -> int:" in comment
    shown = {name: run.said(name) for name in OUTPUTS}
    assert (shown["documented"], shown["failed"], shown["cache-misses"]) == ("3", "0", "3")
    assert float(shown["cost-usd"]) > 0
    assert shown["comment-url"].startswith("https://")
    assert '"qualified_name": "discount"' in run.log
    assert KEY not in run.log
    assert world.github.token not in run.log


def test_summary_mode_writes_to_the_job_only(world: World) -> None:
    run = world.run(workflow({"mode": "summary"}))
    assert run.code == 0, run.log
    assert world.comments == []
    assert "Carry out discount." in run.summary
    assert not [request for request in world.github.requests if request.method in ("PUT", "PATCH", "DELETE")]


def test_suggest_mode_proposes_lines_to_click(world: World) -> None:
    run = world.run(workflow({"mode": "suggest"}))
    assert run.code == 0, run.log
    assert any("```suggestion" in comment.body for comment in world.github.review_comments(world.pull))


def test_commit_mode_commits_to_the_branch(world: World) -> None:
    world.github.permit(contents="write")
    run = world.run(workflow({"mode": "commit"}))
    assert run.code == 0, run.log
    assert run.said("commit-sha") == world.repository.tip("feature")
    assert '"""Carry out discount.' in world.github.read("feature", "shop/cart.py").decode()


def test_pull_request_mode_proposes_a_branch_of_its_own(world: World) -> None:
    world.github.permit(contents="write")
    run = world.run(workflow({"mode": "pull-request"}))
    assert run.code == 0, run.log
    assert run.said("pull-request-url").startswith("https://")


def test_write_mode_and_the_reference_leave_files_to_later_steps(world: World) -> None:
    read = check_out(world.pull.head_sha, HEAD)
    inputs = {"mode": "write", "reference-path": "docs/api"}
    show = {"run": "cat shop/cart.py ${{ steps.docgen.outputs.reference-path }}/*.md"}
    run = world.run(workflow(inputs, before=[read], after=[show]))
    assert run.code == 0, run.log
    assert run.said("files-written") == "2"
    assert '    """Carry out discount.' in run.log
    assert "# API reference" in run.log
    assert world.comments == []


def test_every_mode_is_run_here() -> None:
    assert set(Mode) == {"comment", "summary", "suggest", "commit", "pull-request", "write"}


def test_a_manual_run_documents_the_whole_repository(world: World) -> None:
    world.repository.commit({"shop/late.py": "def late(value: int) -> int:\n    return value + 1\n"})
    payload = world.github.events.workflow_dispatch()
    dispatched = workflow({"mode": "summary", "scope": "all", "ref": "main"}, "workflow_dispatch")
    run = world.act.run(dispatched, "workflow_dispatch", payload)
    assert run.code == 0, run.log
    assert '"path": "shop/late.py"' in run.log


def test_a_wrong_input_fails_the_step_with_2_and_says_what_would_be_right(world: World) -> None:
    run = world.run(workflow({"mode": "shout", "max-workers": "0"}))
    assert run.code == 1
    assert run.action_exit_code == 2
    assert "input `mode` should be 'comment'" in run.log
    assert world.github.requests == []


def test_without_a_key_the_job_succeeds_with_a_notice(world: World) -> None:
    run = world.run(workflow({"anthropic-api-key": ""}))
    assert run.code == 0, run.log
    assert "::notice::There is no key for the Claude API" in run.log
    assert world.claude.requests == []


SHARED = {"cache-table": "docgen-cache", "aws-region": "eu-central-1"}


def test_another_runner_finds_everything_in_the_shared_table(world: World, table: dict[str, str]) -> None:
    first = world.run(workflow(SHARED), **table)
    asked = len(world.claude.requests)
    second = world.run(workflow(SHARED), **table)
    assert (first.said("cache-misses"), second.said("cache-hits")) == ("3", "3")
    assert len(world.claude.requests) == asked


def test_a_job_that_is_cancelled_half_way_has_stored_what_was_paid_for(world: World, table: dict[str, str]) -> None:
    functions = [f"\n\ndef work_{n}(value: int) -> int:\n    return value * {n} + value\n" for n in range(60)]
    world.repository.commit({"shop/work.py": '"""Work."""\n' + "".join(functions)}, branch="feature")
    inputs = {**SHARED, "max-workers": "1", "request-lines": "50"}
    with ClaudeStandin(latency=Latency(first_token=3.0)) as slow:
        cancelled = world.act.start(
            workflow(inputs), "pull_request", world.payload, **table, ANTHROPIC_BASE_URL=slow.url
        )
        while len(slow.requests) < 2 and cancelled.poll() is None:
            time.sleep(0.1)
        world.act.cancel(cancelled)
        paid = set(slow.requests[0].symbols)
        assert len(slow.delivered) < len(functions)
    run = world.run(workflow(inputs), **table)
    assert run.code == 0, run.log
    asked = {symbol for request in world.claude.requests for symbol in request.symbols}
    assert paid
    assert asked
    assert not asked & paid
