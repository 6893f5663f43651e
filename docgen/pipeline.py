"""The story: from changed files to delivered docs, in named steps.

    survey      which symbols are to be documented, and what they mean
    recall      what the cache already knows of them
    commission  what has to be written, stored the moment it arrives
    compose     docs become docstrings, docstrings become proven edits
    report      what happened to every symbol

Knows interfaces and the pure room `python`; the doors hand it the parts.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby

from docgen.cache.flight import Arrived, LeaseKeeper, await_others
from docgen.cache.interface import Cache, Entry
from docgen.changes.interface import ChangeSource, Source, Unreadable
from docgen.errors import ProofError, SourceError
from docgen.model import (
    Chunk,
    Doc,
    Documented,
    Edit,
    Failed,
    Location,
    Origin,
    Outcome,
    Report,
    Selected,
    Skipped,
    Spending,
    Verdict,
)
from docgen.python.check import judge
from docgen.python.chunks import Salt, make_chunk
from docgen.python.module import Module, parse
from docgen.python.outline import outline
from docgen.python.places import indent_of
from docgen.python.selection import Rules, select, skip_path
from docgen.python.splice import splice
from docgen.python.styles import Convention, Style, detect_style, render
from docgen.writer.interface import Assignment, Unwritten, Writer, Written

logger = logging.getLogger(__name__)

_PATIENCE = 300.0
"""Seconds to wait for docs that another run is being paid for, before asking ourselves."""

Progress = Callable[[int, int], None]
"""Called with the number of symbols that are done and the number of all that are to be written."""


@dataclass(frozen=True, slots=True)
class Parts:
    """What the doors built, and what the user wants of it.

    Attributes:
        source: Where code comes from.
        cache: What is known already.
        writer: Who writes what is not.
        rules: Which symbols are to be documented.
        convention: Docstring convention; `None` to detect it.
        language: Natural language of the docs.
        instructions: House rules for the docs.
        clock: Seconds that only go forward.
        sleep: Waits for a number of seconds.
        pyproject: The project's own pyproject.toml, for the style of its docstrings; `None` when it has none.
        progress: Told how far the writing is.
    """

    source: ChangeSource
    cache: Cache
    writer: Writer
    clock: Callable[[], float]
    sleep: Callable[[float], None]
    pyproject: bytes | None = None
    rules: Rules = field(default_factory=Rules)
    convention: Convention | None = None
    language: str = "English"
    instructions: str = ""
    progress: Progress = lambda _done, _total: None

    @property
    def salt(self) -> Salt:
        """What a fingerprint covers beside the code."""
        return Salt(self.writer.model, self.writer.prompt_version, self.language, self.instructions)


@dataclass(frozen=True, slots=True)
class Task:
    """One selected symbol with its chunk."""

    module: Module
    selected: Selected
    chunk: Chunk

    @property
    def location(self) -> Location:
        """Where the symbol stands."""
        return self.selected.symbol.location


@dataclass(frozen=True, slots=True)
class Survey:
    """What is to be documented, and what became of everything else that was looked at."""

    tasks: tuple[Task, ...] = ()
    outcomes: tuple[Skipped | Failed, ...] = ()
    files: int = 0

    @property
    def failed(self) -> tuple[Failed, ...]:
        """The files that could not be looked at."""
        return tuple(outcome for outcome in self.outcomes if isinstance(outcome, Failed))

    def chunks(self) -> dict[str, Chunk]:
        """One chunk for each fingerprint: what means the same is asked about once."""
        return {task.chunk.fingerprint: task.chunk for task in reversed(self.tasks)}


@dataclass(frozen=True, slots=True)
class Plan:
    """What a run would do and what it would cost."""

    survey: Survey
    cache_hits: int
    estimate: Spending


@dataclass(frozen=True, slots=True)
class Docs:
    """What is known of each fingerprint once the writing is done."""

    recalled: Mapping[str, Entry]
    written: Mapping[str, Doc]
    unwritten: Mapping[str, Unwritten]


def document(parts: Parts) -> tuple[Report, tuple[Edit, ...]]:
    """Do the whole job but the delivery: every symbol that was looked at ends as exactly one outcome."""
    started = parts.clock()
    found = survey(parts)
    docs = fetch(parts, found)
    outcomes, edits = compose(found, docs, choose_style(parts, found))
    return Report(
        outcomes=tuple(sorted([*found.outcomes, *outcomes], key=_reading_order)),
        files=found.files,
        proven=tuple(edit.path for edit in edits),
        spending=parts.writer.spending,
        saved_usd=sum(entry.cost_usd or 0.0 for entry in docs.recalled.values()),
        cache_hits=len(docs.recalled),
        cache_misses=len(found.chunks()) - len(docs.recalled),
        seconds=parts.clock() - started,
        model=parts.writer.model,
        head_sha=parts.source.head_sha,
    ), edits


def plan(parts: Parts) -> Plan:
    """Foretell a run: no request is sent and nothing is written."""
    found = survey(parts)
    recalled = recall(parts.cache, found)
    missing = [chunk for key, chunk in found.chunks().items() if key not in recalled]
    return Plan(found, len(recalled), parts.writer.estimate(assign(found, missing)))


# -- survey -------------------------------------------------------------------------------------------------------


def survey(parts: Parts) -> Survey:
    """Read what changed and find what is to be documented."""
    tasks: list[Task] = []
    outcomes: list[Skipped | Failed] = []
    changes = []
    for change in parts.source.changes():
        if reason := skip_path(change.path, parts.rules):
            outcomes.append(Skipped(Location(change.path), reason))
        else:
            changes.append(change)
    for source in parts.source.read(changes):
        found, others = examine(source, parts.rules, parts.salt)
        tasks += found
        outcomes += others
    tasks.sort(key=lambda task: task.location.path)
    return Survey(tuple(tasks), tuple(outcomes), len(changes))


def examine(source: Source | Unreadable, rules: Rules, salt: Salt) -> tuple[list[Task], list[Skipped | Failed]]:
    """Find what is to be documented in one file."""
    if isinstance(source, Unreadable):
        return [], [Failed(Location(source.change.path), str(source.error))]
    try:
        module = parse(source.change.path, source.content)
    except SourceError as error:
        return [], [Failed(Location(source.change.path), str(error))]
    selection = select(module, source.change.lines, rules)
    tasks = [Task(module, selected, make_chunk(module, selected, salt)) for selected in selection.selected]
    return tasks, list(selection.skipped)


# -- docs ---------------------------------------------------------------------------------------------------------


def fetch(parts: Parts, found: Survey) -> Docs:
    """Take from the cache what it has, have the rest written, and wait for what another run is being paid for."""
    recalled = dict(recall(parts.cache, found))
    missing = {key: chunk for key, chunk in found.chunks().items() if key not in recalled}
    ours = parts.cache.claim(missing)
    answers = list(commission(parts, found, [missing[key] for key in missing if key in ours]))
    theirs = missing.keys() - ours
    for event in await_others(parts.cache, theirs, bound=_PATIENCE, clock=parts.clock, sleep=parts.sleep):
        if isinstance(event, Arrived):
            recalled |= event.entries
        else:
            answers += commission(parts, found, [missing[key] for key in missing if key in event.fingerprints])
    return Docs(
        recalled,
        written={answer.chunk.fingerprint: answer.doc for answer in answers if isinstance(answer, Written)},
        unwritten={answer.chunk.fingerprint: answer for answer in answers if isinstance(answer, Unwritten)},
    )


def recall(cache: Cache, found: Survey) -> Mapping[str, Entry]:
    """Look up all chunks at once, leaving out docs that do not hold against the code."""
    chunks = found.chunks()
    entries = cache.lookup(chunks)
    return {key: entry for key, entry in entries.items() if judge(chunks[key].symbol, entry.doc).mended is not None}


def commission(parts: Parts, found: Survey, chunks: Sequence[Chunk]) -> Iterator[Written | Unwritten]:
    """Have chunks written and keep each doc the moment it arrives."""
    done = 0
    with LeaseKeeper(parts.cache, [chunk.fingerprint for chunk in chunks]) as leases:
        for answers in parts.writer.write(assign(found, chunks), judge):
            entries = [_entry(answer, parts.writer) for answer in answers if isinstance(answer, Written)]
            parts.cache.store(entries)
            leases.settle([entry.fingerprint for entry in entries])
            done += len(answers)
            parts.progress(done, len(chunks))
            yield from answers


def assign(found: Survey, chunks: Iterable[Chunk]) -> list[Assignment]:
    """Group chunks by file, each with the file's outline."""
    modules = {task.module.path: task.module for task in found.tasks}
    by_path = groupby(sorted(chunks, key=_path), key=_path)
    return [Assignment(path, outline(modules[path]), tuple(group)) for path, group in by_path]


def _path(chunk: Chunk) -> str:
    return chunk.symbol.path


def _entry(answer: Written, writer: Writer) -> Entry:
    """Dress an answer for the cache."""
    return Entry(
        answer.chunk.fingerprint, answer.doc, writer.model, writer.prompt_version, answer.usage, answer.cost_usd
    )


# -- docstrings ---------------------------------------------------------------------------------------------------


def choose_style(parts: Parts, found: Survey) -> Style:
    """Take the convention that the user wants, or the one that the repository uses."""
    modules = {task.module.path: task.module for task in found.tasks}
    return detect_style(modules.values(), parts.pyproject, parts.convention)


def compose(found: Survey, docs: Docs, style: Style) -> tuple[list[Outcome], tuple[Edit, ...]]:
    """Turn docs into docstrings and docstrings into edits that are proven to change nothing else."""
    outcomes: list[Outcome] = []
    edits: list[Edit] = []
    for _, group in groupby(found.tasks, key=lambda task: task.module.path):
        tasks = list(group)
        settled = [_settle(task, docs, style) for task in tasks]
        documented = [outcome for outcome in settled if isinstance(outcome, Documented)]
        others = [outcome for outcome in settled if not isinstance(outcome, Documented)]
        try:
            edits += _edit(tasks[0].module, documented, style)
        except ProofError as error:
            others += [Failed(outcome.location, str(error)) for outcome in documented]
            documented = []
        outcomes += [*documented, *others]
    return outcomes, tuple(edits)


def _settle(task: Task, docs: Docs, style: Style) -> Outcome:
    """Decide what became of one symbol."""
    key = task.chunk.fingerprint
    symbol = task.selected.symbol
    if key in docs.unwritten:
        answer = docs.unwritten[key]
        return Skipped(task.location, answer.reason) if answer.is_left else Failed(task.location, answer.reason)
    origin, doc = (Origin.CACHE, docs.recalled[key].doc) if key in docs.recalled else (Origin.FRESH, docs.written[key])
    verdict: Verdict = judge(symbol, doc)
    if verdict.mended is None:
        return Failed(task.location, "The doc does not hold against the code: " + " ".join(verdict.problems))
    docstring = render(verdict.mended, symbol, style, indent_of(task.module, symbol.qualified_name))
    return Documented(symbol, verdict.mended, docstring, origin, task.selected.stale)


def _edit(module: Module, documented: Sequence[Documented], style: Style) -> list[Edit]:
    """Make the file's edit, none when nothing in it was documented."""
    if not documented:
        return []
    return [splice(module, {each.symbol.qualified_name: each.docstring for each in documented}, style)]


def _reading_order(outcome: Outcome) -> tuple[str, int, str]:
    """By file, from top to bottom."""
    return outcome.location.path, outcome.location.line, outcome.location.qualified_name


def with_notices(report: Report, notices: Iterable[str]) -> Report:
    """Add what a person should know, each notice once."""
    return replace(report, notices=tuple(dict.fromkeys((*report.notices, *notices))))
