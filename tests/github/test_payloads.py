"""What is told of a pull request by GitHub's JSON, which leaves out more than its description admits."""

from typing import Any

import pytest

from docgen.github.interface import PullRequest
from docgen.github.payloads import PullRequestPayload
from tests.standins.github import GitHubStandin


@pytest.fixture
def payload(github: GitHubStandin) -> dict[str, Any]:
    found: dict[str, Any] = github.events.pull_request(github.open_pull(head="feature"))["pull_request"]
    return found


def value(payload: dict[str, Any]) -> PullRequest:
    return PullRequestPayload.model_validate(payload).value("octo/demo")


def test_a_fork_that_is_gone_is_still_a_fork(payload: dict[str, Any]) -> None:
    payload["head"]["repo"] = payload["user"] = None
    assert value(payload).is_fork
    assert value(payload).author == ""


def test_the_name_of_a_repository_has_no_case(payload: dict[str, Any]) -> None:
    payload["head"]["repo"]["full_name"] = "Octo/Demo"
    assert not value(payload).is_fork


def test_a_bots_pull_request_is_told_apart(payload: dict[str, Any]) -> None:
    payload["user"] |= {"login": "dependabot[bot]", "type": "Bot"}
    assert value(payload).is_by_bot
