"""Packs chunks into requests: few, bounded, and of equal weight, so that threads finish together."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from docgen.model import Chunk, Doc
from docgen.writer.condense import condense
from docgen.writer.context import Callees
from docgen.writer.interface import Assignment
from docgen.writer.ledger import NOTHING, Share
from docgen.writer.sizes import count_tokens, doc_tokens


@dataclass(frozen=True, slots=True)
class Task:
    """One chunk to be written about, and what became of earlier tries.

    Attributes:
        chunk: The chunk.
        path: Its file.
        outline: The file's outline.
        callees: Headers of what the chunk uses of other files that are asked about.
        source: What is sent of the chunk: all of it, or a condensed form.
        rounds: Replies so far that should have held its doc.
        rejected: A doc that the gate did not accept; `None` when there is none.
        problems: What the gate said of it.
        fallback: What the gate left of it; `None` when nothing.
        share: What earlier replies cost for it.
    """

    chunk: Chunk
    path: str
    outline: str
    source: str
    callees: tuple[str, ...] = ()
    rounds: int = 0
    rejected: Doc | None = None
    problems: tuple[str, ...] = ()
    fallback: Doc | None = None
    share: Share = NOTHING

    @property
    def lines(self) -> int:
        """Lines of source that are sent."""
        return self.source.count("\n") + 1

    @property
    def output_tokens(self) -> int:
        """Tokens that its doc is expected to have."""
        return doc_tokens(self.chunk.symbol)

    def again(self) -> Task:
        """The task after a reply that did not settle it."""
        return replace(self, rounds=self.rounds + 1)

    def shortened(self) -> Task | None:
        """The task with a quarter of its source left out; `None` when there is nothing left to leave out."""
        shorter = condense(self.source, self.lines * 3 // 4, len(self.source) * 3 // 4)
        return replace(self, source=shorter) if len(shorter) < len(self.source) else None


@dataclass(frozen=True, slots=True)
class Request:
    """Tasks that are sent together."""

    tasks: tuple[Task, ...]

    @property
    def output_tokens(self) -> int:
        """Tokens that the reply is expected to have."""
        return sum(task.output_tokens for task in self.tasks)

    def halves(self) -> tuple[Request, ...]:
        """The request in two of about the same number of tasks; itself when it has but one."""
        middle = (len(self.tasks) + 1) // 2
        return tuple(Request(part) for part in (self.tasks[:middle], self.tasks[middle:]) if part)


@dataclass(frozen=True, slots=True)
class Limits:
    """How large a request may become.

    Attributes:
        lines: Most lines of source.
        input_tokens: Most tokens of source.
        output_tokens: Most expected tokens of the reply: keeps it far from being cut, and a lost one cheap.
        least_output_tokens: Least that is worth a request of its own, for each repeats prompt and outline.
        workers: Requests that may be under way at the same time.
    """

    lines: int
    workers: int
    input_tokens: int = 60_000
    output_tokens: int = 1_500
    least_output_tokens: int = 500


def make_tasks(assignments: Sequence[Assignment], limits: Limits) -> tuple[Task, ...]:
    """One task for each chunk in order of importance: public before private, files with complex code first.

    Chunks of a file stay together in the order in which the file has them.
    """
    callees = Callees({assignment.path: assignment.outline for assignment in assignments})
    tasks = [
        Task(
            chunk,
            assignment.path,
            assignment.outline,
            _bounded(chunk.source, limits),
            callees.of(assignment.path, chunk.source),
        )
        for assignment in assignments
        for chunk in assignment.chunks
    ]
    weights: dict[tuple[bool, str], int] = {}
    for task in tasks:
        tier = (task.chunk.symbol.is_public, task.path)
        weights[tier] = max(weights.get(tier, 0), task.chunk.symbol.facts.complexity)

    def importance(task: Task) -> tuple[bool, int, str]:
        is_public = task.chunk.symbol.is_public
        return not is_public, -weights[is_public, task.path], task.path

    return tuple(sorted(tasks, key=importance))


def gather(assignments: Iterable[Assignment], output_tokens: int | None) -> Iterator[list[Assignment]]:
    """Take assignments until so many tokens of docs are expected of them, then the next; all together if `None`."""
    window: list[Assignment] = []
    expected = 0
    for assignment in assignments:
        window.append(assignment)
        expected += sum(doc_tokens(chunk.symbol) for chunk in assignment.chunks)
        if output_tokens is not None and expected >= output_tokens:
            yield window
            window, expected = [], 0
    if window:
        yield window


def choose(tasks: Sequence[Task], count: int) -> tuple[tuple[Task, ...], tuple[Task, ...]]:
    """Split tasks into the `count` most important ones, complex before simple, and the others; order is kept."""
    ranked = sorted(tasks, key=lambda task: (not task.chunk.symbol.is_public, -task.chunk.symbol.facts.complexity))
    chosen = {id(task) for task in ranked[:count]}
    taken = tuple(task for task in tasks if id(task) in chosen)
    return taken, tuple(task for task in tasks if id(task) not in chosen)


def pack(tasks: Sequence[Task], limits: Limits) -> tuple[Request, ...]:
    """Cut the sequence of tasks into requests of about equal expected output, within all limits.

    Neighbours stay together, so a file's outline is repeated only where a cut goes through the file.
    """
    target = _target(sum(task.output_tokens for task in tasks), limits)
    requests: list[Request] = []
    current: list[Task] = []
    share = passed = 0
    for task in tasks:
        # By its middle, so that errors do not add up in the last request.
        belongs_to = int((passed + task.output_tokens / 2) / target)
        if current and (belongs_to > share or not _fits(task, current, limits)):
            requests.append(Request(tuple(current)))
            current = []
        current.append(task)
        share = belongs_to
        passed += task.output_tokens
    return (*requests, Request(tuple(current))) if current else ()


def _target(output_tokens: int, limits: Limits) -> float:
    """Expected output of each request: equal shares in whole waves of workers, where a share is worth a request."""
    needed = max(1, math.ceil(output_tokens / limits.output_tokens))
    in_waves = math.ceil(needed / limits.workers) * limits.workers
    worthwhile = output_tokens // limits.least_output_tokens
    return max(1, output_tokens) / max(needed, min(in_waves, worthwhile))


def _fits(task: Task, current: Sequence[Task], limits: Limits) -> bool:
    return (
        sum(other.lines for other in current) + task.lines <= limits.lines
        and sum(count_tokens(other.source) for other in (*current, task)) <= limits.input_tokens
    )


def _bounded(source: str, limits: Limits) -> str:
    from_tokens = limits.input_tokens * 3
    if source.count("\n") < limits.lines and len(source) <= from_tokens:
        return source
    return condense(source, limits.lines, from_tokens)
