"""Many small requests at once, of which the first that fails calls off those not yet sent."""

from __future__ import annotations

from collections.abc import Callable, Collection
from concurrent.futures import FIRST_EXCEPTION, ThreadPoolExecutor, wait
from typing import TypeVar

_T = TypeVar("_T")
_R = TypeVar("_R")


def run_all(work: Callable[[_T], _R], items: Collection[_T], workers: int) -> tuple[list[_R], BaseException | None]:
    """Apply `work` to all items from parallel threads.

    Args:
        work: Called once for each item, from several threads.
        items: What to work on.
        workers: Largest number of threads.

    Returns:
        The results of what succeeded, in the order of the items, and the first failure if there was one.
    """
    with ThreadPoolExecutor(max(1, min(workers, len(items))), thread_name_prefix="docgen-cache") as pool:
        futures = [pool.submit(work, item) for item in items]
        wait(futures, return_when=FIRST_EXCEPTION)
        pool.shutdown(cancel_futures=True)
    finished = [future for future in futures if not future.cancelled()]
    failures = (failure for future in finished if (failure := future.exception()))
    return [future.result() for future in finished if not future.exception()], next(failures, None)
