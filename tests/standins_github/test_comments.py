import pytest
from github import GithubException
from github.Repository import Repository as Client

from tests.standins.github import GitHubStandin, PullRequest
from tests.standins_github.conftest import connect


def test_comment_is_created_edited_and_deleted(github: GitHubStandin, client: Client, pull: PullRequest) -> None:
    created = client.get_pull(pull.number).create_issue_comment("First")
    assert created.user.login == "github-actions[bot]"
    created.edit("Second")
    assert [comment.body for comment in github.comments(pull)] == ["Second"]
    created.delete()
    assert github.comments(pull) == []


def test_all_pages_of_comments_are_reached(github: GitHubStandin, client: Client, pull: PullRequest) -> None:
    for number in range(205):
        github.add_comment(pull, f"comment {number}", login="bob")
    bodies = [comment.body for comment in client.get_pull(pull.number).get_issue_comments()]
    assert bodies == [f"comment {number}" for number in range(205)]


def test_comment_is_limited_in_length_on_create_and_on_edit(client: Client, pull: PullRequest) -> None:
    issue = client.get_pull(pull.number)
    kept = issue.create_issue_comment("x" * 65_536)
    for send in (issue.create_issue_comment, kept.edit):
        with pytest.raises(GithubException, match="Body is too long") as caught:
            send("x" * 65_537)
        assert caught.value.status == 422


def test_comment_of_somebody_else_cannot_be_touched(github: GitHubStandin, client: Client, pull: PullRequest) -> None:
    github.add_comment(pull, "Mine.", login="bob")
    (comment,) = client.get_pull(pull.number).get_issue_comments()
    with pytest.raises(GithubException, match="403"):
        comment.edit("Yours.")
    with pytest.raises(GithubException, match="403"):
        comment.delete()
    assert [kept.body for kept in github.comments(pull)] == ["Mine."]


@pytest.mark.parametrize("permission", ["issues", "pull_requests"])
def test_either_permission_is_enough_to_comment(github: GitHubStandin, pull: PullRequest, permission: str) -> None:
    token = github.add_token(**{"pull_requests": "read", permission: "write"})
    connect(github, token).get_repo("octo/demo").get_pull(pull.number).create_issue_comment("Hello")
    assert len(github.comments(pull)) == 1


def test_comment_without_permission_is_refused(github: GitHubStandin, client: Client, pull: PullRequest) -> None:
    github.permit(pull_requests="read")
    with pytest.raises(GithubException, match="Resource not accessible by integration") as caught:
        client.get_pull(pull.number).create_issue_comment("Hello")
    assert caught.value.status == 403
    assert caught.value.headers
    assert caught.value.headers["x-accepted-github-permissions"] == "issues=write; pull_requests=write"
