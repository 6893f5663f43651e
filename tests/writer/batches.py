"""Runs of batches for tests: a store that outlives them, a service on loopback, and one clock for both."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from docgen.cache.interface import Cache, Entry
from docgen.cache.lifetime import Lifetime
from docgen.cache.sqlite import SQLiteCache
from docgen.writer.batches.policy import Batch
from docgen.writer.interface import Answer, Assignment, Gate, Written
from docgen.writer.timing import Timing
from docgen.writer.writer import ClaudeOptions, ClaudeWriter
from tests.standins.claude import ClaudeStandin, Fault, LoggedRequest, ManualClock
from tests.writer.samples import make_assignment, open_gate
from tests.writer.writing import KEY


class Died(BaseException):
    """The run was killed here."""


@dataclass
class Scene:
    """What runs share.

    Attributes:
        claude: The service.
        open_cache: Opens the store anew.
        clock: The time on both sides.
        writers: The writers of the runs so far.
    """

    claude: ClaudeStandin
    open_cache: Callable[[], Cache]
    clock: ManualClock
    writers: list[ClaudeWriter] = field(default_factory=list)

    def writer(self, cache: Cache, **options: object) -> ClaudeWriter:
        """A writer whose pauses pass at once."""
        given = {"model": "claude-sonnet-5-5", "api_key": KEY, "base_url": self.claude.url, "batch": Batch.TRUE}
        chosen = ClaudeOptions(**{**given, **options})  # type: ignore[arg-type]
        timing = Timing(self.clock, self.clock.sleep, self.clock, silence=5.0)
        writer = ClaudeWriter(chosen, cache.journal, timing)
        self.writers.append(writer)
        return writer

    def run(
        self,
        assignments: Sequence[Assignment],
        gate: Gate = open_gate,
        meanwhile: Callable[[tuple[Answer, ...]], None] = lambda _answers: None,
        **options: object,
    ) -> list[Answer]:
        """One run, as the pipeline walks: look up, claim, write, store each doc the moment it comes."""
        with closing(self.open_cache()) as cache:
            writer = self.writer(cache, **options)
            answers: list[Answer] = []
            ours = _claim(cache, assignments)
            for arrived in writer.write(ours, gate):
                cache.store([_entry(answer) for answer in arrived if isinstance(answer, Written)])
                answers += arrived
                meanwhile(arrived)
            asked = {chunk.fingerprint for assignment in ours for chunk in assignment.chunks}
            cache.release(asked)
            assert sorted(answer.chunk.fingerprint for answer in answers) == sorted(asked)
            return answers

    def run_two(self, assignments: Sequence[Assignment]) -> tuple[list[Answer], list[Answer]]:
        """One run, and another that does all of its work while the first looks at its batch."""
        second: list[Answer] = []

        def meanwhile(_index: int, request: LoggedRequest) -> Fault | None:
            if request.method == "GET" and not second and not request.path.endswith("/results"):
                self.claude.faults = ()
                second.extend(self.run(assignments))
            return None

        self.claude.faults = meanwhile
        return self.run(assignments), second

    def stored(self, assignments: Iterable[Assignment]) -> int:
        """How many docs the store has."""
        with closing(self.open_cache()) as cache:
            return len(cache.lookup([chunk.fingerprint for each in assignments for chunk in each.chunks]))

    @property
    def created(self) -> int:
        """How many batches were submitted."""
        return len(
            [each for each in self.claude.requests if (each.method, each.path) == ("POST", "/v1/messages/batches")]
        )

    @property
    def single_calls(self) -> int:
        """How many ordinary calls were made."""
        return len([each for each in self.claude.requests if each.path == "/v1/messages"])


def scene_of(claude: ClaudeStandin, path: Path, clock: ManualClock) -> Scene:
    """A scene with a file for a store."""
    return Scene(claude, lambda: SQLiteCache(path, lifetime=Lifetime(doc_seconds=0), clock=clock), clock)


def _claim(cache: Cache, assignments: Sequence[Assignment]) -> list[Assignment]:
    chunks = {chunk.fingerprint: chunk for assignment in assignments for chunk in assignment.chunks}
    missing = chunks.keys() - cache.lookup(chunks).keys()
    ours = cache.claim(missing)
    kept = ((each, [chunk for chunk in each.chunks if chunk.fingerprint in ours]) for each in assignments)
    return [make_assignment(chunks, each.path, each.outline) for each, chunks in kept if chunks]


def _entry(answer: Written) -> Entry:
    return Entry(answer.chunk.fingerprint, answer.doc, usage=answer.usage, cost_usd=answer.cost_usd)
