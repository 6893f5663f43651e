"""One gate: concurrency follows the pressure, and nobody starts before the service wants it."""

from __future__ import annotations

import threading

import pytest

from docgen.writer.pacing import Pacer
from docgen.writer.service import Allowance, HaltedError, Window
from tests.writer.clocks import FakeClock


def make_pacer(clock: FakeClock, ceiling: int = 8, until: float = float("inf")) -> Pacer:
    return Pacer(ceiling, clock=clock, sleep=clock.sleep, may_wait=lambda seconds: clock.now + seconds < until)


def test_pressure_halves_concurrency_once_for_all_requests_that_felt_it() -> None:
    pacer = make_pacer(FakeClock())
    with pacer.slot(1, 1) as one, pacer.slot(1, 1) as two:
        pacer.press(one)
        pacer.press(two)
        assert pacer.concurrency == 4
    with pacer.slot(1, 1) as three:
        pacer.press(three)
    assert pacer.concurrency == 2


def test_concurrency_never_falls_below_one() -> None:
    pacer = make_pacer(FakeClock(), ceiling=2)
    for _ in range(5):
        with pacer.slot(1, 1) as epoch:
            pacer.press(epoch)
    assert pacer.concurrency == 1


def test_concurrency_grows_again_up_to_the_ceiling() -> None:
    pacer = make_pacer(FakeClock(), ceiling=4)
    with pacer.slot(1, 1) as epoch:
        pacer.press(epoch)
    grown = []
    for _ in range(20):
        pacer.praise(Allowance())
        grown.append(pacer.concurrency)
    assert grown[0] == 2
    assert grown[-1] == 4
    assert grown == sorted(grown)


def test_a_hold_delays_the_next_request_whoever_sends_it() -> None:
    clock = FakeClock()
    pacer = make_pacer(clock)
    pacer.hold(7)
    pacer.hold(3)
    with pacer.slot(1, 1):
        assert clock.total == 7


@pytest.mark.parametrize(
    ("allowance", "expected"),
    [
        (Allowance(requests=Window(0, 9)), 9),
        (Allowance(input_tokens=Window(99, 20)), 20),
        (Allowance(output_tokens=Window(49, 5)), 5),
        (Allowance(Window(1, 9), Window(100, 20), Window(50, 5)), 0),
        (Allowance(requests=Window(0, 3_600)), 60),
    ],
)
def test_rate_limits_are_waited_for_before_they_are_hit(allowance: Allowance, expected: float) -> None:
    clock = FakeClock()
    pacer = make_pacer(clock)
    pacer.praise(allowance)
    with pacer.slot(100, 50):
        assert clock.total == expected


def test_what_was_sent_since_counts_against_the_limit() -> None:
    clock = FakeClock()
    pacer = make_pacer(clock)
    pacer.praise(Allowance(input_tokens=Window(250, 10)))
    for expected in (0, 0, 10):
        with pacer.slot(100, 1):
            assert clock.total == expected


def test_a_request_larger_than_the_limit_is_sent_when_the_limit_is_full_again() -> None:
    clock = FakeClock()
    pacer = make_pacer(clock)
    pacer.praise(Allowance(input_tokens=Window(10, 4)))
    with pacer.slot(1_000_000, 1):
        assert clock.total == 4


def test_nobody_waits_beyond_the_end_of_the_run() -> None:
    clock = FakeClock()
    pacer = make_pacer(clock, until=clock.now + 5)
    pacer.hold(6)
    with pytest.raises(HaltedError), pacer.slot(1, 1):
        pass
    assert clock.total == 0


def test_when_the_run_ends_everyone_who_waits_for_a_place_goes_home() -> None:
    clock = FakeClock()
    over = threading.Event()
    pacer = Pacer(1, clock=clock, sleep=clock.sleep, may_wait=lambda _seconds: not over.is_set())
    outcomes: list[str] = []

    def work() -> None:
        try:
            with pacer.slot(1, 1):
                outcomes.append("sent")
        except HaltedError:
            outcomes.append("halted")

    with pacer.slot(1, 1):
        threads = [threading.Thread(target=work) for _ in range(5)]
        for thread in threads:
            thread.start()
        over.set()
    for thread in threads:
        thread.join(timeout=5)
    assert outcomes == ["halted"] * 5


def test_no_more_requests_are_under_way_than_allowed() -> None:
    clock = FakeClock()
    pacer = make_pacer(clock, ceiling=3)
    active, most, lock = 0, 0, threading.Lock()

    def work() -> None:
        nonlocal active, most
        for _ in range(50):
            with pacer.slot(1, 1):
                with lock:
                    active += 1
                    most = max(most, active)
                with lock:
                    active -= 1

    threads = [threading.Thread(target=work) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=10)
    assert 1 <= most <= 3
