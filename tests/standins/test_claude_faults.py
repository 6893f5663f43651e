"""The stand-in fails as told: on the wire, in the answer, in the stream."""

from __future__ import annotations

import json
import threading
from typing import Any

import anthropic
import pytest

from tests.standins.claude import (
    BROKEN_JSON,
    DOUBLED,
    EMPTY,
    INVENTED,
    MISSING,
    MISTAKEN,
    NO_DOCS,
    WRONG_TYPES,
    Altered,
    ClaudeStandin,
    Dropped,
    Fault,
    Garbage,
    HttpError,
    Prose,
    Stalled,
    Stopped,
    StreamError,
    random_faults,
)
from tests.standins.claude.log import LoggedRequest
from tests.standins.claude_requests import ask, chunk, client_of, docs_of, params, text_of

TWO = (chunk(symbol="a", chunk_id="c1"), chunk(symbol="b", chunk_id="c2"))


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (400, anthropic.BadRequestError),
        (401, anthropic.AuthenticationError),
        (402, anthropic.PaymentRequiredError),
        (403, anthropic.PermissionDeniedError),
        (404, anthropic.NotFoundError),
        (408, anthropic.RequestTimeoutError),
        (409, anthropic.ConflictError),
        (413, anthropic.ContentTooLargeError),
        (429, anthropic.RateLimitError),
        (500, anthropic.InternalServerError),
        (502, anthropic.InternalServerError),
        (503, anthropic.ServiceUnavailableError),
        (504, anthropic.GatewayTimeoutError),
        (529, anthropic.OverloadedError),
    ],
)
def test_a_status_becomes_the_error_that_the_sdk_has_for_it(status: int, error: type[anthropic.APIStatusError]) -> None:
    with ClaudeStandin(faults=[HttpError(status)]) as claude:
        with pytest.raises(error) as failure:
            ask(claude)
        assert failure.value.request_id == claude.requests[0].request_id
        assert claude.requests[0].status == status
        assert ask(claude).stop_reason == "end_turn"


def test_an_error_carries_its_headers_and_code() -> None:
    fault = HttpError(429, retry_after=2.5, error_code="enforced_spend_limit_reached", should_retry=False)
    with ClaudeStandin(faults=[fault]) as claude:
        with pytest.raises(anthropic.RateLimitError) as failure:
            ask(claude)
        assert claude.requests[0].retry_after == 2.5
    assert failure.value.error_code == "enforced_spend_limit_reached"
    assert failure.value.response.headers["retry-after"] == "2.5"
    assert failure.value.response.headers["x-should-retry"] == "false"


@pytest.mark.parametrize(("after", "paid"), [(None, 0), (0.0, 1), (0.5, 1)])
def test_a_dropped_answer_may_have_been_paid_but_was_not_delivered(after: float | None, paid: int) -> None:
    with ClaudeStandin(faults=[Dropped(after)]) as claude, pytest.raises(anthropic.APIConnectionError):
        ask(claude)
    assert claude.paid["open_lid"] == paid
    assert claude.delivered["open_lid"] == 0


@pytest.mark.parametrize("after", [None, 0.5])
def test_a_stalled_answer_times_out(after: float | None) -> None:
    stall = Stalled(after=after)
    with ClaudeStandin(faults=[stall]) as claude, pytest.raises(anthropic.APITimeoutError):
        ask(claude, timeout=0.1)


@pytest.mark.parametrize("after", [None, 0.5])
def test_a_stalled_answer_goes_on_when_released(after: float | None) -> None:
    stall = Stalled(after=after)
    threading.Timer(0.05, stall.release.set).start()
    with ClaudeStandin(faults=[stall]) as claude:
        assert len(docs_of(ask(claude))) == 1


def test_a_stalled_answer_goes_on_by_itself_in_the_end() -> None:
    with ClaudeStandin(faults=[Stalled(limit=0.05)]) as claude:
        assert len(docs_of(ask(claude))) == 1


def test_a_proxy_may_answer_with_a_page() -> None:
    with ClaudeStandin(faults=[Garbage()]) as claude:
        message: object = ask(claude)
    assert isinstance(message, str)
    assert not claude.paid


def test_json_may_be_broken() -> None:
    with ClaudeStandin(faults=[BROKEN_JSON]) as claude, pytest.raises(json.JSONDecodeError):
        ask(claude)


@pytest.mark.parametrize(
    ("fault", "delivered"),
    [
        (Stopped("max_tokens", after=0.99), {"a": 1}),
        (Stopped("max_tokens", after=0.1), {}),
        (Stopped("model_context_window_exceeded", after=0.0), {}),
        (Stopped("refusal"), {}),
    ],
)
def test_an_answer_that_stops_early_brings_only_what_is_whole(fault: Stopped, delivered: dict[str, int]) -> None:
    with ClaudeStandin(faults=[fault]) as claude:
        message = ask(claude, *TWO)
    assert message.stop_reason == fault.reason
    assert claude.paid == claude.delivered == delivered
    with pytest.raises(json.JSONDecodeError):
        json.loads(text_of(message))


@pytest.mark.parametrize(
    ("fault", "ids"),
    [
        (MISSING, ["c2"]),
        (DOUBLED, ["c1", "c2", "c1"]),
        (INVENTED, ["c1", "c2", "c999"]),
        (MISTAKEN, ["c999", "c2"]),
        (NO_DOCS, []),
        (EMPTY, ["c1", "c2"]),
        (WRONG_TYPES, ["c1", "c2"]),
        (Altered("backwards", lambda docs: docs[::-1]), ["c2", "c1"]),
    ],
)
def test_docs_may_be_altered(fault: Altered, ids: list[str]) -> None:
    with ClaudeStandin(faults=[fault]) as claude:
        assert [doc["id"] for doc in docs_of(ask(claude, *TWO))] == ids
    assert claude.paid == {{"c1": "a", "c2": "b"}[doc_id]: 1 for doc_id in ids if doc_id != "c999"}


def test_an_emptied_doc_says_nothing() -> None:
    with ClaudeStandin(faults=[EMPTY]) as claude:
        doc = docs_of(ask(claude))[0]
    assert not any(value for name, value in doc.items() if name != "id")


def test_an_endpoint_without_structured_outputs_chats() -> None:
    with ClaudeStandin(faults=[Prose()]) as claude:
        assert text_of(ask(claude)).startswith("Here is the documentation:\n\n```json\n{")


def stream(claude: ClaudeStandin, **changes: Any) -> str:  # noqa: ANN401 - any parameter of the API
    with client_of(claude) as client, client.messages.stream(**params(**changes)) as events:
        return "".join(events.text_stream)


def test_a_stream_may_end_with_an_error_event() -> None:
    with ClaudeStandin(faults=[StreamError()]) as claude:
        with pytest.raises(anthropic.APIStatusError) as failure:
            stream(claude)
        assert stream(claude)
    assert failure.value.type == "overloaded_error"
    assert claude.delivered["open_lid"] == 1


@pytest.mark.parametrize("after", [0.0, 0.5, 1.0])
def test_a_stream_may_break_off(after: float) -> None:
    with ClaudeStandin(faults=[Dropped(after)]) as claude:
        with pytest.raises(Exception, match="peer closed connection"):
            stream(claude)
        assert not claude.delivered


def test_faults_come_in_turn_and_may_be_replaced() -> None:
    with ClaudeStandin(faults=[None, HttpError(500)]) as claude:
        ask(claude)
        claude.faults = [None, HttpError(529)]
        ask(claude)
        with pytest.raises(anthropic.OverloadedError):
            ask(claude)
        ask(claude)
    assert [request.fault for request in claude.requests] == [None, None, HttpError(529), None]


def test_a_script_sees_the_request_that_it_spoils() -> None:
    def script(index: int, request: LoggedRequest) -> Fault | None:
        return HttpError(503) if index == 0 and "open_lid" in str(request.params["messages"]) else None

    with ClaudeStandin(faults=script) as claude, pytest.raises(anthropic.ServiceUnavailableError):
        ask(claude)


def drawn(seed: int, rate: float, path: str = "/v1/messages") -> list[Fault | None]:
    script = random_faults(seed, rate)
    request = LoggedRequest(0, 0.0, "POST", path, {}, {}, {}, "req_0")
    return [script(index, request) for index in range(500)]


def test_random_faults_repeat_with_their_seed() -> None:
    assert drawn(1, 0.5) == drawn(1, 0.5)
    assert drawn(1, 0.5) != drawn(2, 0.5)


def test_random_faults_keep_their_rate() -> None:
    assert drawn(1, 0.0) == [None] * 500
    assert None not in drawn(1, 1.0)
    assert 100 < sum(fault is not None for fault in drawn(1, 0.3)) < 200


def test_random_faults_of_other_paths_stay_on_the_wire() -> None:
    assert {type(fault) for fault in drawn(1, 1.0, "/v1/models")} == {HttpError, Dropped, Garbage}
