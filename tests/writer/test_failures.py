"""Error answers are told apart by what can be done about them, and say it."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from docgen.errors import FatalWriterError, WriterError
from docgen.writer.failures import ErrorAnswer, failure_of, retry_after
from docgen.writer.service import RejectedError, TooLargeError, TransientError


def failure(
    status: int, kind: str = "", code: str = "", message: str = "", headers: Mapping[str, str] | None = None
) -> WriterError:
    return failure_of(ErrorAnswer(status, kind, code, message, "req_1", headers or {}), "claude-test")


@pytest.mark.parametrize("status", [408, 409, 429, 500, 502, 503, 504, 529, 599])
def test_what_may_pass_is_transient(status: int) -> None:
    assert isinstance(failure(status), TransientError)


@pytest.mark.parametrize(("status", "expected"), [(429, True), (529, True), (500, False), (503, False)])
def test_only_too_much_work_is_pressure(status: int, expected: bool) -> None:
    error = failure(status)
    assert isinstance(error, TransientError)
    assert error.is_pressure is expected


@pytest.mark.parametrize("status", [401, 402, 403, 404])
def test_what_no_request_can_survive_is_fatal_and_has_a_fix(status: int) -> None:
    error = failure(status, message="No.")
    assert isinstance(error, FatalWriterError)
    assert "req_1" in error.what
    assert error.fix


def test_an_unknown_model_is_named() -> None:
    assert "`claude-test`" in failure(404).what


@pytest.mark.parametrize(
    ("status", "code", "message"),
    [
        (429, "enforced_spend_limit_reached", ""),
        (429, "contract_spend_limit_reached", ""),
        (402, "linked_organization_spend_limit_reached", ""),
        (400, "", "Your credit balance is too low to access the Claude API."),
        (400, "", "You have reached your specified API usage limits."),
    ],
)
def test_a_spend_limit_is_fatal_whatever_its_status(status: int, code: str, message: str) -> None:
    error = failure(status, code=code, message=message)
    assert isinstance(error, FatalWriterError)
    assert "spend limit" in error.what


def test_a_limit_on_growth_passes() -> None:
    error = failure(429, code="ramp_limit_exceeded", headers={"retry-after": "7"})
    assert isinstance(error, TransientError)
    assert error.retry_after == 7


@pytest.mark.parametrize(("status", "message"), [(413, ""), (400, "prompt is too long: 9 tokens > 8 maximum")])
def test_too_large_is_its_own_case(status: int, message: str) -> None:
    assert isinstance(failure(status, message=message), TooLargeError)


def test_any_other_refusal_concerns_the_request_alone() -> None:
    assert isinstance(failure(400, message="messages: no"), RejectedError)


@pytest.mark.parametrize(
    ("status", "told", "expected"),
    [(400, "true", TransientError), (503, "false", RejectedError), (401, "true", TransientError)],
)
def test_the_service_has_the_last_word_on_trying_again(status: int, told: str, expected: type[WriterError]) -> None:
    assert isinstance(failure(status, headers={"x-should-retry": told}), expected)


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("overloaded_error", TransientError),
        ("rate_limit_error", TransientError),
        ("api_error", TransientError),
        ("never_heard_of", TransientError),
        ("authentication_error", FatalWriterError),
        ("invalid_request_error", RejectedError),
    ],
)
def test_an_error_within_a_stream_is_judged_by_its_type(kind: str, expected: type[WriterError]) -> None:
    assert isinstance(failure(200, kind), expected)


def test_secrets_and_line_ends_in_messages_do_not_get_out() -> None:
    error = failure(401, message="invalid key sk-ant-api03-" + "c" * 30 + "\n::warning::x")
    assert "sk-ant" not in str(error)
    assert "\n" not in str(error)


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({}, None),
        ({"retry-after": "3"}, 3.0),
        ({"retry-after": "0.5"}, 0.5),
        ({"retry-after": "-1"}, 0.0),
        ({"retry-after": "soon"}, None),
        ({"retry-after": "inf"}, None),
        ({"retry-after": "Sun, 01 Nov 2026 10:00:30 GMT", "date": "Sun, 01 Nov 2026 10:00:00 GMT"}, 30.0),
        ({"retry-after": "Sun, 01 Nov 2026 10:00:30 GMT"}, None),
    ],
)
def test_retry_after_is_seconds_or_a_date(headers: Mapping[str, str], expected: float | None) -> None:
    assert retry_after(headers) == expected
