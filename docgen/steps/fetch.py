"""Docs for what the survey finds: from the cache, from whoever writes, or from another run that is paying for them.

All three begin while files are still being read. Writers pull what they write about, so no more is read ahead of them
than they ask for.
"""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from docgen.cache.flight import Arrived, LeaseKeeper, Wait, await_others
from docgen.cache.interface import Entry
from docgen.model import Chunk, Doc, Location, Origin
from docgen.python.check import judge
from docgen.steps.parts import Parts, Progress
from docgen.steps.survey import Survey, read
from docgen.writer.interface import Answer, Assignment, Unwritten, Written

_log = logging.getLogger(__name__)

_WINDOW = 500
"""Chunks that are looked up together: several of the largest lookups that DynamoDB takes, at the same time."""

_PATIENCE = 300.0
"""Seconds to wait for docs that another run is being paid for, before asking ourselves."""


@dataclass(frozen=True, slots=True)
class Lack:
    """Why a chunk has no doc, and whether it was never asked about."""

    reason: str
    is_left: bool


@dataclass(slots=True)
class Docs:
    """What is known by fingerprint.

    Attributes:
        found: Docs, with where they came from.
        mended: What the gate left of docs from the cache, by where the symbol stands that each was held against.
        lacking: Why others have none.
        hits: Number of docs from the cache.
        saved_usd: What those had cost.
        paid: Fingerprints whose docs were put into the cache by shards of this very run.
    """

    found: dict[str, tuple[Doc, Origin]] = field(default_factory=dict)
    mended: dict[Location, Doc] = field(default_factory=dict)
    lacking: dict[str, Lack] = field(default_factory=dict)
    hits: int = 0
    saved_usd: float = 0.0
    paid: frozenset[str] = frozenset()

    @property
    def done(self) -> int:
        """Number of fingerprints that nothing more will happen to."""
        return len(self.found) + len(self.lacking)

    def recall(self, entry: Entry, location: Location, mended: Doc) -> None:
        """Note what the cache had, and what of it holds for the symbol at a location."""
        self.mended[location] = mended
        is_ours = entry.fingerprint in self.paid
        self.found[entry.fingerprint] = entry.doc, Origin.FRESH if is_ours else Origin.CACHE
        if not is_ours:
            self.hits += 1
            self.saved_usd += entry.cost_usd or 0.0

    def note(self, answers: Iterable[Answer]) -> None:
        """Note what came of the writing."""
        for answer in answers:
            match answer:
                case Written(chunk, doc):
                    self.found[chunk.fingerprint] = doc, Origin.FRESH
                case Unwritten(chunk, reason, is_left):
                    self.lacking[chunk.fingerprint] = Lack(reason, is_left)


class Fetch:
    """Brings the docs of one run together."""

    def __init__(self, parts: Parts) -> None:
        self.survey = Survey()
        self.docs = Docs(paid=parts.shard_work.paid)
        self._parts = parts
        self._seen: set[str] = set()
        self._refused: set[str] = set()
        self._theirs: list[Assignment] = []

    @property
    def misses(self) -> int:
        """Number of distinct chunks that the cache did not have."""
        return len(self._seen) - self.docs.hits

    @property
    def progress(self) -> Progress:
        """How far it is."""
        survey, spent = self.survey, self._parts.writer.spending.cost_usd
        return Progress(survey.files, survey.all_files, self.docs.done, len(self._seen), spent)

    def run(self) -> None:
        """Take from the cache what it has, have the rest written, and wait for what another run is being paid for."""
        with LeaseKeeper(self._parts.cache) as leases:
            self._commission(self._claimed(leases), leases)
        self._await_others()

    def missing(self) -> Iterator[list[Assignment]]:
        """Read and look up, and yield what the cache does not have: each chunk once, whatever means the same."""
        for window in _windows(read(self._parts, self.survey, self._tell)):
            new = [_only(assignment, self._unseen(assignment)) for assignment in window]
            chunks = {chunk.fingerprint: chunk for assignment in new for chunk in assignment.chunks}
            self._recall(self._parts.cache.lookup(chunks), chunks)
            yield _cut(new, chunks.keys() - self.docs.found.keys())

    def _recall(self, entries: Mapping[str, Entry], chunks: Mapping[str, Chunk]) -> None:
        """Take the docs that hold against the code here: one may name what is only where it was written."""
        for key, entry in entries.items():
            symbol = chunks[key].symbol
            mended = judge(symbol, entry.doc).mended
            if mended is None:
                self._refused.add(key)
            else:
                self.docs.recall(entry, symbol.location, mended)
        self._tell()

    def _unseen(self, assignment: Assignment) -> set[str]:
        """Pick the fingerprints that come up for the first time."""
        new = {chunk.fingerprint for chunk in assignment.chunks} - self._seen
        self._seen |= new
        return new

    def _claimed(self, leases: LeaseKeeper) -> Iterator[Assignment]:
        """Yield what this run is to pay for, and remember what others do."""
        for window in self.missing():
            keys = {chunk.fingerprint for assignment in window for chunk in assignment.chunks}
            # What is there but was refused could not be claimed, and nobody else is being paid for it.
            claimed = self._parts.cache.claim(keys - self._refused)
            leases.hold(claimed)
            ours = claimed | (keys & self._refused)
            self._theirs += _cut(window, keys - ours)
            yield from _cut(window, ours)

    def _commission(self, assignments: Iterable[Assignment], leases: LeaseKeeper) -> None:
        """Have chunks written and keep each doc the moment it arrives."""
        for answers in self._parts.writer.write(assignments, judge):
            entries = [self._entry(answer) for answer in answers if isinstance(answer, Written)]
            self._parts.cache.store(entries)
            leases.settle([entry.fingerprint for entry in entries])
            leases.give_up([answer.chunk.fingerprint for answer in answers if isinstance(answer, Unwritten)])
            self.docs.note(answers)
            self._tell()

    def _await_others(self) -> None:
        """Take the docs that other runs pay for, and have those written that they do not bring."""
        parts = self._parts
        chunks = {chunk.fingerprint: chunk for assignment in self._theirs for chunk in assignment.chunks}
        if chunks:
            _log.info("Waiting for %d docs that another run is paying for.", len(chunks))
        wait = Wait(_PATIENCE, parts.clock, parts.sleep, parts.is_stopped)
        for event in await_others(parts.cache, chunks, wait):
            left: Collection[str]
            if isinstance(event, Arrived):
                self._recall(event.entries, chunks)
                left = event.entries.keys() & self._refused
            else:
                left = event.fingerprints
            if left:
                with LeaseKeeper(parts.cache) as leases:
                    leases.hold(left)
                    self._commission(_cut(self._theirs, left), leases)

    def _entry(self, answer: Written) -> Entry:
        """Dress an answer for the cache."""
        writer = self._parts.writer
        return Entry(
            answer.chunk.fingerprint, answer.doc, writer.model, writer.prompt_version, answer.usage, answer.cost_usd
        )

    def _tell(self) -> None:
        """Say how far the run is."""
        self._parts.progress(self.progress)


def _windows(assignments: Iterable[Assignment]) -> Iterator[list[Assignment]]:
    """Gather files until there are enough chunks to be worth a lookup."""
    window: list[Assignment] = []
    size = 0
    for assignment in assignments:
        window.append(assignment)
        size += len(assignment.chunks)
        if size >= _WINDOW:
            yield window
            window, size = [], 0
    if window:
        yield window


def _cut(assignments: Iterable[Assignment], fingerprints: Collection[str]) -> list[Assignment]:
    """Keep only some chunks, and only files that have some."""
    cut = (_only(assignment, fingerprints) for assignment in assignments)
    return [assignment for assignment in cut if assignment.chunks]


def _only(assignment: Assignment, fingerprints: Collection[str]) -> Assignment:
    """Keep some chunks of a file, one for each fingerprint."""
    chunks: dict[str, Chunk] = {}
    for chunk in assignment.chunks:
        if chunk.fingerprint in fingerprints:
            chunks.setdefault(chunk.fingerprint, chunk)
    return replace(assignment, chunks=tuple(chunks.values()))
