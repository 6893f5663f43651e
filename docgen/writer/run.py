"""One walk through all requests: sends them in order from several threads, and yields answers as they arrive.

Threads do nothing but wait for the service. Every decision, on order, money and outcome, is made here, in one thread.
"""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass

from docgen.errors import FatalWriterError, WriterError
from docgen.model import Usage
from docgen.writer.asking import Asker
from docgen.writer.calls import Call, Caller
from docgen.writer.halt import Halt
from docgen.writer.interface import Answer
from docgen.writer.ledger import Ledger
from docgen.writer.packing import Request
from docgen.writer.prompt import chunk_ids
from docgen.writer.reply import read_docs
from docgen.writer.service import HaltedError, LimitOutlastsError, Reply, TooLargeError, TransientError
from docgen.writer.verdicts import Judge, Settled, give_up

_log = logging.getLogger(__name__)

_SLICE_SECONDS = 0.2


@dataclass(frozen=True, slots=True)
class Parts:
    """What a run works with.

    Attributes:
        asker: Makes asks of requests.
        caller: Sends them.
        ledger: Counts what is spent.
        judge: Judges replies.
        halt: Says whether to go on.
        workers: Most requests at the same time.
    """

    asker: Asker
    caller: Caller
    ledger: Ledger
    judge: Judge
    halt: Halt
    workers: int


@dataclass(frozen=True, slots=True)
class _Flight:
    """A request that is under way, and what was set aside for it."""

    request: Request
    reserved: Usage


class Run:
    """Walks through requests."""

    def __init__(self, parts: Parts, supply: Iterator[Settled]) -> None:
        """Prepare.

        Args:
            parts: What to work with.
            supply: What to ask, most important first, and what is answered without asking; taken when threads would
                soon have nothing to do.
        """
        self._parts = parts
        self._supply: Iterator[Settled] | None = supply
        self._taken = 0
        self._asker = parts.asker
        self._queue: deque[Request] = deque()
        self._flights: dict[Future[Call], _Flight] = {}
        self._exhausted = 0
        self._bound = ""

    def answers(self) -> Iterator[tuple[Answer, ...]]:
        """Yield answers as they arrive, one for each chunk of the requests."""
        executor = ThreadPoolExecutor(self._parts.workers, thread_name_prefix="writer")
        try:
            while self._supply or self._queue or self._flights:
                self._launch(executor)
                settled = self._next()
                self._queue.extendleft(reversed(settled.again))
                if settled.answers:
                    yield settled.answers
        finally:
            # Without waiting: when a run is cancelled, what is still under way must not hold up its summary.
            if self._flights:
                self._parts.halt.stop()
            executor.shutdown(wait=False, cancel_futures=True)

    def _next(self) -> Settled:
        """Settle what has arrived; else take on more, if there is too little for all threads, or wait."""
        # Taking on more may take long, and what has arrived is only safe when the caller has stored it.
        has_arrived = any(future.done() for future in self._flights)
        if self._supply and len(self._queue) < self._parts.workers and not has_arrived:
            return self._take(self._supply)
        return self._land() if self._flights else self._leave()

    def _take(self, supply: Iterator[Settled]) -> Settled:
        """Take on more requests."""
        supplied = next(supply, None)
        if supplied is None:
            self._supply = None
            return Settled()
        self._queue.extend(supplied.again)
        self._taken += len(supplied.again)
        self._asker = self._asker.of_run(self._taken, self._parts.workers)
        return Settled(supplied.answers)

    def _launch(self, executor: ThreadPoolExecutor) -> None:
        """Send requests as long as threads, time and money allow."""
        parts = self._parts
        while self._queue and len(self._flights) < parts.workers:
            request = self._queue[0]
            reserved = self._asker.most(request)
            if not parts.halt.may_start(request.output_tokens):
                self._bound = parts.halt.reason
                return
            if not parts.ledger.reserve(reserved):
                self._bound = "left: max-cost"
                if self._flights or len(request.tasks) == 1:
                    return
                # A part of it may still be paid for.
                self._queue.popleft()
                self._queue.extendleft(reversed(request.halves()))
                continue
            self._queue.popleft()
            ask = self._asker.ask(request)
            future = executor.submit(parts.caller.call, ask, request.output_tokens, _holds_docs(request))
            self._flights[future] = _Flight(request, reserved)

    def _land(self) -> Settled:
        """Wait for one request and settle it."""
        done: set[Future[Call]] = set()
        while not done:
            is_last_look = self._parts.halt.is_out_of_patience
            # In slices: a signal handler can end the run, but not this wait.
            done, _ = wait(self._flights, _SLICE_SECONDS, FIRST_COMPLETED)
            if is_last_look and not done:
                return self._abandon()
        future = done.pop()
        flight = self._flights.pop(future)
        self._parts.ledger.release(flight.reserved)
        return self._settle(flight.request, future.result())

    def _settle(self, request: Request, call: Call) -> Settled:
        parts = self._parts
        likely = self._asker.likely(request)
        for _ in range(call.lost):
            parts.ledger.lose(likely)
        parts.ledger.book(0, call.wasted)
        if isinstance(call.outcome, Reply):
            self._exhausted = 0
            cost = parts.ledger.book(call.attempts, call.outcome.usage)
            return parts.judge.settle(request, call.outcome, cost)
        parts.ledger.book(call.attempts)
        return self._failed(request, call.outcome)

    def _failed(self, request: Request, error: WriterError) -> Settled:
        halt = self._parts.halt
        if isinstance(error, TooLargeError):
            return self._parts.judge.smaller(request, str(error))
        if isinstance(error, HaltedError) or (isinstance(error, TransientError) and halt.is_over):
            return _given_up(request, halt.reason, is_left=halt.is_left)
        if isinstance(error, LimitOutlastsError):
            if not halt.is_over:
                _log.warning("%s", error)
            halt.leave("left: rate-limit")
            return _given_up(request, halt.reason, is_left=True)
        if isinstance(error, FatalWriterError):
            halt.fail(error)
        elif isinstance(error, TransientError):
            self._exhausted += 1
            if self._exhausted >= self._parts.workers:
                # Nothing came back to any of them: the others would only wait as long for nothing.
                halt.fail(error)
        # What ended the run is said in one way, though each request under way met it by itself.
        return _given_up(request, str(error) if halt.is_left else halt.reason)

    def _leave(self) -> Settled:
        """Give up what is queued, because a bound was reached."""
        return self._all_given_up(self._bound)

    def _abandon(self) -> Settled:
        """Give up what is under way as well: the user has waited long enough after stopping the run."""
        self._queue.extend(flight.request for flight in self._flights.values())
        self._flights.clear()
        return self._all_given_up(self._parts.halt.reason)

    def _all_given_up(self, reason: str) -> Settled:
        is_left = self._parts.halt.is_left
        answers = tuple(give_up(task, reason, is_left=is_left) for request in self._queue for task in request.tasks)
        self._queue.clear()
        return Settled(answers)


def _holds_docs(request: Request) -> Callable[[Reply], bool]:
    ids = frozenset(chunk_ids(request.tasks))
    return lambda reply: bool(read_docs(reply.text, ids))


def _given_up(request: Request, reason: str, *, is_left: bool = False) -> Settled:
    return Settled(tuple(give_up(task, reason, is_left=is_left) for task in request.tasks))
