"""Waiting for a busy store: pauses that grow, and an end."""

from __future__ import annotations

import pytest

from docgen.cache.patience import Patience, TransientCacheError, Wait
from docgen.errors import CacheError
from tests.cache.parts import Clock


def failing(clock: Clock, pauses: list[float], jitter: float = 1.0) -> Patience:
    def sleep(seconds: float) -> None:
        pauses.append(seconds)
        clock.sleep(seconds)

    return Patience(clock=clock, sleep=sleep, jitter=lambda: jitter)


def always_busy() -> None:
    raise TransientCacheError("Busy.", "Wait.")


def test_pauses_double_up_to_two_seconds_and_end_after_ten(clock: Clock) -> None:
    pauses: list[float] = []
    with pytest.raises(TransientCacheError, match="Busy"):
        failing(clock, pauses).persist(always_busy)
    assert pauses == pytest.approx([0.05, 0.1, 0.2, 0.4, 0.8, 1.6, 2, 2, 2, 2])


def test_of_each_pause_a_random_part_is_waited(clock: Clock) -> None:
    pauses: list[float] = []
    with pytest.raises(TransientCacheError):
        failing(clock, pauses, jitter=0.5).persist(always_busy)
    assert pauses[:3] == pytest.approx([0.025, 0.05, 0.1])


def test_progress_begins_the_wait_anew(clock: Clock) -> None:
    pauses: list[float] = []
    wait = Wait(failing(clock, pauses))
    for _ in range(4):
        wait.pause(CacheError("Busy.", "Wait."))
    clock.now += 9
    wait.restart()
    clock.now += 9
    wait.pause(CacheError("Busy.", "Wait."))
    assert pauses == pytest.approx([0.05, 0.1, 0.2, 0.4, 0.05])
    clock.now += 1
    with pytest.raises(CacheError, match=r"Busy\. Wait\."):
        wait.pause(CacheError("Busy.", "Wait."))
