from typing import Any

import pytest
from github import GithubException
from github.Repository import Repository as Client

from tests.standins.github import GitHubStandin, PullRequest
from tests.standins.repositories import Repository
from tests.standins_github.conftest import connect

Comment = Any
"""What PyGithub takes for one comment of a review; its own type allows no wrong ones."""


def suggestion(line: int, **more: object) -> Comment:
    return {"path": "pkg/a.py", "body": "```suggestion\nx\n```", "line": line, "side": "RIGHT", **more}


def test_review_is_stored_with_its_comments(github: GitHubStandin, client: Client, pull: PullRequest) -> None:
    got = client.get_pull(pull.number)
    comments = [suggestion(10), suggestion(31, start_line=29, start_side="RIGHT")]
    review = got.create_review(body="Two docstrings.", event="COMMENT", comments=comments)
    assert (review.state, review.commit_id, review.user.login) == ("COMMENTED", pull.head_sha, "github-actions[bot]")
    assert [kept.body for kept in github.reviews(pull)] == ["Two docstrings."]
    first, second = got.get_review_comments()
    assert (first.line, first.side) == (10, "RIGHT")
    assert first.start_line is None
    assert (second.line, second.start_line) == (31, 29)
    assert first.diff_hunk.startswith("@@ -7,7 +7,7 @@")
    assert first.diff_hunk.endswith("+line_10 = 'changed'")
    assert [comment.id for comment in got.get_single_review_comments(review.id)] == [first.id, second.id]


@pytest.mark.parametrize(
    ("comment", "words"),
    [
        (suggestion(20), "line must be part of the diff"),
        (suggestion(999), "line must be part of the diff"),
        (suggestion(31, start_line=10), "start line must be part of the same hunk"),
        (suggestion(10, start_line=12), "must precede the end line"),
        (suggestion(1, path="untouched.py"), "path is invalid"),
        (suggestion(1, path="picture.png"), "line must be part of the diff"),
        (suggestion(10, body="x" * 65_537), "Body is too long"),
    ],
)
def test_one_misplaced_comment_refuses_the_whole_review(
    github: GitHubStandin, client: Client, pull: PullRequest, comment: Comment, words: str
) -> None:
    with pytest.raises(GithubException, match=words) as caught:
        client.get_pull(pull.number).create_review(event="COMMENT", comments=[suggestion(10), comment])
    assert caught.value.status == 422
    assert github.reviews(pull) == []
    assert github.review_comments(pull) == []


def test_lines_of_the_old_side_can_be_commented_on(client: Client, pull: PullRequest) -> None:
    got = client.get_pull(pull.number)
    got.create_review(event="COMMENT", comments=[{"path": "gone.py", "body": "Why?", "line": 1, "side": "LEFT"}])
    with pytest.raises(GithubException, match="line must be part of the diff"):
        got.create_review(event="COMMENT", comments=[{"path": "gone.py", "body": "x", "line": 1, "side": "RIGHT"}])


def test_comment_on_a_file_that_changed_since_has_no_line(store: Repository, client: Client, pull: PullRequest) -> None:
    got = client.get_pull(pull.number)
    got.create_review(event="COMMENT", comments=[suggestion(10), suggestion(1, path="new.py")])
    store.commit({"new.py": "n = 2\n"}, branch="feature")
    on_a, on_new = got.get_review_comments()
    assert (on_a.line, on_a.original_line) == (10, 10)
    assert on_new.line is None
    assert on_new.original_line == 1


def test_review_comments_are_edited_deleted_and_replied_to(
    github: GitHubStandin, client: Client, pull: PullRequest
) -> None:
    got = client.get_pull(pull.number)
    first = got.create_review_comment("First", client.get_commit(pull.head_sha), "new.py", line=1)
    first.edit("Second")
    reply = got.create_review_comment_reply(first.id, "Reply")
    assert [comment.body for comment in github.review_comments(pull)] == ["Second", "Reply"]
    assert reply.in_reply_to_id == first.id
    reply.delete()
    assert [comment.id for comment in github.review_comments(pull)] == [first.id]


def test_review_of_a_commit_outside_the_pull_request_is_refused(client: Client, pull: PullRequest) -> None:
    with pytest.raises(GithubException, match="commit_id is not part of the pull request"):
        client.get_pull(pull.number).create_review(client.get_commit(pull.base_sha), event="COMMENT", body="Late")


def test_apps_may_not_approve_and_people_not_themselves(
    github: GitHubStandin, client: Client, pull: PullRequest
) -> None:
    with pytest.raises(GithubException, match="not permitted to approve"):
        client.get_pull(pull.number).create_review(event="APPROVE")
    alice = connect(github, github.add_token("alice", pull_requests="write")).get_repo("octo/demo")
    with pytest.raises(GithubException, match="your own pull request"):
        alice.get_pull(pull.number).create_review(event="APPROVE")


def test_review_needs_permission_to_write_pull_requests(
    github: GitHubStandin, client: Client, pull: PullRequest
) -> None:
    github.permit(pull_requests="read", issues="write")
    with pytest.raises(GithubException, match="Resource not accessible by integration"):
        client.get_pull(pull.number).create_review(event="COMMENT", body="Hello")
