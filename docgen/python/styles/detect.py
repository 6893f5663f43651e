"""Which style a repository uses: what its tools demand first, then what its docstrings show."""

from __future__ import annotations

import inspect
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TypeVar

from docgen.python.definitions import docstring
from docgen.python.module import Module
from docgen.python.styles.config import read_demands
from docgen.python.styles.style import Convention, Style

_NUMPY = re.compile(r"^(?:Parameters|Returns|Yields|Raises|Attributes|Examples|Notes|See Also)\n-{3,}$", re.MULTILINE)
_GOOGLE = re.compile(r"^(?:Args|Arguments|Returns|Yields|Raises|Attributes|Examples?):\n( +)\S", re.MULTILINE)
_SPHINX = re.compile(r"^:(?:param|type|returns?|rtype|raises?|ivar|cvar|var)\b[^:\n]*:", re.MULTILINE)
_T = TypeVar("_T")
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


def detect_style(modules: Iterable[Module], pyproject: bytes | None, wanted: Convention | None) -> Style:
    """Find the style to write in.

    Args:
        modules: Files whose docstrings show the repository's habits.
        pyproject: The repository's `pyproject.toml`.
        wanted: The convention that a user asked for; wins over all that is found.
    """
    demands = read_demands(pyproject)
    seen = [_look(literal, value) for module in modules for literal, value in _docstrings(module)]
    default = Style()
    convention = wanted or demands.convention or _majority((item.convention for item in seen), default.convention)
    return Style(
        convention=convention,
        line_length=demands.line_length or default.line_length,
        quotes=_majority((item.quotes for item in seen), default.quotes),
        section_indent=_majority((item.section_indent for item in seen), default.section_indent),
        summary_on_second_line=_demanded(
            demands.summary_on_second_line, (item.summary_on_second_line for item in seen), default=False
        ),
        blank_line_at_end=_demanded(
            demands.blank_line_at_end, (item.blank_line_at_end for item in seen), default=False
        ),
        full_stop=_demanded(demands.full_stop, (item.full_stop for item in seen), default=True),
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


def _majority(votes: Iterable[_T | None], default: _T) -> _T:
    counts = Counter(vote for vote in votes if vote is not None)
    best = counts.most_common(1)
    return best[0][0] if best else default


def _demanded(demand: bool | None, votes: Iterable[bool | None], *, default: bool) -> bool:  # noqa: FBT001
    return demand if demand is not None else _majority(votes, default)
