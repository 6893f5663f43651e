"""What the writer says to a service of batches and what it hears back, in types that know no vendor."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from docgen.errors import WriterError
from docgen.writer.service import Ask, Reply


@dataclass(frozen=True, slots=True)
class Status:
    """What the service says of a batch.

    Attributes:
        id: The service's id.
        created: When it was created, in seconds since the epoch.
        requests: How many requests it has.
        processing: How many of them are not done, as far as the service tells before all are.
        has_ended: Whether its results are there.
    """

    id: str
    created: float
    requests: int
    processing: int
    has_ended: bool


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one request.

    Attributes:
        custom_id: The name that we gave it.
        outcome: The reply, or why there is none.
    """

    custom_id: str
    outcome: Reply | WriterError


class NotFoundError(WriterError):
    """The service does not know the batch, or has no batches at all."""


class BatchService(Protocol):
    """Answers many requests within a day, at half the price.

    All methods, and what `prepare` returns, raise what `Service.ask` raises, and `NotFoundError`.
    """

    def prepare(self, asks: Sequence[tuple[str, Ask]]) -> Callable[[], Status]:
        """Get ready to submit requests under their custom ids, and give out what does it.

        A submission must not be repeated blindly: a batch may have been created even where it fails in passing.
        """

    def retrieve(self, batch_id: str) -> Status:
        """Look at a batch."""

    def recent(self, since: float) -> Sequence[Status]:
        """All batches created since then, in seconds since the epoch."""

    def results(self, batch_id: str) -> Iterator[Result]:
        """The results of a batch that has ended, in any order, as they come off the wire."""
