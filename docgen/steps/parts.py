"""What the doors hand to the pipeline, and what it tells them on the way."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from docgen.cache.interface import Cache
from docgen.changes.interface import ChangeSource
from docgen.python.chunks import Salt
from docgen.python.selection import Rules
from docgen.python.styles import Convention
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
    """

    files: int
    all_files: int
    done: int
    symbols: int
    cost_usd: float | None


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

    @property
    def salt(self) -> Salt:
        """What a fingerprint covers beside the code."""
        return Salt(self.writer.model, self.writer.prompt_version, self.language, self.instructions)
