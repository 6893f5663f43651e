"""Hands requests in as batches, as far as money, the service's limits and the journal allow, else asks at once."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Sequence

from docgen.errors import FatalWriterError, WriterError
from docgen.model import Usage
from docgen.writer.batches.desk import Job, NotKeptError
from docgen.writer.batches.parts import NO_MEMORY, BatchParts, counted
from docgen.writer.batches.service import NotFoundError
from docgen.writer.interface import Answer
from docgen.writer.models import BATCH_SHARE
from docgen.writer.packing import Request
from docgen.writer.service import LimitOutlastsError, TooLargeError
from docgen.writer.verdicts import Settled

_log = logging.getLogger(__name__)

_MOST_REQUESTS = 100_000
# The service takes 256 MB. Less, because what is sent lies in memory more than once while it is.
_MOST_BYTES = 32_000_000

_NO_BATCHES = "The service has no batches. Ordinary calls are made instead."

_Group = list[tuple[Request, Usage]]
"""Requests for one batch, each with what the ledger has set aside for it."""


class Sender:
    """Sends requests on their way."""

    def __init__(self, parts: BatchParts, jobs: dict[str, Job]) -> None:
        """Work with `parts`, and put batches that were submitted among `jobs`."""
        self._parts = parts
        self._jobs = jobs
        self._unpaid: list[Request] = []
        self._takes_batches = True

    def send(self, requests: Sequence[Request], *, is_batched: bool) -> Iterator[tuple[Answer, ...]]:
        """Submit requests, or have them answered at once; yields what is answered by that."""
        if is_batched and self._takes_batches and not self._parts.halt.is_over:
            for group in self._groups(self._affordable(requests)):
                yield from self._submit(group)
        else:
            yield from self._ask(requests)

    def take_unpaid(self) -> list[Request]:
        """Give out, once, the requests for which there was no money."""
        unpaid, self._unpaid = self._unpaid, []
        return unpaid

    def settle(self, job: Job) -> None:
        """Give back what was set aside for a batch."""
        self._release(job.reserved)

    def _ask(self, requests: Sequence[Request]) -> Iterator[tuple[Answer, ...]]:
        return self._parts.ask(iter([Settled(again=tuple(requests))]))

    def _affordable(self, requests: Sequence[Request]) -> Iterator[tuple[Request, Usage]]:
        """Yield requests as long as there is money, with what is set aside for each."""
        for index, request in enumerate(requests):
            most = self._parts.desk.asker.most(request)
            if not self._parts.ledger.reserve(most, BATCH_SHARE):
                self._unpaid.extend(requests[index:])
                return
            yield request, most

    def _groups(self, requests: Iterator[tuple[Request, Usage]]) -> Iterator[_Group]:
        """Cut requests into batches that the service takes."""
        group: _Group = []
        size = 0
        for request, most in requests:
            more = self._parts.desk.asker.size(request)
            if group and (len(group) == _MOST_REQUESTS or size + more > _MOST_BYTES):
                yield group
                group, size = [], 0
            group.append((request, most))
            size += more
        if group:
            yield group

    def _submit(self, group: _Group) -> Iterator[tuple[Answer, ...]]:
        requests, reserved = [request for request, _ in group], tuple(most for _, most in group)
        if not self._takes_batches:
            self._release(reserved)
            yield from self._ask(requests)
            return
        try:
            job, lost = self._parts.desk.submit(requests)
        except TooLargeError as error:
            yield from self._submit_halves(group, error)
        except WriterError as error:
            self._release(reserved)
            yield from self._refused(requests, error)
        else:
            job.reserved = reserved
            self._jobs[job.name] = job
            what = f"{counted(len(job.tasks))} submitted at half the price"
            _log.info("Batch %s: %s. Most batches end within an hour, all within a day.", job.label, what)
            if lost:
                yield from self._ask(lost)

    def _submit_halves(self, group: _Group, error: TooLargeError) -> Iterator[tuple[Answer, ...]]:
        middle = len(group) // 2
        if middle:
            yield from self._submit(group[:middle])
            yield from self._submit(group[middle:])
        else:
            self._release(most for _, most in group)
            yield from self._refused([request for request, _ in group], error)

    def _refused(self, requests: Sequence[Request], error: WriterError) -> Iterator[tuple[Answer, ...]]:
        """Do without a batch that was not taken, in the way that its refusal allows."""
        halt = self._parts.halt
        if isinstance(error, NotKeptError | NotFoundError):
            self._takes_batches = False
            _log.warning("%s", NO_MEMORY if isinstance(error, NotKeptError) else _NO_BATCHES)
        elif isinstance(error, LimitOutlastsError):
            _log.warning("%s", error)
            halt.leave("left: rate-limit")
        elif isinstance(error, FatalWriterError):
            halt.fail(error)
        elif not isinstance(error, TooLargeError):
            for request in requests:
                yield self._parts.judge.lost(request, str(error)).answers
            return
        # Answers them, too, when the run is over.
        yield from self._ask(requests)

    def _release(self, reserved: Iterable[Usage]) -> None:
        for most in reserved:
            self._parts.ledger.release(most, BATCH_SHARE)
