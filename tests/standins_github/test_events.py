import json
from typing import Any

import pytest
from github.Repository import Repository as Client

from tests.standins.github import GitHubStandin, PullRequest
from tests.standins.repositories import Repository


def test_pull_request_event_carries_what_the_api_tells(
    github: GitHubStandin, store: Repository, client: Client, pull: PullRequest
) -> None:
    store.commit({"later.py": ""}, branch="feature")
    event = github.events.pull_request(pull, "synchronize", sender="bob")
    assert (event["action"], event["number"], event["sender"]["login"]) == ("synchronize", 1, "bob")
    assert event["repository"]["full_name"] == "octo/demo"
    assert event["pull_request"] == client.get_pull(pull.number).raw_data
    assert json.loads(json.dumps(event)) == event


def test_event_names_the_labels(github: GitHubStandin) -> None:
    pull = github.open_pull(head="feature", labels=["docs", "no docgen"])
    labels = github.events.pull_request(pull, "labeled")["pull_request"]["labels"]
    assert [label["name"] for label in labels] == ["docs", "no docgen"]


def test_event_of_a_fork_names_the_fork(github: GitHubStandin) -> None:
    pull = github.open_pull(head="feature", fork="mallory/demo", author="mallory", draft=True)
    event = github.events.pull_request(pull)["pull_request"]
    assert (event["head"]["repo"]["full_name"], event["head"]["repo"]["fork"]) == ("mallory/demo", True)
    assert (event["base"]["repo"]["full_name"], event["draft"]) == ("octo/demo", True)
    assert event["author_association"] == "NONE"


def test_comment_event_names_the_pull_request_without_its_commits(github: GitHubStandin, pull: PullRequest) -> None:
    github.add_collaborator("bob")
    event = github.events.issue_comment(github.add_comment(pull, "/docgen", login="bob"))
    assert event["comment"]["body"] == "/docgen"
    assert event["comment"]["author_association"] == "COLLABORATOR"
    assert event["issue"]["pull_request"]["url"].endswith("/repos/octo/demo/pulls/1")
    assert "head" not in event["issue"]


@pytest.mark.parametrize("inputs", [None, {"pull-request-number": "1"}])
def test_dispatch_event_carries_its_inputs(github: GitHubStandin, inputs: Any) -> None:  # noqa: ANN401
    event = github.events.workflow_dispatch(inputs)
    assert (event["inputs"], event["ref"]) == (inputs, "refs/heads/main")


def test_push_event_names_both_commits(github: GitHubStandin, store: Repository) -> None:
    before = github.branches()["main"]
    after = store.commit({"later.py": ""})
    event = github.events.push("main", before)
    assert (event["ref"], event["before"], event["after"], event["forced"]) == ("refs/heads/main", before, after, False)


def test_merge_queue_event_has_no_pull_request(github: GitHubStandin, pull: PullRequest) -> None:
    event = github.events.merge_group(base_branch="main", head_sha=pull.head_sha)
    assert event["action"] == "checks_requested"
    assert "pull_request" not in event
