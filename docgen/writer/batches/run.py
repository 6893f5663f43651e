"""One walk through batches: submits what is worth one, waits with a bound, and settles what has ended.

A doc that does not hold, and a request that came to nothing, are asked about again by an ordinary call: they are few,
and waiting for another batch would cost more of the runner's time than they do. When they are many, they make another
batch.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator

from docgen.errors import FatalWriterError, WriterError
from docgen.journal import Place, Record
from docgen.writer.batches.desk import Job, State
from docgen.writer.batches.parts import BatchParts, counted, leave
from docgen.writer.batches.sending import Sender
from docgen.writer.batches.settling import Settler
from docgen.writer.interface import Answer
from docgen.writer.packing import Request, Task
from docgen.writer.verdicts import Settled, give_up

_log = logging.getLogger(__name__)

_FIRST_POLL = 1.0
_LONGEST_POLL = 60.0
_GROWTH = 1.5
_WAIT_SECONDS = 3_600.0
_WAIT_SECONDS_OF_OTHERS = 300.0
_TELL_EVERY_SECONDS = 30.0


class BatchRun:
    """Walks through batches."""

    def __init__(self, parts: BatchParts) -> None:
        """Work with `parts`."""
        self._parts = parts
        self._jobs: dict[str, Job] = {}
        self._sender = Sender(parts, self._jobs)
        self._settler = Settler(parts)

    def expect(self, bound: Iterable[tuple[Task, Place]]) -> None:
        """Wait for docs that a batch brings which an earlier run has submitted, or another one meanwhile."""
        for task, place in bound:
            job = self._jobs.setdefault(place.batch, Job(Record(place.batch, 0, 0), {}))
            job.tasks.setdefault(place.request, {})[place.chunk] = task

    def answers(self, supply: Iterator[Settled], *, is_batched: bool) -> Iterator[tuple[Answer, ...]]:
        """Yield answers as they arrive, one for each chunk of the supply and of what is expected.

        Args:
            supply: What is in no batch yet, most important first; what is in one is expected as the supply comes to it.
            is_batched: Whether it goes into batches.
        """
        for answers in self._walk(supply, is_batched=is_batched):
            if answers:
                yield answers

    def _walk(self, supply: Iterator[Settled], *, is_batched: bool) -> Iterator[tuple[Answer, ...]]:
        if is_batched:
            for supplied in supply:
                yield supplied.answers
                yield from self._sender.send(supplied.again, is_batched=True)
        else:
            yield from self._parts.ask(supply)
        give_up_at = self._parts.clock() + self._patience(is_batched=is_batched)
        pause, told_at = _FIRST_POLL, self._parts.clock()
        while self._jobs:
            yield from self._visit_all()
            if again := self._settler.take_again():
                yield from self._sender.send(again, is_batched=self._parts.policy.wants_again(len(again)))
                pause = _FIRST_POLL
            elif self._jobs:
                if self._parts.clock() - told_at >= _TELL_EVERY_SECONDS:
                    self._tell()
                    told_at = self._parts.clock()
                if not self._wait(min(pause, give_up_at - self._parts.clock())):
                    break
                pause = min(pause * _GROWTH, _LONGEST_POLL)
            if not self._jobs:
                # What was set aside for the batches may pay for more now.
                yield from self._send_fresh(self._sender.take_unpaid())
        yield from self._leave()

    def _patience(self, *, is_batched: bool) -> float:
        """Seconds to wait: as long as the user allows, else about as long as batches take; less for others' batches."""
        if not is_batched:
            return _WAIT_SECONDS_OF_OTHERS
        return float("inf") if self._parts.has_deadline else _WAIT_SECONDS

    def _wait(self, seconds: float) -> bool:
        """Wait before looking again; `False` when there is no time for it."""
        if seconds <= 0 or not self._parts.halt.may_wait(0):
            return False
        self._parts.halt.sleep(seconds)
        return True

    def _visit_all(self) -> Iterator[tuple[Answer, ...]]:
        """Settle what has ended."""
        for job in tuple(self._jobs.values()):
            state = self._look(job)
            if state is State.WAITING:
                continue
            del self._jobs[job.name]
            if state is State.ENDED:
                _log.info("Batch %s has ended.", job.label)
                yield from self._settler.settle(job)
            elif state is State.LOST:
                yield from self._send_anew(job)
            else:
                _log.warning(
                    "The batch %s cannot be seen with this key. "
                    "Run again with the one that submitted it, or after 26 hours: then its docs are asked for anew.",
                    job.label,
                )
                yield leave(job)
            self._sender.settle(job)

    def _look(self, job: Job) -> State:
        try:
            return self._parts.desk.look(job)
        except FatalWriterError as error:
            self._parts.halt.fail(error)
        except WriterError as error:
            # It may pass; there is time until the wait is over.
            _log.info("The batch %s cannot be looked at: %s", job.label, error.what)
        return State.WAITING

    def _send_anew(self, job: Job) -> Iterator[tuple[Answer, ...]]:
        """Send what is in no batch after all, as what never was."""
        _log.info("Batch %s does not exist: its requests are sent anew.", job.label)
        yield self._settler.free(job)
        yield from self._send_fresh(self._settler.take_again())

    def _send_fresh(self, requests: list[Request]) -> Iterator[tuple[Answer, ...]]:
        symbols = sum(len(request.tasks) for request in requests)
        yield from self._sender.send(requests, is_batched=self._parts.policy.wants(symbols))

    def _tell(self) -> None:
        """Say how far the batches are."""
        for job in self._jobs.values():
            if job.record.batch_id:
                minutes = max(0, int((self._parts.desk.now() - job.record.begun) / 60))
                _log.info("Batch %s: %s in progress, %d min.", job.label, counted(job.processing), minutes)
            else:
                _log.info("Batch %s: looking whether it was created.", job.label)

    def _leave(self) -> Iterator[tuple[Answer, ...]]:
        """Leave what has not ended to the next run."""
        for job in self._jobs.values():
            _log.info("Batch %s has not ended: the next run fetches its docs.", job.label)
            yield leave(job)
        unpaid = (task for request in self._sender.take_unpaid() for task in request.tasks)
        yield tuple(give_up(task, "left: max-cost", is_left=True) for task in unpaid)
