"""Settles the results of batches as they come off the wire."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping

from docgen.errors import WriterError
from docgen.model import Spending, Usage
from docgen.writer.batches.desk import Job, number_of
from docgen.writer.batches.parts import BatchParts, leave
from docgen.writer.batches.service import Result
from docgen.writer.interface import Answer, Unwritten
from docgen.writer.ledger import add_costs
from docgen.writer.models import BATCH_SHARE
from docgen.writer.packing import Request, Task
from docgen.writer.service import RejectedError, Reply, TooLargeError
from docgen.writer.verdicts import Settled

_log = logging.getLogger(__name__)


class Settler:
    """Makes answers of results."""

    def __init__(self, parts: BatchParts) -> None:
        """Work with `parts`."""
        self._parts = parts
        self._again: list[Request] = []

    def take_again(self) -> list[Request]:
        """Give out, once, what is to be asked about again."""
        again, self._again = self._again, []
        return again

    def settle(self, job: Job) -> Iterator[tuple[Answer, ...]]:
        """Settle a batch that has ended.

        Its cost is counted once all results have been read, by the first run that comes so far: one that dies before
        reports nothing, and of two that read at the same time the second has paid nothing.
        """
        spent = Spending()
        try:
            for result in self._parts.desk.results(job):
                tasks = job.tasks.pop(number_of(result), {}) if job.is_named_by(result) else {}
                cost = self._cost(result)
                spent = _plus(spent, result, cost)
                if tasks:
                    yield self._kept(job, self._settle(tasks, result, cost))
        except WriterError as error:
            _log.warning("The results of the batch %s do not come: %s", job.label, error)
            yield leave(job)
            return
        yield self.free(job)
        if self._parts.desk.journal.account(job.name):
            self._parts.ledger.add(spent)

    def free(self, job: Job) -> tuple[Answer, ...]:
        """Ask again about what is still wanted of a batch that brings nothing more."""
        return self._kept(job, Settled(again=tuple(Request(tuple(tasks.values())) for tasks in job.tasks.values())))

    def _cost(self, result: Result) -> float | None:
        if not isinstance(result.outcome, Reply):
            return 0.0
        cost = self._parts.model.cost(result.outcome.usage)
        return None if cost is None else cost * BATCH_SHARE

    def _settle(self, tasks: Mapping[str, Task], result: Result, cost: float | None) -> Settled:
        outcome, judge = result.outcome, self._parts.judge
        if isinstance(outcome, Reply):
            return judge.settle_chunks(tasks, outcome, cost)
        request = Request(tuple(tasks.values()))
        if isinstance(outcome, TooLargeError):
            return judge.smaller(request, str(outcome))
        if isinstance(outcome, RejectedError):
            return judge.lost(request, str(outcome))
        return judge.once_more(request, str(outcome))

    def _kept(self, job: Job, settled: Settled) -> tuple[Answer, ...]:
        """Take from the batch what it does not bring; what another run is faster to take is left to that run."""
        again = [task for request in settled.again for task in request.tasks]
        failed = [answer.chunk for answer in settled.answers if isinstance(answer, Unwritten)]
        chunks = [*(task.chunk for task in again), *failed]
        if not chunks:
            return settled.answers
        ours = self._parts.desk.journal.take_back([chunk.fingerprint for chunk in chunks], job.name)
        for request in settled.again:
            kept = tuple(task for task in request.tasks if task.chunk.fingerprint in ours)
            self._again += [Request(kept)] if kept else []
        theirs = {task.chunk.fingerprint: task for task in again if task.chunk.fingerprint not in ours}
        return (*settled.answers, *leave(Job(job.record, {0: theirs})))


def _plus(spent: Spending, result: Result, cost: float | None) -> Spending:
    usage = result.outcome.usage if isinstance(result.outcome, Reply) else Usage()
    calls = spent.calls + 1
    return Spending(calls, spent.usage + usage, add_costs(spent.cost_usd, cost), calls)
