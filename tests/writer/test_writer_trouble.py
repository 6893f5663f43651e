"""The writer where the service refuses, limits or is gone, or the run is stopped: nothing is lost or asked in vain."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Generator
from itertools import chain

import pytest

from docgen.writer.interface import Answer
from docgen.writer.timing import Timing
from docgen.writer.writer import ClaudeOptions, ClaudeWriter
from tests.standins.claude import ClaudeStandin
from tests.standins.claude.faults import (
    HttpError,
    Stalled,
    random_faults,
)
from tests.standins.claude.latency import Latency
from tests.standins.claude.limits import Limits
from tests.writer.clocks import FastClock
from tests.writer.samples import make_assignments, open_gate, unwritten, written
from tests.writer.writing import KEY, make_writer, write


@pytest.mark.parametrize("seed", range(3))
def test_a_storm_loses_nothing(seed: int) -> None:
    with ClaudeStandin(faults=random_faults(seed, 0.3)) as claude:
        answers = write(make_writer(claude.url, max_attempts=8), make_assignments(60, 3))
    assert len(written(answers)) == 60


@pytest.mark.parametrize("status", [401, 402, 403, 404])
def test_a_fatal_answer_stops_the_run_with_one_message(status: int, caplog: pytest.LogCaptureFixture) -> None:
    with ClaudeStandin(faults=lambda _index, _request: HttpError(status)) as claude:
        answers = write(make_writer(claude.url, max_workers=2), make_assignments(200, 4))
        assert len(claude.requests) <= 2
    reasons = {answer.reason for answer in unwritten(answers)}
    assert len(unwritten(answers)) == 200
    assert not any(answer.is_left for answer in unwritten(answers))
    errors = [record.getMessage() for record in caplog.records if record.levelno >= logging.ERROR]
    assert len(errors) == 1
    assert reasons == {errors[0]}


def test_what_was_paid_before_a_fatal_answer_is_delivered() -> None:
    with ClaudeStandin(
        faults=lambda index, _request: HttpError(429, error_code="enforced_spend_limit_reached") if index else None
    ) as claude:
        answers = write(make_writer(claude.url, max_workers=1), make_assignments(100, 2))
        assert len(written(answers)) == len(claude.requests[0].symbols)
        assert len(claude.requests) == 2


def test_after_a_fatal_answer_the_writer_sends_nothing_more() -> None:
    with ClaudeStandin(faults=[HttpError(401)]) as claude:
        writer = make_writer(claude.url)
        write(writer, make_assignments(2))
        (answer,) = unwritten(write(writer, make_assignments(1)))
        assert len(claude.requests) == 1
    assert "anthropic-api-key" in answer.reason


def test_a_service_that_never_answers_is_not_asked_for_every_chunk() -> None:
    with ClaudeStandin(faults=lambda _index, _request: HttpError(503)) as claude:
        answers = write(make_writer(claude.url, max_workers=2, max_attempts=3), make_assignments(300, 3))
        assert len(claude.requests) <= 3 * 3
    assert len(unwritten(answers)) == 300


def test_a_service_that_goes_down_is_not_asked_for_every_chunk_left() -> None:
    with ClaudeStandin(faults=lambda index, _request: HttpError(503) if index > 1 else None) as claude:
        answers = write(make_writer(claude.url, max_workers=2, max_attempts=3), make_assignments(300, 3))
        assert len(claude.requests) <= 2 + 4 * 3
    assert written(answers)


def test_a_pause_that_is_too_long_leaves_the_rest_for_the_next_run(caplog: pytest.LogCaptureFixture) -> None:
    with ClaudeStandin(faults=chain([None], [HttpError(429, retry_after=3_600)] * 99)) as claude:
        answers = write(make_writer(claude.url, max_workers=1), make_assignments(100, 2))
        assert len(claude.requests) == 2
    left = unwritten(answers)
    assert written(answers)
    assert all(answer.is_left and answer.reason == "left: rate-limit" for answer in left)
    assert [record.levelname for record in caplog.records] == ["WARNING"]


def test_no_request_comes_within_a_retry_after() -> None:
    # Those that start together at the beginning may all be on their way when the first is told to wait.
    faults = [*[None] * 5, HttpError(429, retry_after=1), HttpError(429, retry_after=1)]
    with ClaudeStandin(faults=faults) as claude:
        options = ClaudeOptions("claude-sonnet-5-5", api_key=KEY, base_url=claude.url)
        answers = write(ClaudeWriter(options), make_assignments(300, 3))
        claude.assert_patient(grace=0.25)
    assert len(written(answers)) == 300


def test_rate_limits_are_kept_without_running_into_them() -> None:
    with ClaudeStandin(limits=Limits(requests=240)) as claude:
        options = ClaudeOptions("claude-sonnet-5-5", api_key=KEY, base_url=claude.url, max_workers=2)
        write(ClaudeWriter(options), make_assignments(150, 3))
        assert [request.status for request in claude.requests] == [200] * len(claude.requests)


def test_no_more_requests_are_under_way_than_workers() -> None:
    with ClaudeStandin(latency=Latency(first_token=0.05)) as claude:
        write(make_writer(claude.url, max_workers=3), make_assignments(200, 3))
        assert claude.max_concurrency == 3


def test_stopping_keeps_what_arrived_and_leaves_the_rest() -> None:
    with ClaudeStandin(latency=Latency(first_token=0.1)) as claude:
        writer = make_writer(claude.url, max_workers=2)
        answers: list[Answer] = []
        for group in writer.write(make_assignments(200, 4), open_gate):
            answers.extend(group)
            writer.stop()
        sent = len(claude.requests)
    assert len(answers) == 200
    assert 2 <= sent <= 4
    assert written(answers)
    assert {(answer.reason, answer.is_left) for answer in unwritten(answers)} == {("left: stopped", True)}


def test_a_stopped_run_does_not_wait_for_what_hangs() -> None:
    release = threading.Event()
    with ClaudeStandin(faults=[Stalled(release, limit=20)]) as claude:
        options = ClaudeOptions("claude-sonnet-5-5", api_key=KEY, base_url=claude.url)
        writer = ClaudeWriter(options, timing=Timing(FastClock(), silence=10.0))
        threading.Timer(0.3, writer.stop).start()
        started = time.monotonic()
        answers = write(writer, make_assignments(3))
        assert time.monotonic() - started < 3
        release.set()
    assert {(answer.reason, answer.is_left) for answer in unwritten(answers)} == {("left: stopped", True)}


def test_a_stopped_run_takes_answers_as_far_as_they_have_come() -> None:
    with ClaudeStandin(latency=Latency(tokens_per_second=400)) as claude:
        options = ClaudeOptions("claude-sonnet-5-5", api_key=KEY, base_url=claude.url, max_workers=1)
        writer = ClaudeWriter(options, timing=Timing(FastClock(20.0)))
        threading.Timer(1.0, writer.stop).start()
        answers = write(writer, make_assignments(40))
        sent = len(claude.requests)
    assert sent == 1
    assert 0 < len(written(answers)) < 40
    assert {(answer.reason, answer.is_left) for answer in unwritten(answers)} == {("left: stopped", True)}
    assert writer.spending.usage.output_tokens > 0


def test_stopping_ends_a_backoff_at_once() -> None:
    with ClaudeStandin(faults=lambda _index, _request: HttpError(429, retry_after=100)) as claude:
        options = ClaudeOptions("claude-sonnet-5-5", api_key=KEY, base_url=claude.url)
        writer = ClaudeWriter(options)
        threading.Timer(0.5, writer.stop).start()
        started = time.monotonic()
        answers = write(writer, make_assignments(3))
    assert time.monotonic() - started < 5
    assert all(answer.is_left for answer in unwritten(answers))


def test_a_caller_that_walks_away_leaves_no_request_behind() -> None:
    with ClaudeStandin() as claude:
        writer = make_writer(claude.url, max_workers=1)
        answers = writer.write(make_assignments(200, 3), open_gate)
        assert isinstance(answers, Generator)
        next(answers)
        answers.close()
        time.sleep(0.2)
        sent = len(claude.requests)
        time.sleep(0.2)
        assert len(claude.requests) == sent <= 2
