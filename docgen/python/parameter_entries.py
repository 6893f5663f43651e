"""Where the lines of a docstring describe parameters, in any convention, and how others like them are written."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, replace
from functools import partial

from docgen.python.names import bare_name
from docgen.python.styles.prose import wrap
from docgen.python.styles.style import Convention

_LEVEL = "    "
_NAME = r"\\?\*{0,2}[^\W\d]\w*"
_NAMES = rf"(?P<names>{_NAME}(?:[ \t]*,[ \t]*{_NAME})*)"
_BLANKS = re.compile(r"[ \t]*")
_GOOGLE_TITLE = re.compile(
    r"[ \t]*(?:(?:Args|Arguments|Parameters|Params)|(?:Keyword|Other) (?:Args|Arguments|Parameters)):[ \t]*$"
)
_GOOGLE_ENTRY = re.compile(rf"[ \t]*{_NAMES}[ \t]*(?P<type>\(.*?\))?[ \t]*:(?=\s|$)")
_NUMPY_TITLE = re.compile(r"[ \t]*(?:Other )?Parameters[ \t]*$")
_NUMPY_ENTRY = re.compile(rf"[ \t]*{_NAMES}[ \t]*(?P<type>:.*)?$")
_DASHES = re.compile(r"[ \t]*-{3,}[ \t]*$")
_FIELD = re.compile(r"[ \t]*:\w")
_PARAMETER_FIELD = re.compile(
    rf"[ \t]*:(?:param|parameter|arg|argument|key|keyword|type)[ \t]+(?P<type>[^:]*[ \t])?(?P<names>{_NAME})[ \t]*:"
)


@dataclass(frozen=True, slots=True)
class Place:
    """The lines of one entry.

    Attributes:
        convention: How it is written.
        section: Line that its section begins after.
        start: Its first line.
        stop: The line after its last that is not blank.
        names: The parameters that it describes.
        indent: Whitespace in front of it.
        hang: Whitespace in front of its further lines.
        is_typed: Whether it tells the type.
    """

    convention: Convention
    section: int
    start: int
    stop: int
    names: tuple[str, ...]
    indent: str
    hang: str
    is_typed: bool

    def written(self, name: str, annotation: str, description: str, width: int) -> list[str]:
        """Write another entry like it.

        Args:
            name: The parameter.
            annotation: Its type; empty where it is not known.
            description: What is said of it.
            width: Columns that a line may take.
        """
        is_typed = self.is_typed and bool(annotation)
        match self.convention:
            case Convention.GOOGLE:
                head = f"{name} ({annotation})" if is_typed else name
                return wrap(description, width, f"{self.indent}{head}: ", self.hang)
            case Convention.NUMPY:
                head = f"{name} : {annotation}" if is_typed else name
                return [f"{self.indent}{head}", *wrap(description, width, self.hang, self.hang)]
            case Convention.SPHINX:
                return wrap(description, width, f"{self.indent}:param {name}: ", self.hang)


def find_places(lines: list[str], names: Collection[str]) -> list[Place]:
    """Find the entries of parameters from top to bottom.

    Args:
        lines: A docstring.
        names: The parameters that it is known to describe.

    Returns:
        None where no convention finds all of them, or a section holds a line that is no entry.
    """
    for find in (_sphinx, _numpy, _google):
        found = find(lines)
        if found and {name for place in found for name in place.names}.issuperset(names):
            return found
    return []


def _google(lines: list[str]) -> list[Place]:
    return _in_sections(lines, Convention.GOOGLE, _google_sections(lines), _GOOGLE_ENTRY)


def _numpy(lines: list[str]) -> list[Place]:
    return _in_sections(lines, Convention.NUMPY, _numpy_sections(lines), _NUMPY_ENTRY)


def _google_sections(lines: list[str]) -> Iterator[range]:
    """Yield the lines below each title that are indented deeper."""
    for number, line in enumerate(lines):
        if _GOOGLE_TITLE.match(line):
            yield range(number + 1, _next(lines, number + 1, partial(_is_no_deeper, lines, number)))


def _numpy_sections(lines: list[str]) -> Iterator[range]:
    """Yield the lines from below the dashes to the next title."""
    for number, line in enumerate(lines[:-1]):
        if _NUMPY_TITLE.match(line) and _DASHES.match(lines[number + 1]):
            yield range(number + 2, _next(lines, number + 2, partial(_is_underlined, lines)))


def _is_no_deeper(lines: list[str], start: int, number: int) -> bool:
    return _depth(lines[number]) <= _depth(lines[start])


def _is_underlined(lines: list[str], number: int) -> bool:
    return number + 1 < len(lines) and _DASHES.match(lines[number + 1]) is not None


def _next(lines: list[str], start: int, is_end: Callable[[int], bool]) -> int:
    """Return the first line from `start` on that is not blank and ends something, or the number of lines."""
    return next((number for number in range(start, len(lines)) if lines[number].strip() and is_end(number)), len(lines))


def _in_sections(
    lines: list[str], convention: Convention, sections: Iterator[range], entry: re.Pattern[str]
) -> list[Place]:
    found: list[Place] = []
    for section in sections:
        written = [number for number in section if lines[number].strip()]
        starts = [number for number in written if _depth(lines[number]) <= _depth(lines[written[0]])]
        matches = [entry.match(lines[number]) for number in starts]
        for number, match, stop in zip(starts, matches, [*starts[1:], section.stop], strict=True):
            if match is None:
                return []
            place = _place(lines, convention, match, number, _end(lines, number, stop))
            found.append(replace(place, section=section.start))
    return found


def _sphinx(lines: list[str]) -> list[Place]:
    found: list[Place] = []
    for number, line in enumerate(lines):
        if match := _PARAMETER_FIELD.match(line):
            stop = _next(lines, number + 1, partial(_ends_field, lines, number))
            found.append(_place(lines, Convention.SPHINX, match, number, _end(lines, number, stop)))
    return found


def _ends_field(lines: list[str], start: int, number: int) -> bool:
    """Tell whether a line is no more of a field: one that is not deeper, but for prose directly below."""
    is_outside = _is_no_deeper(lines, start, number)
    return is_outside and (_FIELD.match(lines[number]) is not None or not lines[number - 1].strip())


def _place(lines: list[str], convention: Convention, match: re.Match[str], start: int, stop: int) -> Place:
    indent = lines[start][: _depth(lines[start])]
    hang = next((line[: _depth(line)] for line in lines[start + 1 : stop] if line.strip()), "")
    names = tuple(bare_name(name) for name in match["names"].split(","))
    return Place(
        convention=convention,
        section=0,
        start=start,
        stop=stop,
        names=names,
        indent=indent,
        hang=hang if len(hang) > len(indent) else indent + _LEVEL,
        is_typed=bool(match["type"]),
    )


def _end(lines: list[str], start: int, stop: int) -> int:
    """Return the line after the last that is not blank."""
    return next(number for number in range(stop, start, -1) if lines[number - 1].strip())


def _depth(line: str) -> int:
    match = _BLANKS.match(line)
    return match.end() if match else 0
