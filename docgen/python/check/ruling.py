"""What a rule of the truth gate is and gives back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from docgen.model import Doc, Symbol


@dataclass(frozen=True, slots=True)
class Ruling:
    """What one rule says of a doc: its problems, and the doc without them; `None` when no valid summary is left."""

    doc: Doc | None
    problems: tuple[str, ...] = ()


Rule = Callable[[Symbol, Doc], Ruling]
