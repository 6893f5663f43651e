"""A run ends when it is stopped, out of time, or hopeless; the first reason stays."""

from __future__ import annotations

import signal

import pytest

from docgen.errors import FatalWriterError
from docgen.writer.halt import Halt
from tests.writer.clocks import FakeClock


def make_halt(seconds: float | None = None) -> tuple[Halt, FakeClock]:
    clock = FakeClock()
    return Halt(seconds, clock=clock, sleep=clock.sleep), clock


def test_without_a_bound_a_run_goes_on() -> None:
    halt, clock = make_halt()
    clock.now += 10**9
    assert halt.may_wait(10**9)
    assert not halt.is_over


def test_no_reply_may_arrive_after_the_deadline() -> None:
    halt, _ = make_halt(60)
    assert halt.may_start(1_000)
    assert not halt.may_start(10_000)
    assert halt.reason == "left: timeout-minutes"


def test_the_first_reason_stays() -> None:
    halt, _ = make_halt()
    halt.leave("left: rate-limit")
    halt.fail(FatalWriterError("No key."))
    halt.stop()
    assert halt.reason == "left: rate-limit"
    assert halt.is_left


def test_a_fatal_error_is_said_once(caplog: pytest.LogCaptureFixture) -> None:
    halt, _ = make_halt()
    for _ in range(3):
        halt.fail(FatalWriterError("No key.", "Get one."))
    assert [record.getMessage() for record in caplog.records] == ["No key. Get one."]
    assert halt.reason == "No key. Get one."
    assert not halt.is_left


def test_stopping_wakes_whoever_sleeps() -> None:
    clock = FakeClock()

    def sleep(seconds: float) -> None:
        clock.sleep(seconds)
        if clock.total > 1:
            halt.stop()

    halt = Halt(None, clock=clock, sleep=sleep)
    halt.sleep(100)
    assert 1 < clock.total < 2


def test_a_signal_handler_may_stop_a_run_in_the_middle_of_anything() -> None:
    halt, _ = make_halt()
    before = signal.signal(signal.SIGUSR1, lambda *_: halt.stop())
    try:
        signal.raise_signal(signal.SIGUSR1)
    finally:
        signal.signal(signal.SIGUSR1, before)
    assert halt.is_over
    assert halt.reason == "left: stopped"


def test_after_a_stop_there_is_a_little_patience_for_what_is_under_way() -> None:
    halt, clock = make_halt()
    assert not halt.is_impatient
    halt.stop()
    assert not halt.is_impatient
    clock.now += 4.5
    halt.stop()
    assert halt.is_impatient
    assert not halt.is_out_of_patience
    clock.now += 1
    assert halt.is_out_of_patience
