"""Many small requests at once, of which the first that fails calls off those not yet sent."""

from __future__ import annotations

from collections.abc import Callable, Collection
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

_T = TypeVar("_T")
_R = TypeVar("_R")


def run_all(work: Callable[[_T], _R], items: Collection[_T], workers: int) -> tuple[list[_R], Exception | None]:
    """Apply `work` to all items from parallel threads.

    Args:
        work: Called once for each item, from several threads; not called any more once it has failed.
        items: What to work on.
        workers: Largest number of threads.

    Returns:
        The results of what succeeded, in the order of the items, and the first failure if there was one.
    """
    failures: list[Exception] = []

    def attempt(item: _T) -> tuple[_R, ...]:
        if failures:
            return ()
        try:
            return (work(item),)
        except Exception as error:  # noqa: BLE001 - the caller gets it
            failures.append(error)
            return ()

    with ThreadPoolExecutor(max(1, min(workers, len(items))), thread_name_prefix="docgen-cache") as pool:
        results = [result for answer in pool.map(attempt, items) for result in answer]
    return results, next(iter(failures), None)
