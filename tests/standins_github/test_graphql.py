from base64 import b64encode
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from github import GithubException, UnknownObjectException
from github.Repository import Repository as Client

from tests.standins.github import GitHubStandin, PullRequest
from tests.standins.repositories import File, Repository
from tests.standins_github.conftest import connect


def query(client: Client, document: str, /, **variables: object) -> Any:  # noqa: ANN401 - an answer is what it is
    return client.requester.graphql_query(document, variables)[1]["data"]


def addition(path: str, content: bytes) -> Mapping[str, str]:
    return {"path": path, "contents": b64encode(content).decode()}


def commit(client: Client, branch: str, head: str, *additions: Mapping[str, str], **more: object) -> Any:  # noqa: ANN401
    given = {
        "branch": {"repositoryNameWithOwner": "octo/demo", "branchName": branch},
        "expectedHeadOid": head,
        "message": {"headline": "Add docstrings", "body": "All of them."},
        "fileChanges": {"additions": list(additions), **more},
    }
    fields = "commit { oid url message signature { isValid wasSignedByGitHub } committer { name } }"
    return client.requester.graphql_named_mutation("createCommitOnBranch", given, fields)[1]["commit"]


def test_commit_on_branch_is_signed_and_moves_the_pull_request(
    github: GitHubStandin, client: Client, pull: PullRequest
) -> None:
    github.permit(contents="write")
    before = pull.head_sha
    made = commit(client, "feature", before, addition("new.py", b"n = 2\r\n"), deletions=[{"path": "picture.png"}])
    assert made["message"] == "Add docstrings\n\nAll of them."
    assert made["signature"] == {"isValid": True, "wasSignedByGitHub": True}
    assert github.read("feature", "new.py") == b"n = 2\r\n"
    got = client.get_pull(pull.number)
    assert (got.head.sha, got.changed_files) == (made["oid"], 4)
    assert [parent.sha for parent in client.get_commit(made["oid"]).parents] == [before]
    assert client.get_commit(made["oid"]).commit.author.name == "github-actions[bot]"


def test_commit_on_a_branch_that_moved_is_refused(
    github: GitHubStandin, store: Repository, client: Client, pull: PullRequest
) -> None:
    github.permit(contents="write")
    stale, tip = pull.head_sha, store.commit({"later.py": ""}, branch="feature")
    with pytest.raises(GithubException, match="Expected branch to point to") as caught:
        commit(client, "feature", stale, addition("new.py", b""))
    assert "STALE_DATA" in str(caught.value.data)
    assert github.branches()["feature"] == tip


def test_commit_of_a_person_names_the_account(github: GitHubStandin, pull: PullRequest) -> None:
    token = github.add_token("alice", contents="write", pull_requests="read")
    client = connect(github, token).get_repo("octo/demo")
    commit(client, "feature", pull.head_sha, addition("new.py", b""))
    text = """{ repository(owner: "octo", name: "demo") { ref(qualifiedName: "refs/heads/feature") {
        target { ... on Commit { author { name user { login } } committer { name } } } } } }"""
    target = query(client, text)["repository"]["ref"]["target"]
    assert target["author"] == {"name": "alice", "user": {"login": "alice"}}
    assert target["committer"] == {"name": "GitHub"}


def test_commit_makes_every_file_a_plain_one(tmp_path: Path) -> None:
    store = Repository(tmp_path / "modes.git")
    head = store.commit({"run.py": File(b"#!/usr/bin/env python\n", "100755")})
    with GitHubStandin(repository="octo/demo", git_dir=store.git_dir) as github:
        github.permit(contents="write")
        client = connect(github).get_repo("octo/demo")
        commit(client, "main", head, addition("run.py", b"#!/usr/bin/env python\nx = 1\n"))
        text = """{ repository(owner: "octo", name: "demo") {
            object(expression: "main:") { ... on Tree { entries { mode } } } } }"""
        assert query(client, text)["repository"]["object"]["entries"] == [{"mode": 0o100644}]


@pytest.mark.parametrize(
    ("branch", "deletions", "words"),
    [
        ("gone", [], "Could not resolve to a Ref"),
        ("protected", [], "Changes must be made through a pull request"),
        ("feature", [{"path": "never.py"}], "does not exist as of commit oid"),
        ("feature", [{"path": "new.py"}], "more than once"),
    ],
)
def test_commit_that_cannot_be_is_refused(
    github: GitHubStandin, client: Client, branch: str, deletions: list[object], words: str
) -> None:
    github.permit(contents="write")
    head = github.branches()["feature"]
    github.push("protected", head)
    github.state.protected.add("protected")
    with pytest.raises(GithubException, match=words):
        commit(client, branch, head, addition("new.py", b""), deletions=deletions)
    assert github.branches() == {**github.branches(), "feature": head, "protected": head}


def test_commit_without_permission_is_refused(github: GitHubStandin, client: Client, pull: PullRequest) -> None:
    with pytest.raises(GithubException, match="Resource not accessible by integration"):
        commit(client, "feature", pull.head_sha, addition("new.py", b""))
    assert github.branches()["feature"] == pull.head_sha


def test_blobs_are_read_in_one_batch(github: GitHubStandin, client: Client, pull: PullRequest) -> None:
    oids = {file.filename: file.sha for file in client.get_pull(pull.number).get_files()}
    before = len(github.requests)
    repository = query(
        client,
        """
        query Blobs($text: GitObjectID!, $picture: GitObjectID!) {
          repository(owner: "octo", name: "demo") {
            text: object(oid: $text) { ...content }
            picture: object(oid: $picture) { ...content }
            path: object(expression: "feature:pkg/renamed.py") { ...content }
            missing: object(expression: "feature:none.py") { ...content }
          }
        }
        fragment content on Blob { text isBinary byteSize isTruncated }
        """,
        text=oids["new.py"],
        picture=oids["picture.png"],
    )["repository"]
    assert repository["text"] == {"text": "n = 1\n", "isBinary": False, "byteSize": 6, "isTruncated": False}
    assert (repository["picture"]["text"], repository["picture"]["isBinary"]) == (None, True)
    assert repository["path"]["byteSize"] == 126
    assert repository["missing"] is None
    assert len(github.requests) == before + 1


def test_comments_tell_who_wrote_them_and_can_be_hidden(
    github: GitHubStandin, client: Client, pull: PullRequest
) -> None:
    client.get_pull(pull.number).create_issue_comment("Ours")
    github.add_comment(pull, "Theirs", login="bob")
    text = """query($after: String) { repository(owner: "octo", name: "demo") { pullRequest(number: 1) {
        comments(first: 1, after: $after) {
          nodes { id body viewerDidAuthor author { login } isMinimized minimizedReason }
          pageInfo { endCursor hasNextPage }
    } } } }"""
    first = query(client, text)["repository"]["pullRequest"]["comments"]
    second = query(client, text, after=first["pageInfo"]["endCursor"])["repository"]["pullRequest"]["comments"]
    (ours,), (theirs,) = first["nodes"], second["nodes"]
    assert (ours["viewerDidAuthor"], ours["author"]["login"]) == (True, "github-actions")
    assert (theirs["viewerDidAuthor"], second["pageInfo"]["hasNextPage"]) == (False, False)
    client.requester.graphql_named_mutation(
        "minimizeComment", {"subjectId": ours["id"], "classifier": "OUTDATED"}, "minimizedComment { isMinimized }"
    )
    assert [comment.minimized for comment in github.comments(pull)] == ["outdated", None]


def test_threads_are_listed_and_resolved(github: GitHubStandin, client: Client, pull: PullRequest) -> None:
    github.permit(contents="write")
    comment: Any = {"path": "new.py", "body": "Doc", "line": 1, "side": "RIGHT"}
    client.get_pull(pull.number).create_review(event="COMMENT", comments=[comment])
    text = """{ viewer { login } repository(owner: "octo", name: "demo") { pullRequest(number: 1) {
        reviewThreads(first: 100) { nodes { id isResolved isOutdated path line
          comments(first: 1) { nodes { id body } } } } } } }"""
    data = query(client, text)
    (thread,) = data["repository"]["pullRequest"]["reviewThreads"]["nodes"]
    assert data["viewer"]["login"] == "github-actions[bot]"
    assert (thread["isResolved"], thread["isOutdated"], thread["line"]) == (False, False, 1)
    assert thread["comments"]["nodes"][0]["body"] == "Doc"
    client.requester.graphql_named_mutation("resolveReviewThread", {"threadId": thread["id"]}, "thread { isResolved }")
    (thread,) = query(client, text)["repository"]["pullRequest"]["reviewThreads"]["nodes"]
    assert thread["isResolved"]


def test_reviews_and_nodes_are_read(client: Client, pull: PullRequest) -> None:
    comment: Any = {"path": "new.py", "body": "Doc", "line": 1, "side": "RIGHT"}
    client.get_pull(pull.number).create_review(body="Two.", event="COMMENT", comments=[comment])
    text = """{ repository(owner: "octo", name: "demo") { pullRequest(number: 1) { reviews(last: 5) { nodes {
        id state body comments(first: 9) { nodes { id body path line outdated replyTo { id } } } } } } } }"""
    (review,) = query(client, text)["repository"]["pullRequest"]["reviews"]["nodes"]
    (said,) = review["comments"]["nodes"]
    assert (review["state"], review["body"], said["path"], said["replyTo"]) == ("COMMENTED", "Two.", "new.py", None)
    text = (
        "query($id: ID!) { node(id: $id) { __typename ... on PullRequestReviewComment { pullRequestReview { id } } } }"
    )
    assert query(client, text, id=said["id"])["node"] == {
        "__typename": "PullRequestReviewComment",
        "pullRequestReview": {"id": review["id"]},
    }
    with pytest.raises(UnknownObjectException, match="Could not resolve to a node"):
        query(client, text, id="nonsense")


def test_thread_is_not_resolved_without_the_right_to_push(client: Client, pull: PullRequest) -> None:
    comment: Any = {"path": "new.py", "body": "Doc", "line": 1, "side": "RIGHT"}
    client.get_pull(pull.number).create_review(event="COMMENT", comments=[comment])
    text = """{ repository(owner: "octo", name: "demo") { pullRequest(number: 1) {
        reviewThreads(first: 1) { nodes { id } } } } }"""
    (thread,) = query(client, text)["repository"]["pullRequest"]["reviewThreads"]["nodes"]
    with pytest.raises(GithubException, match="Resource not accessible by integration"):
        client.requester.graphql_named_mutation(
            "resolveReviewThread", {"threadId": thread["id"]}, "thread { isResolved }"
        )


def test_unknown_repository_is_not_found(client: Client) -> None:
    with pytest.raises(UnknownObjectException, match="Could not resolve to a Repository with the name 'octo/none'"):
        query(client, '{ repository(owner: "octo", name: "none") { id } }')


@pytest.mark.parametrize(
    ("text", "variables", "words"),
    [
        ("{ viewer { logn } }", {}, "Cannot query field 'logn'"),
        ("query($a: Int!) { viewer { login } }", {}, "is never used"),
        ('query($n: Int!) { repository(owner: "o", name: "n") { pullRequest(number: $n) { id } } }', {"n": "1"}, "Int"),
        ("{ viewer { login }", {}, "Syntax Error"),
    ],
)
def test_query_that_breaks_the_schema_is_a_violation(
    github: GitHubStandin, client: Client, text: str, variables: dict[str, object], words: str
) -> None:
    with pytest.raises(GithubException):
        query(client, text, **variables)
    assert words in github.violations.pop()


def test_connection_without_bounds_is_refused(client: Client, pull: PullRequest) -> None:
    text = '{ repository(owner: "octo", name: "demo") { pullRequest(number: 1) { comments { totalCount } } } }'
    with pytest.raises(GithubException, match="You must provide a `first` or `last` value"):
        query(client, text)
