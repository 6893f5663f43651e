"""The words of docgen as frozen value types, in the order in which data walks through the rooms.

This module imports nothing of ours and knows no vendor: whatever two rooms say to each other is said in these types. It
is long because it is one vocabulary, and nothing in it does anything.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum

_NUMBER = re.compile(r"#\d+")

MAX_SOURCE_BYTES = 3_000_000
"""Larger files are data in Python's clothes: reported, not read, for a tree may take a thousand times its source."""

# -- changes ------------------------------------------------------------------------------------------------------


class ChangeStatus(StrEnum):
    """What happened to a file between base and head."""

    ADDED = "added"
    MODIFIED = "modified"
    RENAMED = "renamed"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class LineRange:
    """Lines `start` to `stop` of a file, 1-based and inclusive.

    An empty range (`stop == start - 1`) marks lines that were deleted just before line `start`.
    """

    start: int
    stop: int


@dataclass(frozen=True, slots=True)
class Change:
    """One changed file: where it is, what happened to it, and which of its lines are new.

    Attributes:
        path: Path in the repository at head, with forward slashes.
        status: What happened to the file.
        blob_sha: Git blob SHA of the content at head; empty for a file that need not be committed.
        lines: Changed line ranges at head; `None` when the whole file counts as changed.
        size: Its size in bytes, where the listing of a whole tree tells.
    """

    path: str
    status: ChangeStatus
    blob_sha: str
    lines: tuple[LineRange, ...] | None = None
    size: int = 0


# -- python -------------------------------------------------------------------------------------------------------


class SymbolKind(StrEnum):
    """What kind of definition a symbol is."""

    MODULE = "module"
    CLASS = "class"
    FUNCTION = "function"
    METHOD = "method"
    PROPERTY = "property"


class ParameterKind(StrEnum):
    """How a parameter takes its argument, as `inspect` names it."""

    POSITIONAL_ONLY = "positional-only"
    POSITIONAL_OR_KEYWORD = "positional-or-keyword"
    VAR_POSITIONAL = "var-positional"
    KEYWORD_ONLY = "keyword-only"
    VAR_KEYWORD = "var-keyword"


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter as written; `annotation` and `default` are source text."""

    name: str
    kind: ParameterKind = ParameterKind.POSITIONAL_OR_KEYWORD
    annotation: str | None = None
    default: str | None = None

    @property
    def display_name(self) -> str:
        """The name with its stars, as docstrings write it: `*args`, `**kwargs`."""
        stars = {ParameterKind.VAR_POSITIONAL: "*", ParameterKind.VAR_KEYWORD: "**"}
        return stars.get(self.kind, "") + self.name


@dataclass(frozen=True, slots=True)
class Signature:
    """How a function, method or class is called.

    Attributes:
        text: One line of source, such as `async def get(self, url: str) -> bytes`.
        parameters: What a caller passes: without the bound `self` or `cls`.
        returns: Return annotation as source text.
    """

    text: str
    parameters: tuple[Parameter, ...] = ()
    returns: str | None = None


@dataclass(frozen=True, slots=True)
class Attribute:
    """An attribute that a class or module defines; `annotation` is source text."""

    name: str
    annotation: str | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """What the AST proves about a symbol's body, for checks that need no model.

    Attributes:
        returns_value: Whether some `return` gives back something other than `None`.
        yields: Whether the function is a generator.
        raises: Names of the exceptions that are raised here and leave the function.
        attributes: Public attributes of a class or module, in order of definition.
        names: Identifiers that text about the symbol may name in backticks.
        complexity: Number of branches plus one: which symbols to explain first.
    """

    returns_value: bool = False
    yields: bool = False
    raises: tuple[str, ...] = ()
    attributes: tuple[Attribute, ...] = ()
    names: frozenset[str] = field(default=frozenset(), repr=False)
    complexity: int = 1


@dataclass(frozen=True, slots=True)
class Symbol:
    """Something that can be documented.

    Attributes:
        path: File that defines it.
        qualified_name: Unique within the file: `Class.method`; a second definition of the same name is
            `Class.method#2`; a module's is its dotted name.
        kind: What kind of definition it is.
        span: Its lines, decorators included.
        signature: How it is called; `None` for modules, properties and classes without a constructor of their own.
        docstring: The existing docstring's value, as the parser reads it; `None` when there is none.
        facts: What the AST proves about it.
        is_public: Whether users of the package are meant to see it.
        decorators: Decorators as source text, without the `@`.
        bases: Base classes as source text.
    """

    path: str
    qualified_name: str
    kind: SymbolKind
    span: LineRange
    signature: Signature | None = None
    docstring: str | None = None
    facts: Facts = Facts()
    is_public: bool = True
    decorators: tuple[str, ...] = ()
    bases: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The last part of the qualified name, as written in the source."""
        return self.qualified_name.rpartition(".")[2].partition("#")[0]

    @property
    def display_name(self) -> str:
        """The qualified name as people write it, which same-named definitions share."""
        return _NUMBER.sub("", self.qualified_name)

    @property
    def location(self) -> Location:
        """Where the symbol stands, for reports and annotations."""
        return Location(self.path, self.span.start, self.qualified_name)


@dataclass(frozen=True, slots=True)
class Location:
    """Where something was found; `qualified_name` is empty when it concerns the whole file."""

    path: str
    line: int = 1
    qualified_name: str = ""

    @property
    def display_name(self) -> str:
        """The symbol's name as people write it, or the file's path."""
        return _NUMBER.sub("", self.qualified_name) or self.path

    def __str__(self) -> str:
        """The location as people and editors write it: `path:line name`."""
        return f"{self.path}:{self.line} {_NUMBER.sub('', self.qualified_name)}".rstrip()


@dataclass(frozen=True, slots=True)
class Selected:
    """A symbol to be documented and why.

    Attributes:
        symbol: The symbol.
        stale: What its existing docstring gets wrong; empty when it has none or when everything is rewritten.
    """

    symbol: Symbol
    stale: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Chunk:
    """The unit that is hashed, cached and written about: one symbol's own source.

    Attributes:
        fingerprint: SHA-256 in hexadecimal over all that the doc depends on: the cache key.
        symbol: The symbol that it is about.
        source: The symbol's source, its documentable children but the constructor elided to their signatures, under the
            header of what encloses it.
    """

    fingerprint: str
    symbol: Symbol
    source: str

    @property
    def lines(self) -> int:
        """Number of source lines that are sent."""
        return self.source.count("\n") + 1


# -- docs ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Field:
    """One described name: a parameter, an exception or an attribute."""

    name: str
    description: str


@dataclass(frozen=True, slots=True)
class Doc:
    """The structured answer for one chunk; every docstring style and Markdown are renderings of it.

    Attributes:
        summary: One sentence.
        description: What the summary leaves out, as paragraphs; often empty.
        params: Parameters worth a word.
        returns: What is returned; empty when nothing is or when the signature says it all.
        yields: What is yielded, for generators.
        raises: Exceptions and when they are raised.
        attributes: Attributes of a class or module worth a word.
        example: Python source that shows a use; often empty.
        is_draft: Whether it was derived offline and wants a person's eye; every rendering says so.
    """

    summary: str
    description: str = ""
    params: tuple[Field, ...] = ()
    returns: str = ""
    yields: str = ""
    raises: tuple[Field, ...] = ()
    attributes: tuple[Field, ...] = ()
    example: str = ""
    is_draft: bool = False


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the truth gate says of a doc.

    Attributes:
        problems: What is wrong, each as a sentence that can be sent back to the model; empty when all holds.
        mended: The doc without what is wrong; `None` when nothing worth publishing is left.
    """

    problems: tuple[str, ...]
    mended: Doc | None

    @property
    def holds(self) -> bool:
        """Whether the doc may be published as it is."""
        return not self.problems


# -- money --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens that were billed, by price class."""

    input_tokens: int = 0
    output_tokens: int = 0
    cache_write_tokens: int = 0
    cache_read_tokens: int = 0

    def __add__(self, other: Usage) -> Usage:
        """Both usages together."""
        return Usage(
            self.input_tokens + other.input_tokens,
            self.output_tokens + other.output_tokens,
            self.cache_write_tokens + other.cache_write_tokens,
            self.cache_read_tokens + other.cache_read_tokens,
        )


@dataclass(frozen=True, slots=True)
class Spending:
    """What a run costs.

    Attributes:
        calls: Requests that were sent to the model, retries included.
        usage: Tokens that were billed.
        cost_usd: US dollars; `None` when the model's price is not known.
        batch_calls: Those of the requests that went in batches, at half the price.
    """

    calls: int = 0
    usage: Usage = Usage()
    cost_usd: float | None = 0.0
    batch_calls: int = 0

    def __add__(self, other: Spending) -> Spending:
        """Both together; the cost is not known when either is not."""
        is_known = self.cost_usd is not None and other.cost_usd is not None
        cost = (self.cost_usd or 0.0) + (other.cost_usd or 0.0) if is_known else None
        batch_calls = self.batch_calls + other.batch_calls
        return Spending(self.calls + other.calls, self.usage + other.usage, cost, batch_calls)


# -- results ------------------------------------------------------------------------------------------------------


class Origin(StrEnum):
    """Where a doc came from."""

    CACHE = "cache"
    FRESH = "fresh"


@dataclass(frozen=True, slots=True)
class Documented:
    """A symbol that has its doc.

    Attributes:
        symbol: The symbol.
        doc: The doc as it passed the truth gate.
        docstring: The doc in the repository's style, without quotes and indentation.
        origin: Whether it was in the cache or paid for in this run.
        stale: What the docstring that it replaces got wrong; empty when there was none.
        fingerprint: The chunk that the doc is about.
    """

    symbol: Symbol
    doc: Doc
    docstring: str
    origin: Origin
    stale: tuple[str, ...] = ()
    fingerprint: str = ""

    @property
    def location(self) -> Location:
        """Where the symbol stands."""
        return self.symbol.location


@dataclass(frozen=True, slots=True)
class Skipped:
    """Something that was left alone on purpose.

    Attributes:
        location: What was skipped.
        reason: Short and stable, so that reports can group by it: `trivial`, `test`, `documented`, `left: max-cost`.
    """

    location: Location
    reason: str


@dataclass(frozen=True, slots=True)
class Failed:
    """Something that could not be done; `error` says what happened and how to fix it."""

    location: Location
    error: str


Outcome = Documented | Skipped | Failed


@dataclass(frozen=True, slots=True)
class Splice:
    """One replacement in a file: `original[start:stop]` becomes `text`; byte offsets, empty range for an insertion."""

    qualified_name: str
    start: int
    stop: int
    text: bytes


@dataclass(frozen=True, slots=True)
class Edit:
    """A file's new bytes with their proof: nothing but docstrings changed.

    Attributes:
        path: The file.
        original: The bytes that the proof was made against.
        content: The bytes after all splices.
        splices: What was put where, in ascending order.
    """

    path: str
    original: bytes = field(repr=False)
    content: bytes = field(repr=False)
    splices: tuple[Splice, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """All that a run did, for people and for machines.

    Attributes:
        outcomes: Exactly one for each symbol that was looked at, and one for each file that could not be.
        files: Number of changed Python files that were read.
        proven: Paths whose edits were proven to change nothing but docstrings.
        spending: What was paid in this run.
        saved_usd: What the docs from the cache had cost when they were written.
        cache_hits: Number of distinct chunks found in the cache.
        cache_misses: Number of distinct chunks that were not.
        seconds: Wall time.
        model: Who wrote the fresh docs.
        head_sha: Commit that was read; empty for a working tree.
        shard: The part of all files that the run was for, such as `2/8`; empty for all.
        notices: What a person should know, each once.
    """

    outcomes: tuple[Outcome, ...] = ()
    files: int = 0
    proven: tuple[str, ...] = ()
    spending: Spending = Spending()
    saved_usd: float = 0.0
    cache_hits: int = 0
    cache_misses: int = 0
    seconds: float = 0.0
    model: str = ""
    head_sha: str = ""
    shard: str = ""
    notices: tuple[str, ...] = ()

    @property
    def documented(self) -> tuple[Documented, ...]:
        """The symbols that have their docs."""
        return tuple(outcome for outcome in self.outcomes if isinstance(outcome, Documented))

    @property
    def skipped(self) -> tuple[Skipped, ...]:
        """What was left alone on purpose."""
        return tuple(outcome for outcome in self.outcomes if isinstance(outcome, Skipped))

    @property
    def failed(self) -> tuple[Failed, ...]:
        """What could not be done."""
        return tuple(outcome for outcome in self.outcomes if isinstance(outcome, Failed))
