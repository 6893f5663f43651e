"""A request is tried again as long as that can help, at the pace that the service asks for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from random import Random

import pytest

from docgen.errors import FatalWriterError, WriterError
from docgen.model import Usage
from docgen.writer.calls import Call, Caller, Persistence
from docgen.writer.pacing import Pacer
from docgen.writer.service import (
    Ask,
    HaltedError,
    LimitOutlastsError,
    RejectedError,
    Reply,
    TooLargeError,
    TransientError,
)
from tests.writer.clocks import FakeClock

ASK = Ask("system", "user", 100)
GOOD = Reply("docs", usage=Usage(10, 5))


class ScriptedService:
    """Answers what it is told to, one after the other."""

    def __init__(self, *outcomes: Reply | WriterError, clock: FakeClock) -> None:
        self._outcomes: Iterator[Reply | WriterError] = iter(outcomes)
        self._clock = clock
        self.times: list[float] = []

    def open(self) -> None:
        pass

    def ask(self, ask: Ask) -> Reply:
        self.times.append(self._clock.now)
        outcome = next(self._outcomes)
        if isinstance(outcome, WriterError):
            raise outcome
        return outcome


def call(
    *outcomes: Reply | WriterError,
    attempts: int = 5,
    seconds: float = float("inf"),
    is_useful: Callable[[Reply], bool] = lambda _reply: False,
    seed: int = 1,
) -> tuple[Call, FakeClock, ScriptedService]:
    clock = FakeClock()
    end = clock.now + seconds

    def may_wait(wait: float) -> bool:
        return clock.now + wait < end

    pacer = Pacer(5, clock=clock, sleep=clock.sleep, may_wait=may_wait)
    service = ScriptedService(*outcomes, clock=clock)
    caller = Caller(service, pacer, Persistence(attempts, clock.sleep, Random(seed), may_wait))
    return caller.call(ASK, 50, is_useful), clock, service


def test_a_good_reply_needs_one_attempt() -> None:
    found, clock, _ = call(GOOD)
    assert found == Call(GOOD, 1)
    assert clock.slept == []


@pytest.mark.parametrize("seed", range(20))
def test_backoff_doubles_with_full_jitter(seed: int) -> None:
    _, clock, _ = call(*[TransientError("Busy.")] * 9, attempts=7, seed=seed)
    assert len(clock.slept) == 6
    assert all(0 <= slept <= most for slept, most in zip(clock.slept, (1, 2, 4, 8, 16, 16), strict=True))


def test_jitter_uses_the_whole_span() -> None:
    firsts = [call(TransientError("Busy."), GOOD, seed=seed)[1].total for seed in range(100)]
    assert min(firsts) < 0.1
    assert max(firsts) > 0.9


def test_attempts_end() -> None:
    found, _, service = call(*[TransientError("Busy.")] * 9)
    assert isinstance(found.outcome, TransientError)
    assert found.attempts == len(service.times) == 5


@pytest.mark.parametrize("wait", [0.5, 3.0, 119.0])
def test_retry_after_is_obeyed(wait: float) -> None:
    found, _, service = call(TransientError("Wait.", retry_after=wait, is_pressure=True), GOOD)
    assert found.outcome is GOOD
    assert service.times[1] - service.times[0] >= wait


def test_a_pause_that_no_run_waits_for_ends_the_request() -> None:
    found, clock, service = call(TransientError("Wait.", retry_after=3_600), GOOD)
    assert isinstance(found.outcome, LimitOutlastsError)
    assert "3600 s" in str(found.outcome)
    assert len(service.times) == 1
    assert clock.total == 0


@pytest.mark.parametrize("error", [FatalWriterError("No key."), RejectedError("No."), TooLargeError("Too large.")])
def test_what_cannot_help_is_not_tried_again(error: WriterError) -> None:
    found, _, service = call(error, GOOD)
    assert found.outcome is error
    assert len(service.times) == 1


def test_no_attempt_starts_after_the_run_is_over() -> None:
    found, clock, service = call(TransientError("Wait.", retry_after=30), GOOD, seconds=10)
    assert isinstance(found.outcome, HaltedError)
    assert len(service.times) == 1
    assert clock.total == 0


def test_a_run_that_is_over_sends_nothing() -> None:
    found, _, service = call(GOOD, seconds=0)
    assert isinstance(found.outcome, HaltedError)
    assert found.attempts == 0
    assert service.times == []


def test_what_arrived_before_a_connection_broke_is_kept_if_it_is_useful() -> None:
    part = Reply("half", usage=Usage(10, 3))
    found, _, service = call(TransientError("Broke.", reply=part), GOOD, is_useful=lambda reply: reply is part)
    assert found.outcome is part
    assert len(service.times) == 1


def test_what_arrived_in_vain_is_still_counted() -> None:
    part = Reply("", usage=Usage(10, 3))
    found, _, _ = call(TransientError("Broke.", reply=part), TransientError("Lost.", may_be_billed=True), GOOD)
    assert found.outcome is GOOD
    assert found.wasted == Usage(10, 3)
    assert found.lost == 1
    assert found.attempts == 3
