"""An existing docstring put right in place: entries of parameters come and go, every other line stays as it is.

A doc has less room than people take: notes, references, several examples. So where nothing but parameters are wrong,
the docstring is not rendered anew.
"""

from __future__ import annotations

import inspect
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from itertools import pairwise

from docgen.model import Doc, Symbol
from docgen.python.documented import Sections, read_sections
from docgen.python.parameter_entries import Place, find_places
from docgen.python.stale import expected_parameters, stale_reasons, wrong_parameters
from docgen.python.styles import Style
from docgen.python.styles.content import parameter_entries
from docgen.python.styles.sphinx import with_literals
from docgen.python.styles.style import Convention

_FIRST = -1

_MOST_LINES, _LONGEST_LINE = 2_000, 1_000
"""Of a docstring that is looked through for entries; larger ones have come from a program."""


def amend(symbol: Symbol, doc: Doc, style: Style, indent: int = 0) -> str | None:
    """Put the parameters of a stale docstring right.

    Args:
        symbol: What it is about, with the docstring as it is.
        doc: What is to be said of the parameters that it lacks.
        style: How the repository's docstrings look.
        indent: Columns that the docstring will be indented by.

    Returns:
        The docstring's text; `None` where it would still be stale, or where it is not clear what its entries are.
    """
    lines = inspect.cleandoc(symbol.docstring or "").split("\n")
    documented = read_sections(symbol.docstring or "")
    gone, missing = _wrong(symbol, documented)
    places = _places(lines, documented.params)
    if not (gone or missing) or not places or not _can_go(places, gone, missing):
        return None
    new = _New(symbol, doc, missing, style.line_length - indent)
    amended = "\n".join(_amended(lines, places, gone, new.by_place(places, gone)))
    return None if stale_reasons(replace(symbol, docstring=amended)) else amended


def _wrong(symbol: Symbol, documented: Sections) -> tuple[frozenset[str], Collection[str]]:
    """Name the parameters whose entries are to go, and those that are to get one.

    Where as many are gone as have no entry they have other names now, and prose that mentions those is no entry.
    """
    gone, missing = wrong_parameters(symbol, documented)
    expected = expected_parameters(symbol.signature) if symbol.signature else ()
    bare = [name for name in expected if name not in documented.params]
    return frozenset(gone), bare if len(bare) == len(gone) else missing


def _places(lines: list[str], names: Collection[str]) -> list[Place]:
    """Find the entries of parameters; none where one stands in another."""
    if len(lines) > _MOST_LINES or max(map(len, lines)) > _LONGEST_LINE:
        return []
    places = find_places(lines, names)
    return places if all(one.stop <= other.start for one, other in pairwise(places)) else []


def _can_go(places: list[Place], gone: frozenset[str], missing: Collection[str]) -> bool:
    """Tell whether what is gone has entries of its own, and no section would be left without any."""
    alone = {place.names[0] for place in places if len(place.names) == 1}
    sections = {place.section for place in places if not missing or place.section != places[0].section}
    kept = {place.section for place in places if not gone.issuperset(place.names)}
    return gone <= alone and sections <= kept


def _amended(
    lines: list[str], places: list[Place], gone: frozenset[str], new: Mapping[int, list[str]]
) -> Iterator[str]:
    """Yield the lines, without the entries of what is gone and with new ones behind those that they follow."""
    yield from lines[: places[0].start]
    yield from new.get(_FIRST, ())
    position, begun = places[0].start, set[int]()
    for number, place in enumerate(places):
        between = lines[position : place.start]
        position = place.stop
        if gone.isdisjoint(place.names):
            yield from (*between, *lines[place.start : place.stop], *new.get(number, ()))
            begun.add(place.section)
            continue
        if any(map(str.strip, between)):
            yield from between
        # Blank lines behind an entry that was the first of its section are not to stand below the title.
        if place.section not in begun and place.section in {later.section for later in places[number + 1 :]}:
            position += next(count for count, line in enumerate(lines[position:]) if line.strip())
    yield from lines[position:]


class _New:
    """The entries that a docstring lacks."""

    def __init__(self, symbol: Symbol, doc: Doc, missing: Collection[str], width: int) -> None:
        parameters = symbol.signature.parameters if symbol.signature else ()
        lacking = [parameter for parameter in parameters if parameter.name in missing]
        self._entries = {entry.name: entry for entry in parameter_entries(doc, lacking, width)}
        self._order = [parameter.name for parameter in parameters]
        self._width = width

    def by_place(self, places: list[Place], gone: Collection[str]) -> Mapping[int, list[str]]:
        """Write the entries' lines by the number of the entry that they follow: the one before in the signature."""
        numbers = {name: number for number, place in enumerate(places) for name in place.names if name not in gone}
        is_spaced = any(one.stop < other.start for one, other in pairwise(places) if one.section == other.section)
        found: dict[int, list[str]] = {}
        last = _FIRST
        for name in self._order:
            last = numbers.get(name, last)
            if name in self._entries:
                lines = self._written(name, places[max(last, 0)])
                blank = [""] if is_spaced else []
                found.setdefault(last, []).extend([*lines, *blank] if last == _FIRST else [*blank, *lines])
        return found

    def _written(self, name: str, like: Place) -> list[str]:
        entry = self._entries[name]
        text = with_literals(entry.description) if like.convention is Convention.SPHINX else entry.description
        return like.written(name, entry.type, text, self._width)
