"""Which symbols are to be documented, and what they mean: read file by file, and only the first few trees are held."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from docgen.changes.interface import LeftAlone, Reading, Unreadable
from docgen.errors import SourceError
from docgen.model import Change, Chunk, Failed, Location, Selected, Skipped, Symbol
from docgen.python.chunks import Salt, make_chunk
from docgen.python.module import ParsedFile, parse, parse_file
from docgen.python.outline import outline
from docgen.python.selection import Rules, select, skip_path
from docgen.python.styles import Habits
from docgen.python.symbols import lighten
from docgen.steps.parts import Parts
from docgen.writer.interface import Assignment

_ROOM = 500_000
"""Bytes of source with which no more trees are held until their docs are there: a tree takes some eighty times its
source. A file that is larger is held if it comes early: to compose it takes more."""

_FASTEST = 1
_LEFT_UNREAD = "left: stopped"


@dataclass(frozen=True, slots=True)
class Task:
    """One selected symbol, and what its doc is known by.

    Attributes:
        symbol: The symbol, without the identifiers of its file.
        fingerprint: That of its chunk.
        stale: What its docstring gets wrong.
    """

    symbol: Symbol
    fingerprint: str
    stale: tuple[str, ...]

    @property
    def location(self) -> Location:
        """Where the symbol stands."""
        return self.symbol.location


@dataclass(frozen=True, slots=True)
class KeptFile:
    """What is kept of a file until its docs are there.

    Attributes:
        path: The file.
        tasks: What is to be documented in it, from top to bottom.
        held: The file itself, or its bytes, compressed.
    """

    path: str
    tasks: tuple[Task, ...]
    held: ParsedFile | bytes = field(repr=False)

    def parse(self) -> ParsedFile:
        """Parse it once more where it was let go, but for its symbols, which the tasks have."""
        return parse_file(self.path, zlib.decompress(self.held)) if isinstance(self.held, bytes) else self.held


@dataclass(frozen=True, slots=True)
class Examined:
    """What one file holds.

    Attributes:
        outcomes: What is not to be documented in it and why, or why the file could not be looked at.
        kept: The file, if something is to be documented in it.
        assignment: The same for whoever writes.
        habits: How the file writes its docstrings.
    """

    outcomes: tuple[Skipped | Failed, ...]
    kept: KeptFile | None = None
    assignment: Assignment | None = None
    habits: Habits = field(default_factory=Habits)


@dataclass(slots=True)
class Survey:
    """What was found so far; it grows while files are read.

    Attributes:
        all_files: Number of files that are to be read.
        files: Number of files that were.
        kept: The files in which something is to be documented, in order of their paths.
        outcomes: What became of everything else.
        habits: How the kept files write their docstrings.
        room: Bytes of source until no more trees are held.
    """

    all_files: int = 0
    files: int = 0
    kept: list[KeptFile] = field(default_factory=list)
    outcomes: list[Skipped | Failed] = field(default_factory=list)
    habits: Habits = field(default_factory=Habits)
    room: int = _ROOM

    @property
    def tasks(self) -> list[Task]:
        """All that is to be documented."""
        return [task for file in self.kept for task in file.tasks]

    @property
    def failed(self) -> list[Failed]:
        """The files that could not be looked at."""
        return [outcome for outcome in self.outcomes if isinstance(outcome, Failed)]

    def add(self, examined: Examined) -> None:
        """Note what a file holds."""
        self.files += 1
        self.outcomes += examined.outcomes
        self.habits.add(examined.habits)
        if examined.kept is not None:
            self.kept.append(examined.kept)
            if isinstance(examined.kept.held, ParsedFile):
                self.room -= len(examined.kept.held.content)


def read(parts: Parts, survey: Survey, on_file: Callable[[], object]) -> Iterator[Assignment]:
    """Read what changed, in order of the paths, and yield each file in which something is to be documented.

    Args:
        parts: What to read, and how.
        survey: Where to note what is found.
        on_file: Called after each file.
    """
    changes = _changes(parts, survey)
    survey.all_files = len(changes)
    unread = {change.path: change for change in changes}
    for source in parts.source.read(changes):
        if parts.is_stopped():
            break
        del unread[source.change.path]
        examined = examine(source, parts.rules, parts.salt, survey.room)
        survey.add(examined)
        on_file()
        if examined.assignment is not None:
            yield examined.assignment
    survey.outcomes += [Skipped(Location(path), _LEFT_UNREAD) for path in unread]


def _changes(parts: Parts, survey: Survey) -> list[Change]:
    """List the files to read; why others are not is an outcome."""
    listed = sorted(parts.source.changes(), key=lambda change: change.path)
    reasons = {change.path: skip_path(change.path, parts.rules) for change in listed}
    if parts.shard is not None:
        listed = parts.shard.part(listed, [0 if reasons[change.path] else 1 + change.size for change in listed])
    for change in listed:
        if reason := reasons[change.path]:
            survey.outcomes.append(Skipped(Location(change.path), reason))
    return [change for change in listed if not reasons[change.path]]


def examine(source: Reading, rules: Rules, salt: Salt, room: int) -> Examined:
    """Find what is to be documented in one file, and hold its tree if there is room for it."""
    path = source.change.path
    if isinstance(source, Unreadable):
        return Examined((Failed(Location(path), str(source.error)),))
    if isinstance(source, LeftAlone):
        return Examined((Skipped(Location(path), source.reason),))
    try:
        module = parse(path, source.content)
    except SourceError as error:
        return Examined((Failed(Location(path, error.line), str(error)),))
    selection = select(module, source.change.lines, rules)
    if not selection.selected:
        return Examined(selection.skipped)
    chunks = tuple(make_chunk(module, selected, salt) for selected in selection.selected)
    tasks = tuple(map(_task, selection.selected, chunks))
    held = module if room > 0 else zlib.compress(module.content, _FASTEST)
    return Examined(
        selection.skipped, KeptFile(path, tasks, held), Assignment(path, outline(module), chunks), Habits.of(module)
    )


def _task(selected: Selected, chunk: Chunk) -> Task:
    return Task(lighten(selected.symbol), chunk.fingerprint, selected.stale)
