"""What the pipeline asks of whoever writes docs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol

from docgen.model import Chunk, Doc, Spending, Symbol, Usage, Verdict

Gate = Callable[[Symbol, Doc], Verdict]
"""The truth gate: holds a doc against its symbol's code."""


@dataclass(frozen=True, slots=True)
class Assignment:
    """The chunks of one file that nobody has written about yet.

    Attributes:
        path: The file.
        outline: The file's imports, class headers and signatures: context for all its chunks.
        chunks: What to write about.
    """

    path: str
    outline: str
    chunks: tuple[Chunk, ...]


@dataclass(frozen=True, slots=True)
class Written:
    """A doc that passed the gate, with its share of what its request cost."""

    chunk: Chunk
    doc: Doc
    usage: Usage = Usage()
    cost_usd: float | None = None


@dataclass(frozen=True, slots=True)
class Unwritten:
    """A chunk without a doc.

    Attributes:
        chunk: The chunk.
        reason: What happened and how to fix it, or which bound was reached.
        is_left: Whether it was never asked about because a bound was reached: the next run goes on from there.
    """

    chunk: Chunk
    reason: str
    is_left: bool = False


Answer = Written | Unwritten


class Writer(Protocol):
    """Writes docs for chunks; `model` and `prompt_version` are part of every fingerprint."""

    @property
    def model(self) -> str:
        """Who writes, such as `claude-sonnet-5-5` or `draft`."""

    @property
    def prompt_version(self) -> str:
        """Changes when the same code would be asked about in other words."""

    def write(self, assignments: Iterable[Assignment], gate: Gate) -> Iterator[tuple[Answer, ...]]:
        """Yield answers the moment they arrive, exactly one for each chunk.

        Assignments are taken in the calling thread, as there is need of them; all before the first is written about
        where a bound makes it matter which are the most important. What befalls a chunk is an `Unwritten`, never an
        exception.
        """

    def estimate(self, assignments: Iterable[Assignment]) -> Spending:
        """Foretell what `write` would cost, without a key and without a network."""

    @property
    def spending(self) -> Spending:
        """What was billed so far, failed and repaired requests included."""

    def stop(self) -> None:
        """Send no further request; what is under way may still arrive. May be called from a signal handler."""
