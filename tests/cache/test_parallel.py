"""Many requests at once: results in order, and an end at the first failure."""

from __future__ import annotations

import threading

from docgen.cache.parallel import run_all


def test_results_come_in_the_order_of_the_items() -> None:
    assert run_all(lambda number: number * number, range(100), 8) == ([number * number for number in range(100)], None)


def test_nothing_to_do_is_done_at_once() -> None:
    assert run_all(str, [], 8) == ([], None)


def test_a_failure_calls_off_what_has_not_begun() -> None:
    begun: list[int] = []

    def work(number: int) -> int:
        begun.append(number)
        if number == 5:
            raise ValueError
        return number

    results, error = run_all(work, range(1_000), 1)
    assert isinstance(error, ValueError)
    assert results == [0, 1, 2, 3, 4]
    assert begun == [0, 1, 2, 3, 4, 5]


def test_what_was_under_way_at_a_failure_still_counts() -> None:
    both = threading.Barrier(2)
    has_failed = threading.Event()

    def work(number: int) -> int:
        both.wait(10)
        if number == 0:
            has_failed.set()
            raise ValueError
        has_failed.wait(10)
        return number

    results, error = run_all(work, range(2), 2)
    assert (results, type(error)) == ([1], ValueError)


def test_no_more_threads_than_allowed_work_at_once() -> None:
    barrier = threading.Barrier(3)
    most = 0
    now = 0
    lock = threading.Lock()

    def work(_: int) -> None:
        nonlocal most, now
        with lock:
            now += 1
            most = max(most, now)
        barrier.wait(10)
        with lock:
            now -= 1

    run_all(work, range(9), 3)
    assert most == 3
