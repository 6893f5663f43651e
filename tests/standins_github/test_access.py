import pytest
from github import BadCredentialsException, GithubException, UnknownObjectException
from github.Repository import Repository as Client

from tests.standins.github import GitHubStandin, PullRequest
from tests.standins_github.conftest import connect


def test_unknown_token_is_refused(github: GitHubStandin) -> None:
    with pytest.raises(BadCredentialsException):
        connect(github, "ghp_unknown").get_repo("octo/demo")


def test_unknown_repository_and_pull_request_are_not_found(github: GitHubStandin, client: Client) -> None:
    with pytest.raises(UnknownObjectException):
        connect(github).get_repo("octo/other")
    with pytest.raises(UnknownObjectException):
        client.get_pull(7)


def test_token_of_an_app_is_no_user(github: GitHubStandin) -> None:
    with pytest.raises(GithubException, match="403"):
        assert connect(github).get_user().login
    token = github.add_token("alice")
    assert connect(github, token).get_user().login == "alice"


def test_roles_of_collaborators_are_told(github: GitHubStandin, client: Client) -> None:
    github.add_collaborator("alice", "maintain")
    assert client.get_collaborator_permission("alice") == "write"
    assert client.get_collaborator_permission("mallory") == "none"


def test_reading_needs_permission_in_a_private_repository_only(
    github: GitHubStandin, client: Client, pull: PullRequest
) -> None:
    github.permit(contents="none")
    with pytest.raises(GithubException, match="Resource not accessible by integration"):
        client.get_contents("new.py", ref="feature")
    github.state.private = False
    assert client.get_contents("new.py", ref="feature")


def test_requests_are_logged_without_the_token(github: GitHubStandin, client: Client, pull: PullRequest) -> None:
    client.get_pull(pull.number).create_issue_comment("Hello")
    seen = github.requests[-1]
    assert (seen.method, seen.path, seen.status) == ("POST", "/repos/octo/demo/issues/1/comments", 201)
    assert seen.body == {"body": "Hello"}
    assert github.token not in repr(github.requests)
