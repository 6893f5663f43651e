"""The stand-in keeps rate limits, takes its time, and notices who does not."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from email.utils import parsedate_to_datetime

import anthropic
import pytest

from tests.standins.claude import ClaudeStandin, HttpError, Latency, Limits, ManualClock
from tests.standins.claude_requests import ask, client_of, params


def wait_told(claude: ClaudeStandin) -> float:
    with pytest.raises(anthropic.RateLimitError) as refusal:
        ask(claude)
    return float(refusal.value.response.headers["retry-after"])


@pytest.mark.parametrize(
    ("limits", "admitted"),
    [
        (Limits(requests=3), 3),
        (Limits(input_tokens=1_000), 2),
        (Limits(output_tokens=200), 2),
    ],
)
def test_who_asks_too_much_is_told_to_wait_and_admitted_after(limits: Limits, admitted: int) -> None:
    clock = ManualClock()
    with ClaudeStandin(limits=limits, clock=clock) as claude:
        for _ in range(admitted):
            ask(claude)
        clock.sleep(wait_told(claude))
        ask(claude)
        claude.assert_patient()
    assert sum(request.status == 429 for request in claude.requests) == 1
    assert claude.paid["open_lid"] == admitted + 1


def test_every_answer_tells_what_is_left() -> None:
    clock = ManualClock()
    with ClaudeStandin(limits=Limits(requests=10), clock=clock) as claude, client_of(claude) as client:
        headers = client.messages.with_raw_response.create(**params()).headers
    prefix = "anthropic-ratelimit"
    assert (headers[f"{prefix}-requests-limit"], headers[f"{prefix}-requests-remaining"]) == ("10", "9")
    reset = datetime.fromisoformat(headers[f"{prefix}-requests-reset"])
    assert (reset - parsedate_to_datetime(headers["date"])).total_seconds() == 6
    for kind in ("tokens", "input-tokens", "output-tokens"):
        assert int(headers[f"{prefix}-{kind}-remaining"]) < int(headers[f"{prefix}-{kind}-limit"])
    assert headers["request-id"] == claude.requests[0].request_id


def test_who_does_not_wait_is_found_out() -> None:
    clock = ManualClock()
    with ClaudeStandin(faults=[HttpError(429, retry_after=10)], clock=clock) as claude:
        wait_told(claude)
        clock.sleep(9)
        ask(claude)
        with pytest.raises(AssertionError, match=r"request 1 came 9.000 s after request 0 was told to wait 10.0 s"):
            claude.assert_patient()


def test_requests_already_on_their_way_are_not_hasty() -> None:
    clock = ManualClock()
    with ClaudeStandin(faults=[HttpError(429, retry_after=10)], clock=clock) as claude:
        wait_told(claude)
        clock.sleep(0.04)
        ask(claude)
        claude.assert_patient()


def test_latency_is_the_first_token_and_the_pace_of_the_others() -> None:
    slept: list[float] = []
    with ClaudeStandin(latency=Latency(first_token=0.8, tokens_per_second=80, sleep=slept.append)) as claude:
        tokens = ask(claude).usage.output_tokens
    assert slept == [0.8, tokens / 80]


def test_a_stream_is_paced_as_a_whole() -> None:
    slept: list[float] = []
    latency = Latency(first_token=0.8, tokens_per_second=80, sleep=slept.append)
    with (
        ClaudeStandin(latency=latency) as claude,
        client_of(claude) as client,
        client.messages.stream(**params()) as events,
    ):
        tokens = events.get_final_message().usage.output_tokens
    assert slept[0] == 0.8
    assert len(slept) > 5
    assert sum(slept[1:]) == pytest.approx(tokens / 80)


class Meeting:
    """A sleep that counts who sleeps at the same time, and ends when as many as expected have met."""

    def __init__(self, expected: int) -> None:
        self.most = 0
        self._sleeping = 0
        self._expected = expected
        self._changed = threading.Condition()

    def __call__(self, _seconds: float) -> None:
        with self._changed:
            self._sleeping += 1
            self.most = max(self.most, self._sleeping)
            self._changed.notify_all()
            self._changed.wait_for(lambda: self.most >= self._expected, timeout=5)
            self._sleeping -= 1


def in_parallel(count: int, task: Callable[[], object]) -> None:
    with ThreadPoolExecutor(count) as pool:
        for future in [pool.submit(task) for _ in range(count)]:
            future.result()


def test_the_model_works_on_so_many_requests_at_a_time() -> None:
    meeting = Meeting(expected=3)
    latency = Latency(first_token=1, concurrency=3, sleep=meeting)
    with ClaudeStandin(latency=latency) as claude, client_of(claude) as client:
        in_parallel(8, lambda: client.messages.create(**params()))
    assert meeting.most == 3
    assert claude.max_concurrency >= 3
    assert claude.paid["open_lid"] == 8


def test_a_cached_prefix_is_there_only_once_an_answer_has_begun() -> None:
    meeting = Meeting(expected=2)
    system = [{"type": "text", "text": "Be brief. " * 400, "cache_control": {"type": "ephemeral"}}]
    with ClaudeStandin(latency=Latency(first_token=1, sleep=meeting)) as claude:
        in_parallel(2, lambda: ask(claude, system=system))
    assert [request.usage["cache_read_input_tokens"] for request in claude.requests] == [0, 0]


def test_many_threads_are_served_by_one_stand_in() -> None:
    with ClaudeStandin() as claude, client_of(claude) as client:
        in_parallel(32, lambda: [client.messages.create(**params()) for _ in range(5)])
    assert claude.delivered["open_lid"] == 160
    assert sorted(request.index for request in claude.requests) == list(range(160))


def test_a_slow_answer_does_not_outlast_the_stand_in() -> None:
    started = time.perf_counter()
    with ClaudeStandin(latency=Latency(first_token=60)) as claude, pytest.raises(anthropic.APITimeoutError):
        ask(claude, timeout=0.1)
    assert time.perf_counter() - started < 10
