import time
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests
from github import GithubException, RateLimitExceededException
from github.Repository import Repository as Client

from tests.standins.github import GitHubStandin, PullRequest
from tests.standins.repositories import Repository
from tests.standins_github.conftest import connect

COMMENTS = "/issues/1/comments$"


def test_fault_strikes_once_and_before_any_effect(github: GitHubStandin, client: Client, pull: PullRequest) -> None:
    got = client.get_pull(pull.number)
    github.fail_next("POST", COMMENTS, status=502)
    with pytest.raises(GithubException, match="502"):
        got.create_issue_comment("Hello")
    assert github.comments(pull) == []
    got.create_issue_comment("Hello")
    assert len(github.comments(pull)) == 1


def test_fault_after_its_effect_leaves_the_comment_behind(
    github: GitHubStandin, client: Client, pull: PullRequest
) -> None:
    github.fail_next("POST", COMMENTS, status=502, after_effect=True)
    with pytest.raises(GithubException, match="502"):
        client.get_pull(pull.number).create_issue_comment("Hello")
    assert [comment.body for comment in github.comments(pull)] == ["Hello"]
    assert github.requests[-1].status == 502


@pytest.mark.parametrize("after_effect", [False, True])
def test_connection_drops(github: GitHubStandin, client: Client, pull: PullRequest, *, after_effect: bool) -> None:
    got = client.get_pull(pull.number)
    github.drop_next("POST", COMMENTS, after_effect=after_effect)
    with pytest.raises(requests.ConnectionError):
        got.create_issue_comment("Hello")
    assert len(github.comments(pull)) == after_effect
    assert github.requests[-1].status is None


def test_faults_strike_as_often_as_told_and_only_what_they_match(
    github: GitHubStandin, client: Client, pull: PullRequest
) -> None:
    github.fail_next("*", "/pulls/1/files", status=500, times=2)
    for _ in range(2):
        with pytest.raises(GithubException, match="500"):
            list(client.get_pull(pull.number).get_files())
    assert len(list(client.get_pull(pull.number).get_files())) == 5


def test_html_comes_with_a_good_status(github: GitHubStandin, client: Client) -> None:
    github.fail_next("GET", "/pulls/1$", status=200, body="<html>Unicorn!</html>")
    answer = requests.get(
        f"{github.url}/repos/octo/demo/pulls/1", headers={"Authorization": f"token {github.token}"}, timeout=10
    )
    assert (answer.status_code, answer.text) == (200, "<html>Unicorn!</html>")
    assert answer.headers["Content-Type"].startswith("text/html")


def test_slow_answer_sleeps_as_told(store: Repository) -> None:
    slept: list[float] = []
    with GitHubStandin(repository="octo/demo", git_dir=store.git_dir, sleep=slept.append) as github:
        github.delay_next("GET", "^/repos/octo/demo$", seconds=90)
        assert connect(github).get_repo("octo/demo").full_name == "octo/demo"
    assert slept == [90]


def test_slow_answer_does_not_hold_up_the_end_of_the_test(store: Repository) -> None:
    with GitHubStandin(repository="octo/demo", git_dir=store.git_dir) as github:
        github.delay_next("GET", "^/repos/octo/demo$", seconds=90)
        with pytest.raises(requests.ReadTimeout):
            requests.get(f"{github.url}/repos/octo/demo", timeout=0.05)
        started = time.monotonic()
    assert time.monotonic() - started < 10


def test_somebody_else_is_quicker(github: GitHubStandin, client: Client, pull: PullRequest) -> None:
    got = client.get_pull(pull.number)
    rival = connect(github, github.add_token("rival[bot]", pull_requests="write")).get_repo("octo/demo").get_pull(1)
    github.meanwhile("POST", COMMENTS, lambda: rival.create_issue_comment("First!"))
    got.create_issue_comment("Second")
    assert [(comment.author, comment.body) for comment in github.comments(pull)] == [
        ("rival[bot]", "First!"),
        ("github-actions[bot]", "Second"),
    ]


def test_primary_limit_refuses_until_it_is_reset(github: GitHubStandin, client: Client, pull: PullRequest) -> None:
    github.exhaust(window=60)
    with pytest.raises(RateLimitExceededException) as caught:
        client.get_pull(pull.number)
    assert caught.value.headers
    assert caught.value.headers["x-ratelimit-remaining"] == "0"
    assert 0 < int(caught.value.headers["x-ratelimit-reset"]) - time.time() <= 61


def test_graphql_has_a_limit_of_its_own(github: GitHubStandin, client: Client) -> None:
    github.exhaust("graphql")
    with pytest.raises(GithubException, match="RATE_LIMITED"):
        client.requester.graphql_query("{ viewer { login } }", {})
    assert client.get_branch("main").name == "main"


@pytest.mark.parametrize("status", [403, 429])
def test_secondary_limit_says_when_to_come_back(
    github: GitHubStandin, client: Client, pull: PullRequest, status: int
) -> None:
    github.limit_next("POST", COMMENTS, retry_after=7, status=status)
    with pytest.raises(GithubException, match="secondary rate limit") as caught:
        client.get_pull(pull.number).create_issue_comment("Hello")
    assert caught.value.status == status
    assert caught.value.headers
    assert caught.value.headers["retry-after"] == "7"


def test_every_answer_tells_what_is_left_of_the_hour(github: GitHubStandin) -> None:
    client = connect(github)
    client.get_repo("octo/demo")
    assert client.rate_limiting == (999, 1000)
    assert client.get_rate_limit().rate.remaining == 999


def test_many_clients_are_served_at_once(github: GitHubStandin) -> None:
    with ThreadPoolExecutor(8) as pool:
        names = list(pool.map(lambda _: connect(github).get_repo("octo/demo").full_name, range(16)))
    assert names == ["octo/demo"] * 16
    assert [seen.status for seen in github.requests] == [200] * 16
