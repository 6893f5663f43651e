"""Nobody writes: a run without a key delivers what the cache has and says what it could not do."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from docgen.model import Spending
from docgen.writer.interface import Answer, Assignment, Gate, Unwritten


@dataclass(frozen=True, slots=True)
class AbsentWriter:
    """Leaves every chunk for another run.

    Attributes:
        model: Who would write; what he wrote in other runs is found in the cache.
        prompt_version: With which prompt.
        reason: Why nobody writes.
    """

    model: str
    prompt_version: str
    reason: str

    def write(self, assignments: Iterable[Assignment], gate: Gate) -> Iterator[tuple[Answer, ...]]:  # noqa: ARG002
        """Leave every chunk."""
        for assignment in assignments:
            yield tuple(Unwritten(chunk, self.reason, is_left=True) for chunk in assignment.chunks)

    def estimate(self, assignments: Iterable[Assignment]) -> Spending:  # noqa: ARG002
        """Nothing is spent."""
        return Spending()

    @property
    def spending(self) -> Spending:
        """Nothing was spent."""
        return Spending()

    def stop(self) -> None:
        """Nothing is under way."""
