"""Signals: the first stops the run in good order, and what a runner sends to cancel a job does no more than that."""

from __future__ import annotations

import signal
from collections.abc import Iterator

import pytest

from docgen.doors.interrupts import interruptible, stopping


@pytest.fixture(autouse=True)
def interrupts() -> Iterator[None]:
    """Have SIGINT interrupt, as it does unless the tests themselves run in the background of a script."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def test_a_runner_that_cancels_interrupts_nothing_that_is_left_to_do() -> None:
    stops: list[str] = []
    with interruptible(), stopping(lambda: stops.append("stopped")) as is_stopped:
        assert not is_stopped()
        signal.raise_signal(signal.SIGINT)
        signal.raise_signal(signal.SIGTERM)
        assert is_stopped()
    assert stops


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM])
def test_the_second_signal_of_a_kind_interrupts(sign: signal.Signals) -> None:
    with interruptible(), stopping(lambda: None) as is_stopped:
        signal.raise_signal(sign)
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(sign)
        assert is_stopped()


def test_afterwards_signals_act_as_before() -> None:
    before = [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)]
    with interruptible(), stopping(lambda: None):
        signal.raise_signal(signal.SIGINT)
    assert [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)] == before
