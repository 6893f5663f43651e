"""Which style a repository uses: what its tools demand first, then what its docstrings show."""

from __future__ import annotations

import inspect
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import TypeVar, cast

from docgen.python.definitions import docstring
from docgen.python.module import Module
from docgen.python.styles.config import read_demands
from docgen.python.styles.style import Convention, Style

_NUMPY = re.compile(r"^(?:Parameters|Returns|Yields|Raises|Attributes|Examples|Notes|See Also)\n-{3,}$", re.MULTILINE)
_GOOGLE = re.compile(r"^(?:Args|Arguments|Returns|Yields|Raises|Attributes|Examples?):\n( +)\S", re.MULTILINE)
_SPHINX = re.compile(r"^:(?:param|type|returns?|rtype|raises?|ivar|cvar|var)\b[^:\n]*:", re.MULTILINE)
T = TypeVar("T")
_OPENING = re.compile(r"[rRuU]?(\"\"\"|'''|\"|')")


@dataclass(frozen=True, slots=True)
class _Seen:
    """What one docstring shows; `None` where it shows nothing."""

    convention: Convention | None
    quotes: str | None
    section_indent: int | None
    summary_on_second_line: bool | None
    blank_line_at_end: bool | None
    full_stop: bool


class Habits:
    """How docstrings are written, counted: each votes for what it shows. Of equals, what was seen first wins."""

    def __init__(self) -> None:
        self._votes: dict[str, Counter[object]] = {item.name: Counter() for item in fields(_Seen)}

    @classmethod
    def of(cls, module: Module) -> Habits:
        """Count the docstrings of a file."""
        habits = cls()
        for literal, value in _docstrings(module):
            seen = _look(literal, value)
            for name, votes in habits._votes.items():
                if (vote := getattr(seen, name)) is not None:
                    votes[vote] += 1
        return habits

    def add(self, other: Habits) -> None:
        """Count what another tally counted, after what this one did."""
        for name, votes in self._votes.items():
            votes.update(other._votes[name])

    def usual(self, trait: str, default: T) -> T:
        """Return what most docstrings show, the default when none shows anything."""
        best = self._votes[trait].most_common(1)
        return cast("T", best[0][0]) if best else default


def detect_style(habits: Habits, pyproject: bytes | None, wanted: Convention | None) -> Style:
    """Find the style to write in.

    Args:
        habits: How the repository writes its docstrings.
        pyproject: The repository's `pyproject.toml`.
        wanted: The convention that a user asked for; wins over all that is found.
    """
    demands = read_demands(pyproject)
    default = Style()

    def demanded(demand: bool | None, trait: str, *, default: bool) -> bool:  # noqa: FBT001
        return demand if demand is not None else habits.usual(trait, default)

    return Style(
        convention=wanted or demands.convention or habits.usual("convention", default.convention),
        line_length=demands.line_length or default.line_length,
        quotes=habits.usual("quotes", default.quotes),
        section_indent=habits.usual("section_indent", default.section_indent),
        summary_on_second_line=demanded(demands.summary_on_second_line, "summary_on_second_line", default=False),
        blank_line_at_end=demanded(demands.blank_line_at_end, "blank_line_at_end", default=False),
        full_stop=demanded(demands.full_stop, "full_stop", default=True),
    )


def _docstrings(module: Module) -> Iterator[tuple[str, str]]:
    """Each docstring as written and as parsed."""
    for node in module.nodes.values():
        constant = docstring(node)
        if constant is not None:
            start, stop = module.source.extent(constant)
            yield module.text[start:stop], str(constant.value)


def _look(written: str, value: str) -> _Seen:
    text = inspect.cleandoc(value)
    opening = _OPENING.match(written)
    quotes = opening.group(1) if opening and len(opening.group(1)) == 3 else None
    google = _GOOGLE.search(text)
    is_long = "\n" in text
    return _Seen(
        convention=_convention(text),
        quotes=quotes,
        section_indent=len(google.group(1)) if google else None,
        summary_on_second_line=value.lstrip(" \t").startswith("\n") if is_long else None,
        blank_line_at_end=bool(re.search(r"\n[ \t]*\n[ \t]*\Z", value)) if is_long else None,
        full_stop=text.split("\n\n", 1)[0].rstrip().endswith((".", "!", "?")),
    )


def _convention(text: str) -> Convention | None:
    if _NUMPY.search(text):
        return Convention.NUMPY
    if _GOOGLE.search(text):
        return Convention.GOOGLE
    return Convention.SPHINX if _SPHINX.search(text) else None
