import json
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from tests.standins.github import GitHubStandin, PullRequest
from tests.standins.github.openapi import DESCRIPTION
from tests.standins.github.routes import ROUTES
from tests.standins.repositories import Repository


def send(github: GitHubStandin, method: str, path: str, body: object = None, accept: str = "*/*") -> int:
    """Status of a request that PyGithub would not send."""
    headers = {"Authorization": f"Bearer {github.token}", "Content-Type": "application/json", "Accept": accept}
    content = None if body is None else json.dumps(body).encode()
    try:
        with urlopen(Request(github.url + path, content, headers, method=method)) as answer:
            return int(answer.status)
    except HTTPError as error:
        error.close()
        return error.code


@pytest.mark.parametrize(
    ("method", "path", "body", "words"),
    [
        ("POST", "issues/1/comments", {}, "'body' is a required property"),
        ("POST", "issues/1/comments", {"body": 7}, "7 is not of type 'string'"),
        ("POST", "issues/1/comments", {"body": "x", "boddy": "y"}, "'boddy' was unexpected"),
        ("GET", "pulls/1/files?per_pgae=100", None, "unknown query parameter 'per_pgae'"),
        ("GET", "pulls/1/files?page=one", None, "page"),
        ("GET", "pulls/1/unheard-of", None, "does not play this operation"),
    ],
)
def test_request_that_breaks_the_description_fails_the_test(
    store: Repository, method: str, path: str, body: object, words: str
) -> None:
    with pytest.raises(AssertionError, match="GitHub's rules were broken") as caught:  # noqa: SIM117, PT012
        with GitHubStandin(repository="octo/demo", git_dir=store.git_dir) as github:
            github.open_pull(head="feature")
            assert send(github, method, f"/repos/octo/demo/{path}", body) in (404, 422)
    assert words in str(caught.value)


def test_media_type_that_is_not_played_is_a_violation(github: GitHubStandin, pull: PullRequest) -> None:
    send(github, "GET", "/repos/octo/demo/pulls/1", accept="application/vnd.github.diff")
    assert "does not play the media type .diff" in github.violations.pop()


def test_failure_of_the_test_itself_is_not_hidden_by_violations(store: Repository) -> None:
    with pytest.raises(ZeroDivisionError):  # noqa: SIM117, PT012
        with GitHubStandin(repository="octo/demo", git_dir=store.git_dir) as github:
            send(github, "GET", "/repos/octo/demo/unheard-of")
            raise ZeroDivisionError


def test_every_described_operation_is_played_and_no_other() -> None:
    paths = json.loads(DESCRIPTION.read_text("utf-8"))["paths"]
    described = {(method.upper(), path) for path, item in paths.items() for method in item if method != "parameters"}
    assert {(route.method, route.template) for route in ROUTES} == described


def test_failure_of_the_stand_in_is_a_violation(github: GitHubStandin, pull: PullRequest) -> None:
    pull.base_sha = "nonsense"
    assert send(github, "GET", "/repos/octo/demo/pulls/1") == 500
    assert "the stand-in failed" in github.violations.pop()


def test_answer_that_breaks_the_description_is_noticed(github: GitHubStandin, pull: PullRequest) -> None:
    pull.state = "ajar"
    send(github, "GET", "/repos/octo/demo/pulls/1")
    assert "'ajar' is not one of ['open', 'closed']" in github.violations.pop()
