"""Submits batches, looks after them and reads their results, each step so that a run may die before or after it.

What is about to be submitted is in the journal before it is sent. So a batch whose id nobody has heard is known by its
name: it is looked for among the batches that the service lists, by the time and the number of its requests, and then by
the custom ids of its results. Only when there is none, long after it must have been there, is it taken for never sent.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum, auto

from docgen.errors import WriterError
from docgen.journal import Journal, Place, Record
from docgen.model import Usage
from docgen.writer.asking import Asker
from docgen.writer.batches.service import BatchService, NotFoundError, Result, Status
from docgen.writer.calls import Persistence
from docgen.writer.packing import Request, Task
from docgen.writer.prompt import chunk_ids
from docgen.writer.service import LimitOutlastsError, TransientError

_LOOK_BACK_SECONDS = 1_800
"""How much older than the last attempt to submit it a batch may be: earlier attempts, and clocks that are apart."""

_LOOK_AHEAD_SECONDS = 600
"""How much younger it may be."""

_GRACE_SECONDS = 300
"""After so long an attempt to submit has ended in one way or the other."""

_LOST_AFTER_SECONDS = 26 * 60 * 60
"""After so long even a batch that used up its day has ended."""

_PAUSE_BEFORE_LOOKING = 20.0
"""Seconds that a batch whose creation was not answered well is given to appear in the list."""


class State(Enum):
    """How a batch stands.

    Attributes:
        WAITING: It has not ended, or it is not yet known whether it was created.
        ENDED: Its results are there.
        FOREIGN: It cannot be seen: it may belong to another workspace than the key, or its record cannot be read.
        LOST: It was never created, or nobody can fetch its results any more.
    """

    WAITING = auto()
    ENDED = auto()
    FOREIGN = auto()
    LOST = auto()


class NotKeptError(WriterError):
    """The batch could not be written down, so it was not submitted."""


@dataclass(slots=True)
class Job:
    """A batch whose results this run wants.

    Attributes:
        record: What the journal knows of it.
        tasks: What is wanted of it, by number of the request and id of the chunk.
        reserved: What the ledger has set aside for it, one for each request.
        processing: How many requests are not done, as far as is known.
        refuted: Ids of batches that turned out to be somebody else's.
    """

    record: Record
    tasks: dict[int, dict[str, Task]]
    reserved: tuple[Usage, ...] = ()
    processing: int = 0
    refuted: set[str] = field(default_factory=set)

    @property
    def name(self) -> str:
        """Our own name for it."""
        return self.record.name

    @property
    def label(self) -> str:
        """How people are told of it."""
        return self.record.batch_id or f"named {self.name}"

    @property
    def fingerprints(self) -> frozenset[str]:
        """Of what is wanted."""
        return frozenset(task.chunk.fingerprint for tasks in self.tasks.values() for task in tasks.values())

    def is_named_by(self, result: Result) -> bool:
        """Whether the result is one of this batch."""
        return result.custom_id.startswith(f"{self.name}-")


@dataclass(frozen=True, slots=True)
class Desk:
    """Where batches are handed in and their results are picked up.

    Attributes:
        service: Who answers.
        journal: What outlives the run.
        asker: Makes asks of requests.
        persistence: How often and how long to try again.
        now: Seconds since the epoch.
    """

    service: BatchService
    journal: Journal
    asker: Asker
    persistence: Persistence
    now: Callable[[], float]

    def submit(self, requests: Sequence[Request]) -> tuple[Job, tuple[Request, ...]]:
        """Submit a batch.

        Returns:
            The batch, whose id may not be known yet, and the requests that are not in it, their leases being lost.

        Raises:
            NotKeptError: It could not be written down.
            TooLargeError: Fewer requests may be taken.
            NotFoundError: The service has no batches.
            LimitOutlastsError: The service tells to wait longer than a run may.
            WriterError: The service does not take it, and would not take it again.
        """
        name = secrets.token_hex(8)
        # All that takes time comes first: what dies between record and submission holds its chunks back for a while.
        create = self._prepare(name, dict(enumerate(requests)))
        job, lost = self._begin(name, requests)
        if lost:
            create = self._prepare(name, {number: requests[number] for number in job.tasks})
        try:
            batch_id = self.persistence.persist(self._attempts(job, create), least_pause=_PAUSE_BEFORE_LOOKING)
        except TransientError:
            return job, lost
        except LimitOutlastsError:
            # It may have been created before, and its answer lost.
            raise
        except WriterError:
            self.journal.take_back(job.fingerprints, job.name)
            raise
        if batch_id:
            self._adopt(job, batch_id)
        return job, lost

    def _attempts(self, job: Job, create: Callable[[], Status]) -> Callable[[], str]:
        """Make what submits at each call, and from the second on looks first: the batch's id, empty if it is there."""
        is_again = False

        def attempt() -> str:
            nonlocal is_again
            if is_again:
                if self._candidates(job):
                    return ""
                self._write(job, replace(job.record, begun=int(self.now())))
            is_again = True
            return create().id

        return attempt

    def look(self, job: Job) -> State:
        """See how a batch stands.

        Raises:
            WriterError: The service does not tell.
        """
        if not job.record.batch_id and (state := self._identify(job)) is not None:
            return state
        try:
            status = self.persistence.persist(lambda: self.service.retrieve(job.record.batch_id))
        except NotFoundError:
            return State.LOST if self._age(job) > _LOST_AFTER_SECONDS else State.FOREIGN
        job.processing = status.processing
        job.record = replace(job.record, requests=status.requests)
        return State.ENDED if status.has_ended else State.WAITING

    def results(self, job: Job) -> Iterator[Result]:
        """All results of a batch that has ended, each once, however often the connection breaks.

        Raises:
            WriterError: They do not come, or not all of them.
        """
        reader = _Reader(self.service, job)
        while (result := self.persistence.persist(reader.next)) is not None:
            yield result

    def _prepare(self, name: str, requests: Mapping[int, Request]) -> Callable[[], Status]:
        asks = [(f"{name}-{number}", self.asker.ask(request)) for number, request in requests.items()]
        return self.service.prepare(asks)

    def _write(self, job: Job, record: Record) -> None:
        """Write down what has changed of a batch whose places are bound."""
        self.journal.begin(record, {})
        job.record = record

    def _begin(self, name: str, requests: Sequence[Request]) -> tuple[Job, tuple[Request, ...]]:
        record = Record(name, int(self.now()), len(requests))
        tasks = {number: dict(chunk_ids(request.tasks)) for number, request in enumerate(requests)}
        places = {
            task.chunk.fingerprint: Place(record.name, number, chunk)
            for number, chunks in tasks.items()
            for chunk, task in chunks.items()
        }
        bound = self.journal.begin(record, places)
        kept = {number: chunks for number, chunks in tasks.items() if _are_bound(chunks, bound)}
        if not kept:
            self.journal.take_back(bound, record.name)
            raise NotKeptError("The batch could not be written down.")
        lost = tuple(request for number, request in enumerate(requests) if number not in kept)
        job = Job(record, kept)
        if lost:
            self.journal.take_back(bound - job.fingerprints, name)
            # By the number of its requests a batch is looked for.
            self._write(job, replace(record, requests=len(kept)))
        return job, lost

    def _identify(self, job: Job) -> State | None:
        """Find the id of a batch; `None` when it is known now."""
        # The run that submits it may be at it just now, in another process.
        known = self.journal.find(job.name)
        job.record = known or job.record
        if job.record.batch_id:
            return None
        if not job.record.begun:
            # Nothing is known of it, and to ask again could mean to pay again.
            return State.FOREIGN
        candidates = self._candidates(job)
        for status in candidates:
            if status.has_ended:
                if self._is_ours(job, status):
                    self._adopt(job, status.id)
                    return None
                job.refuted.add(status.id)
        is_pending = any(not status.has_ended for status in candidates)
        return State.WAITING if is_pending or self._age(job) <= _GRACE_SECONDS else State.LOST

    def _candidates(self, job: Job) -> list[Status]:
        """Batches that may be this one by their time and size."""
        record = job.record
        recent = self.persistence.persist(lambda: self.service.recent(record.begun - _LOOK_BACK_SECONDS))
        latest = record.begun + _LOOK_AHEAD_SECONDS
        return [
            status
            for status in recent
            if status.requests == record.requests and status.created <= latest and status.id not in job.refuted
        ]

    def _is_ours(self, job: Job, status: Status) -> bool:
        first = self.persistence.persist(lambda: next(iter(self.service.results(status.id)), None))
        return first is not None and job.is_named_by(first)

    def _adopt(self, job: Job, batch_id: str) -> None:
        self.journal.confirm(job.name, batch_id)
        job.record = replace(job.record, batch_id=batch_id)

    def _age(self, job: Job) -> float:
        return self.now() - job.record.begun


@dataclass(slots=True)
class _Reader:
    """Reads results in one go, or in several when the connection breaks."""

    service: BatchService
    job: Job
    seen: set[str] = field(default_factory=set)
    stream: Iterator[Result] | None = None

    def next(self) -> Result | None:
        """The next result that was not read before; `None` after the last."""
        try:
            self.stream = self.stream or self.service.results(self.job.record.batch_id)
            for result in self.stream:
                if result.custom_id not in self.seen:
                    self.seen.add(result.custom_id)
                    return result
            if len(self.seen) < self.job.record.requests:
                what = "The results of the batch broke off."
                raise TransientError(what)
        except WriterError:
            self.stream = None
            raise
        return None


def number_of(result: Result) -> int:
    """The number of the request within its batch; -1 when the custom id is not one of ours."""
    digits = result.custom_id.rpartition("-")[2]
    return int(digits) if digits.isdecimal() else -1


def _are_bound(chunks: Mapping[str, Task], bound: frozenset[str]) -> bool:
    return all(task.chunk.fingerprint in bound for task in chunks.values())
