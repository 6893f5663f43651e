"""What the doors hand to the pipeline, and what it tells them on the way."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from docgen.cache.interface import Cache
from docgen.changes.interface import ChangeSource
from docgen.python.chunks import Salt
from docgen.python.selection import Rules
from docgen.python.styles import Convention
from docgen.steps.shard import Shard, ShardWork
from docgen.writer.interface import Writer


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run is; while files are being read, the number of symbols still grows.

    Attributes:
        files: Files that were read.
        all_files: Files that are to be read.
        done: Distinct symbols whose docs are there, or will not come.
        symbols: Distinct symbols that were found so far.
        cost_usd: US dollars spent so far; `None` when the model's price is not known.
        composed: Files whose docs were turned into edits.
        all_composed: Files whose docs are to be.
    """

    files: int = 0
    all_files: int = 0
    done: int = 0
    symbols: int = 0
    cost_usd: float | None = 0.0
    composed: int = 0
    all_composed: int = 0

    @property
    def expected(self) -> int:
        """How many symbols there will be, if the files that are to come are like those that were read."""
        return self.symbols * self.all_files // self.files if self.files else 0


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
        progress: Told how far the run is.
        is_stopped: Whether the user has stopped the run: what was not read yet is left for the next one.
        shard: The part of the files that this run is for; `None` for all.
        shard_work: What the shards of this run have done already.
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
    progress: Callable[[Progress], object] = lambda _progress: None
    is_stopped: Callable[[], bool] = lambda: False
    shard: Shard | None = None
    shard_work: ShardWork = field(default_factory=ShardWork)

    @property
    def salt(self) -> Salt:
        """What a fingerprint covers beside the code."""
        return Salt(self.writer.model, self.writer.prompt_version, self.language, self.instructions)
