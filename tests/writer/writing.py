"""A writer for tests, and what is asked of it: exactly one answer for each chunk."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import chain

from docgen.writer.interface import Answer, Assignment, Gate
from docgen.writer.timing import Timing
from docgen.writer.writer import ClaudeOptions, ClaudeWriter
from tests.writer.clocks import FastClock
from tests.writer.samples import open_gate

KEY = "sk-ant-api03-test-key-of-nobody"


def make_writer(url: str, **options: object) -> ClaudeWriter:
    """A writer for whom pauses pass in no time."""
    chosen = ClaudeOptions(**{"model": "claude-sonnet-5-5", "api_key": KEY, "base_url": url, **options})  # type: ignore[arg-type]
    clock = FastClock()
    return ClaudeWriter(chosen, timing=Timing(clock, clock.sleep, silence=5.0))


def write(writer: ClaudeWriter, assignments: Sequence[Assignment], gate: Gate = open_gate) -> list[Answer]:
    """Write it all, and hold the answers against what was asked."""
    answers = list(chain.from_iterable(writer.write(assignments, gate)))
    asked = Counter(id(chunk) for assignment in assignments for chunk in assignment.chunks)
    assert Counter(id(answer.chunk) for answer in answers) == asked, "exactly one answer for each chunk"
    return answers


def names(answers: Iterable[Answer]) -> set[str]:
    return {answer.chunk.symbol.name for answer in answers}
