"""What each event asks for, from payloads as GitHub sends them."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from docgen.changes.event import (
    Command,
    NothingToDo,
    Occasion,
    PullRequestTarget,
    PushTarget,
    Target,
    TreeTarget,
    target_of,
)
from docgen.errors import SettingsError
from tests.standins.github import GitHubStandin, PullRequest
from tests.standins.repositories import Repository

SHA = "a" * 40


@pytest.fixture(scope="module")
def github(tmp_path_factory: pytest.TempPathFactory) -> Iterator[GitHubStandin]:
    repository = Repository(Path(tmp_path_factory.mktemp("event")) / "demo.git")
    repository.commit({"app.py": "one = 1\n"})
    repository.commit({"app.py": "one = 2\n"}, branch="feature")
    with GitHubStandin(repository="octo/demo", git_dir=repository.git_dir) as standin:
        yield standin


@pytest.fixture(scope="module")
def pull(github: GitHubStandin) -> PullRequest:
    return github.open_pull(head="feature")


def target(event: str, payload: dict[str, Any], number: int | None = None, ref: str = "") -> Target:
    """What a run on an event is about."""
    occasion = Occasion(event, json.dumps(payload).encode(), "refs/heads/main", SHA, number, ref)
    return target_of(occasion)


def commented(
    github: GitHubStandin, pull: PullRequest, body: str, login: str = "alice", action: str = "created"
) -> Target:
    """What a run on a comment is about."""
    return target("issue_comment", github.events.issue_comment(github.add_comment(pull, body, login=login), action))


@pytest.mark.parametrize("event", ["pull_request", "pull_request_target"])
@pytest.mark.parametrize("action", ["opened", "synchronize", "reopened", "ready_for_review", "labeled"])
def test_a_pull_request_is_about_itself(github: GitHubStandin, pull: PullRequest, event: str, action: str) -> None:
    assert target(event, github.events.pull_request(pull, action)) == PullRequestTarget(pull.number)


def test_a_closed_pull_request_is_left_alone(github: GitHubStandin, pull: PullRequest) -> None:
    found = target("pull_request", github.events.pull_request(pull, "closed"))
    assert found == NothingToDo(f"Pull request {pull.number} is closed.")


def test_a_manual_run_is_about_its_branch(github: GitHubStandin) -> None:
    assert target("workflow_dispatch", github.events.workflow_dispatch()) == TreeTarget("refs/heads/main", SHA)


def test_a_manual_run_is_about_the_ref_that_is_named(github: GitHubStandin) -> None:
    assert target("workflow_dispatch", github.events.workflow_dispatch(), ref="v1.2") == TreeTarget("v1.2")


@pytest.mark.parametrize("event", ["workflow_dispatch", "schedule", "push", "repository_dispatch"])
def test_a_run_is_about_the_pull_request_that_is_named(event: str) -> None:
    assert target(event, {}, number=12) == PullRequestTarget(12)


def test_a_pull_request_event_is_about_its_own_pull_request(github: GitHubStandin, pull: PullRequest) -> None:
    found = target("pull_request", github.events.pull_request(pull), number=77)
    assert isinstance(found, PullRequestTarget)
    assert found.number == pull.number


def test_a_scheduled_run_is_about_its_branch() -> None:
    assert target("schedule", {"schedule": "0 4 * * 1"}) == TreeTarget("refs/heads/main", SHA)


OLD, NEW, NONE = "b" * 40, "c" * 40, "0" * 40


@pytest.mark.parametrize(
    ("ref", "before", "forced", "bases"),
    [
        ("refs/heads/main", OLD, False, (OLD,)),
        ("refs/heads/topic", OLD, False, (OLD, "main")),
        ("refs/heads/topic", NONE, False, ("main",)),
        ("refs/heads/topic", OLD, True, ("main", OLD)),
        ("refs/heads/main", OLD, True, (OLD,)),
        ("refs/heads/main", NONE, False, ()),
    ],
    ids=["push", "push to a topic", "new topic", "forced topic", "forced main", "first push"],
)
def test_a_push_is_about_what_it_brought(ref: str, before: str, forced: bool, bases: tuple[str, ...]) -> None:
    payload = {"ref": ref, "before": before, "after": NEW, "forced": forced, "repository": {"default_branch": "main"}}
    assert target("push", payload) == PushTarget(ref, NEW, bases)


@pytest.mark.parametrize(
    "change", [{"deleted": True, "after": "0" * 40}, {"ref": "refs/tags/v1"}], ids=["deleted branch", "tag"]
)
def test_a_push_that_leaves_no_branch_is_left_alone(change: dict[str, object]) -> None:
    payload = {"ref": "refs/heads/main", "after": "c" * 40, "deleted": False, **change}
    assert isinstance(target("push", payload), NothingToDo)


def test_a_merge_queue_is_not_held_up(github: GitHubStandin, pull: PullRequest) -> None:
    payload = github.events.merge_group(base_branch="main", head_sha=pull.head_sha)
    assert isinstance(target("merge_group", payload), NothingToDo)


@pytest.mark.parametrize(
    ("body", "command"),
    [
        ("/docgen", Command.DEFAULT),
        ("/docgen commit", Command.COMMIT),
        ("Please:\r\n\r\n/docgen   Suggest \r\nThanks!", Command.SUGGEST),
    ],
)
def test_a_comment_commands(github: GitHubStandin, pull: PullRequest, body: str, command: Command) -> None:
    assert commented(github, pull, body) == PullRequestTarget(pull.number, command, "alice")


@pytest.mark.parametrize("body", ["Nice!", "Try /docgen commit", "/docgenerate", "> /docgen", ""])
def test_other_comments_are_left_alone(github: GitHubStandin, pull: PullRequest, body: str) -> None:
    assert isinstance(commented(github, pull, body), NothingToDo)


@pytest.mark.parametrize("body", ["/docgen delete", "/docgen commit now"])
def test_an_unknown_command_is_explained(github: GitHubStandin, pull: PullRequest, body: str) -> None:
    found = commented(github, pull, body)
    assert isinstance(found, NothingToDo)
    assert "`/docgen commit`" in found.reason


@pytest.mark.parametrize("action", ["edited", "deleted"])
def test_a_comment_commands_once(github: GitHubStandin, pull: PullRequest, action: str) -> None:
    assert isinstance(commented(github, pull, "/docgen", action=action), NothingToDo)


def test_bots_command_nothing(github: GitHubStandin, pull: PullRequest) -> None:
    assert isinstance(commented(github, pull, "/docgen", login="github-actions[bot]"), NothingToDo)


def test_a_comment_on_an_issue_is_left_alone(github: GitHubStandin, pull: PullRequest) -> None:
    payload = github.events.issue_comment(github.add_comment(pull, "/docgen"))
    del payload["issue"]["pull_request"]
    found = target("issue_comment", payload)
    assert isinstance(found, NothingToDo)
    assert "pull requests" in found.reason


def test_other_events_are_told_which_ones_would_do() -> None:
    found = target("release", {})
    assert isinstance(found, NothingToDo)
    assert "`release`" in found.reason
    assert "`workflow_dispatch`" in found.reason


@pytest.mark.parametrize(
    ("event", "payload", "named"),
    [
        ("pull_request", b"{}", "number"),
        ("pull_request", b'{"number": "x"}', "number"),
        ("pull_request", b"not JSON", "json_invalid"),
        ("push", b'{"ref": "refs/heads/main"}', "after"),
        ("issue_comment", b'{"action": "created", "issue": 5}', "issue"),
    ],
)
def test_a_payload_that_does_not_fit_is_told(event: str, payload: bytes, named: str) -> None:
    with pytest.raises(SettingsError) as caught:
        target_of(Occasion(event, payload))
    assert f"`{event}`" in caught.value.what
    assert named in caught.value.what
    assert "GITHUB_EVENT_PATH" in caught.value.fix
