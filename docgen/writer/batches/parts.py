"""What a walk through batches works with, and what people are told on the way."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from docgen.writer.batches.desk import Desk, Job
from docgen.writer.batches.policy import Policy
from docgen.writer.halt import Halt
from docgen.writer.interface import Answer
from docgen.writer.ledger import Ledger
from docgen.writer.models import Model
from docgen.writer.verdicts import Judge, Settled, give_up

NO_MEMORY = (
    "No batch is submitted, because there is no cache that remembers its id, and a batch that is forgotten is paid for "
    "twice. Ordinary calls are made instead."
)
"""What is told when the user wants batches and cannot have them."""

_LEFT = "left: in a batch"


@dataclass(frozen=True, slots=True)
class BatchParts:
    """What a walk works with.

    Attributes:
        desk: Submits batches and reads results.
        policy: When to submit one.
        ask: Has what it is supplied with answered by ordinary calls.
        judge: Judges replies.
        ledger: Counts what is spent.
        halt: Says whether to go on, and waits.
        model: Whose prices count.
        has_deadline: Whether the user has said when the run is out of time.
        clock: Tells the time in seconds.
    """

    desk: Desk
    policy: Policy
    ask: Callable[[Iterator[Settled]], Iterator[tuple[Answer, ...]]]
    judge: Judge
    ledger: Ledger
    halt: Halt
    model: Model
    has_deadline: bool
    clock: Callable[[], float]


def leave(job: Job) -> tuple[Answer, ...]:
    """Leave what is wanted of a batch to a later run, which will fetch it."""
    return tuple(give_up(task, _LEFT, is_left=True) for tasks in job.tasks.values() for task in tasks.values())


def counted(requests: int) -> str:
    """How many requests, as people read it."""
    return "1 request" if requests == 1 else f"{requests:,} requests"
