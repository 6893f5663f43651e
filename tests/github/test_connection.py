"""The connection over a real socket: what is repeated, what is not, and what users are told."""

import logging

import pytest

from docgen.errors import AccessError, DeliveryError, LimitError, RefusedError, SettingsError, UncertainError
from docgen.github.connection import Connection, connect
from docgen.github.interface import Endpoints
from tests.github.conftest import NOW, Clock, open_connection
from tests.standins.github import GitHubStandin

READ, WRITE = "pull-requests: read", "pull-requests: write"
QUERY = "query($owner: String!, $name: String!) { repository(owner: $owner, name: $name) { id } }"
DEMO = {"owner": "octo", "name": "demo"}


def read(connection: Connection, number: int = 1) -> str:
    """Read a pull request's title."""
    return connection.read("read it", lambda: connection.repo.get_pull(number).title, needs=READ)


def comment(connection: Connection, number: int = 1) -> None:
    """Write a comment."""
    pull = connection.repo.get_pull(number)
    connection.write("post the comment", lambda: pull.create_issue_comment("Hello"), needs=WRITE)


@pytest.mark.parametrize("body", [None, "<html>Bad gateway</html>"])
def test_a_read_is_repeated_after_a_fault(
    github: GitHubStandin, connection: Connection, clock: Clock, body: str | None
) -> None:
    github.open_pull(head="feature", title="Mine")
    github.fail_next("GET", "/pulls/1", status=502, body=body, times=2)
    assert read(connection) == "Mine"
    assert clock.naps == [1, 2]


def test_a_read_is_repeated_after_a_lost_connection(github: GitHubStandin, connection: Connection) -> None:
    github.open_pull(head="feature", title="Mine")
    github.drop_next("GET", "/pulls/1")
    assert read(connection) == "Mine"


def test_a_read_of_broken_json_is_repeated(github: GitHubStandin, connection: Connection) -> None:
    github.open_pull(head="feature", title="Mine")
    github.fail_next("GET", "/pulls/1", status=200, body='{"title": "Mi')
    assert read(connection) == "Mine"


def test_a_read_is_given_up_after_five_attempts(github: GitHubStandin, connection: Connection, clock: Clock) -> None:
    github.fail_next("GET", "/pulls/1", status=503, times=9)
    with pytest.raises(DeliveryError, match="Could not read it: GitHub does not answer properly"):
        read(connection)
    assert len(github.requests) == 5
    assert clock.naps == [1, 2, 4, 8]


@pytest.mark.parametrize("fault", ["fail_next", "drop_next"])
def test_a_write_whose_answer_is_lost_is_not_repeated(
    github: GitHubStandin, connection: Connection, fault: str
) -> None:
    pull = github.open_pull(head="feature")
    getattr(github, fault)("POST", "/comments", after_effect=True)
    with pytest.raises(UncertainError):
        comment(connection)
    assert len(github.comments(pull)) == 1


@pytest.mark.parametrize("status", [403, 429])
def test_a_write_that_a_limit_kept_out_is_repeated(
    github: GitHubStandin, connection: Connection, clock: Clock, status: int
) -> None:
    pull = github.open_pull(head="feature")
    github.limit_next("POST", "/comments", retry_after=7, status=status)
    comment(connection)
    assert len(github.comments(pull)) == 1
    assert clock.naps == [7]


def test_a_limit_that_tells_no_time_is_waited_for_a_growing_number_of_minutes(
    github: GitHubStandin, connection: Connection, clock: Clock
) -> None:
    github.open_pull(head="feature")
    github.limit_next("GET", "/pulls/1", retry_after=None, times=2)
    read(connection)
    assert clock.naps == [60, 120]


def test_the_hourly_limit_is_waited_for_until_its_reset(github: GitHubStandin, clock: Clock) -> None:
    headers = {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": str(int(NOW) + 90)}
    github.open_pull(head="feature")
    github.fail_next("GET", "/pulls/1", status=403, headers=headers, body={"message": "API rate limit exceeded"})
    read(open_connection(github, clock))
    assert clock.naps == [91]


def test_a_limit_that_outlasts_our_patience_ends_the_run_at_once(github: GitHubStandin, clock: Clock) -> None:
    github.limit_next("GET", "/pulls/1", retry_after=200, times=9)
    connection = open_connection(github, clock, patience=250)
    with pytest.raises(LimitError, match=r"used up until \d\d:\d\d:\d\d UTC"):
        read(connection)
    assert clock.naps == [200]


def test_a_limit_that_is_never_lifted_is_told_as_such(github: GitHubStandin, connection: Connection) -> None:
    github.limit_next("GET", "/pulls/1", retry_after=1, times=9)
    with pytest.raises(LimitError):
        read(connection)
    assert len(github.requests) == 5


def test_writes_keep_a_second_apart(github: GitHubStandin, connection: Connection, clock: Clock) -> None:
    github.open_pull(head="feature")
    comment(connection)
    clock.now += 0.25
    comment(connection)
    clock.now += 5
    comment(connection)
    assert clock.naps == [0.75]


def test_a_missing_permission_is_told_with_the_yaml_that_grants_it(
    github: GitHubStandin, connection: Connection
) -> None:
    github.open_pull(head="feature")
    github.permit(pull_requests="read")
    with pytest.raises(AccessError) as caught:
        comment(connection)
    assert caught.value.what == (
        "Could not post the comment: the token may not do that. Resource not accessible by integration."
    )
    assert caught.value.fix.endswith("permissions:\n  pull-requests: write")


def test_a_rejected_token_is_told_and_not_shown(github: GitHubStandin, clock: Clock) -> None:
    token = "ghs_" + "x" * 36
    with pytest.raises(AccessError, match="GitHub rejected the token") as caught:
        read(open_connection(github, clock, token=token))
    assert token not in repr(caught.value) + repr(caught.value.__context__)


def test_what_does_not_exist_is_told_apart(connection: Connection) -> None:
    with pytest.raises(RefusedError, match="If it does exist, the token may not see it") as caught:
        read(connection, number=404)
    assert caught.value.is_missing


def test_what_is_not_valid_is_told_in_githubs_words(github: GitHubStandin, connection: Connection) -> None:
    pull = connection.repo.get_pull(github.open_pull(head="feature").number)
    with pytest.raises(RefusedError) as caught:
        connection.write("post it", lambda: pull.create_issue_comment("x" * 70_000), needs=WRITE)
    assert caught.value.status == 422
    assert "too long" in caught.value.reason


def test_a_server_that_is_not_there_is_told(clock: Clock, github: GitHubStandin) -> None:
    connection = open_connection(github, clock)
    github.__exit__(None, None, None)
    with pytest.raises(DeliveryError, match="ConnectionError"):
        read(connection)


def test_each_page_is_repeated_by_itself(github: GitHubStandin, connection: Connection) -> None:
    pull = github.open_pull(head="feature")
    for number in range(250):
        github.add_comment(pull, f"Comment {number}")
    issue = connection.repo.get_issue(pull.number)
    comments = connection.each("list comments", issue.get_comments(), needs=READ)
    first = next(comments).body
    github.fail_next("GET", "/comments")
    assert [first, *(found.body for found in comments)] == [f"Comment {number}" for number in range(250)]
    assert [exchange.status for exchange in github.requests] == [200, 502, 200, 200]


def test_graphql_answers_with_data(connection: Connection) -> None:
    assert connection.query("ask", QUERY, DEMO, needs=READ)["repository"]["id"]


def test_graphql_errors_are_refusals(connection: Connection) -> None:
    with pytest.raises(RefusedError) as caught:
        connection.query("ask", QUERY, {**DEMO, "name": "nothing"}, needs=READ)
    assert caught.value.kinds == ("NOT_FOUND",)
    assert caught.value.is_missing


def test_graphql_queries_are_repeated_after_faults_that_come_with_status_200(
    github: GitHubStandin, connection: Connection, clock: Clock
) -> None:
    words = "Something went wrong while executing your query. This may be the result of a timeout."
    github.fail_next("POST", "/graphql", status=200, body={"data": None, "errors": [{"message": words}]})
    assert connection.query("ask", QUERY, DEMO, needs=READ)
    assert clock.naps == [1]


def test_graphql_limits_are_waited_for(github: GitHubStandin, connection: Connection, clock: Clock) -> None:
    body = {"errors": [{"type": "RATE_LIMITED", "message": "API rate limit exceeded"}]}
    headers = {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": str(int(NOW) + 9)}
    github.fail_next("POST", "/graphql", status=200, body=body, headers=headers)
    assert connection.query("ask", QUERY, DEMO, needs=READ)
    assert clock.naps == [10]


def test_a_mutation_answers_with_its_payload(github: GitHubStandin, connection: Connection) -> None:
    pull = github.open_pull(head="feature")
    github.add_comment(pull, "old")
    (node,) = connection.repo.get_issue(pull.number).get_comments()
    arguments = {"subjectId": node.raw_data["node_id"], "classifier": "OUTDATED"}
    payload = connection.mutate(
        "hide it", "minimizeComment", arguments, "minimizedComment { isMinimized }", needs=WRITE
    )
    assert payload == {"minimizedComment": {"isMinimized": True}}


def test_a_mutation_whose_answer_is_lost_is_not_repeated(github: GitHubStandin, connection: Connection) -> None:
    github.fail_next("POST", "/graphql", status=502, after_effect=True)
    arguments = {"subjectId": "x", "classifier": "OUTDATED"}
    with pytest.raises(UncertainError):
        connection.mutate("hide it", "minimizeComment", arguments, "clientMutationId", needs=WRITE)
    assert len(github.requests) == 1


def test_a_mutation_that_is_forbidden_is_told_with_its_permission(
    github: GitHubStandin, connection: Connection
) -> None:
    body = {"errors": [{"type": "FORBIDDEN", "message": "Resource not accessible by integration"}]}
    github.fail_next("POST", "/graphql", status=200, body=body)
    with pytest.raises(AccessError) as caught:
        connection.mutate("hide it", "minimizeComment", {}, "clientMutationId", needs=WRITE)
    assert "pull-requests: write" in caught.value.fix


def test_githubs_words_cannot_command_the_runner(github: GitHubStandin, connection: Connection) -> None:
    github.fail_next("GET", "/pulls/1", status=422, body={"message": "::add-mask::x\n::error::##[error]"})
    with pytest.raises(RefusedError) as caught:
        read(connection)
    assert "\n" not in caught.value.reason
    assert "##[" not in caught.value.reason


def test_waiting_is_told(github: GitHubStandin, connection: Connection, caplog: pytest.LogCaptureFixture) -> None:
    github.open_pull(head="feature")
    github.limit_next("GET", "/pulls/1", retry_after=7)
    with caplog.at_level(logging.INFO):
        read(connection)
    assert "7 seconds" in caplog.text


def test_there_must_be_a_token() -> None:
    with pytest.raises(AccessError, match="no GitHub token"):
        connect("", "octo/demo", Endpoints())


@pytest.mark.parametrize("repository", ["", "demo", "octo/", "octo/demo/x"])
def test_there_must_be_a_repository(repository: str) -> None:
    with pytest.raises(SettingsError, match="is no repository"):
        connect("token", repository, Endpoints())


@pytest.mark.parametrize(
    "endpoints",
    [
        Endpoints("api.github.com"),
        Endpoints("ftp://api.github.com"),
        Endpoints("https://ghe.example/api/v3", "https://elsewhere.example/api/graphql"),
    ],
)
def test_both_apis_must_be_of_one_server(endpoints: Endpoints) -> None:
    with pytest.raises(SettingsError, match="not the API of one server"):
        connect("token", "octo/demo", endpoints)


@pytest.mark.parametrize("path", ["/pulls/1", "/graphql"])
def test_a_token_that_the_server_quotes_is_hidden_wherever_the_sentence_is_cut(
    github: GitHubStandin, path: str
) -> None:
    """Also one of no known shape, as other forges give them."""
    github.state.tokens["k3Jd9Fh5Gs7Qa2Wp8Xc4Mn6B"] = github.state.tokens[github.token]
    connection = connect("k3Jd9Fh5Gs7Qa2Wp8Xc4Mn6B", "octo/demo", Endpoints(github.url))
    said = "x" * 285 + " k3Jd9Fh5Gs7Qa2Wp8Xc4Mn6B"
    github.fail_next(
        "*", path, status=200 if path == "/graphql" else 422, body={"message": said, "errors": [{"message": said}]}
    )
    with pytest.raises(RefusedError) as caught:
        connection.query("read it", QUERY, DEMO, needs=READ) if path == "/graphql" else read(connection)
    assert "k3Jd9" not in str(caught.value)


@pytest.mark.parametrize("body", ["<html>Sign in</html>", None, "null", "{}", "[]"])
def test_a_page_in_place_of_an_answer_is_asked_for_again(
    github: GitHubStandin, connection: Connection, body: str | None
) -> None:
    github.open_pull(head="feature", title="Mine")
    github.fail_next("POST", "/graphql", status=200, body=body)
    assert connection.query("read it", QUERY, DEMO, needs=READ)["repository"]


def test_a_page_in_place_of_a_list_is_no_list(github: GitHubStandin, connection: Connection) -> None:
    github.open_pull(head="feature")
    github.fail_next("GET", "/pulls/1/files", status=200, body="<html>Sign in</html>", times=9)
    files = connection.repo.get_pull(1).get_files()
    with pytest.raises(DeliveryError, match="does not answer properly"):
        list(connection.each("list them", files, needs=READ))


def test_a_page_in_place_of_a_confirmation_confirms_nothing(github: GitHubStandin, connection: Connection) -> None:
    github.fail_next("POST", "/graphql", status=200, body="<html>Sign in</html>")
    with pytest.raises(UncertainError):
        connection.mutate("do it", "createCommitOnBranch", {}, "commit { oid }", needs=WRITE)
