"""What an existing docstring documents, whichever convention it is written in."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

import docstring_parser
from docstring_parser.common import Docstring, DocstringParam, DocstringRaises, DocstringReturns, DocstringStyle
from docstring_parser.google import GoogleParser, Section, SectionType

_NAME = re.compile(r"\\?\*{0,2}(?P<name>[^\W\d]\w*)\Z")
_STYLES = (DocstringStyle.GOOGLE, DocstringStyle.NUMPYDOC, DocstringStyle.REST)
_MORE_PARAMETERS = ("Keyword Args", "Keyword Arguments", "Other Parameters", "Other Args")
_PARAMETER_KEYS = frozenset({"param", "parameter", "arg", "argument", "key", "keyword", "other_param"})


@dataclass(frozen=True, slots=True)
class Documented:
    """The names that a docstring gives a section or field to.

    Attributes:
        params: Parameters, without stars and types.
        attributes: Attributes of a class or module.
        raises: Exceptions.
        has_returns: Whether it says what is returned, other than `None`.
        denies_returns: Whether it says that nothing or `None` is returned.
        has_yields: Whether it says what is yielded.
        lists_all: Whether parameters have a section, which is meant to be complete, rather than fields of their own.
    """

    params: tuple[str, ...] = ()
    attributes: tuple[str, ...] = ()
    raises: tuple[str, ...] = ()
    has_returns: bool = False
    denies_returns: bool = False
    has_yields: bool = False
    lists_all: bool = True


def read_docstring(text: str) -> Documented:
    """Read a docstring's sections; a docstring without any that can be read documents nothing."""
    readings = [_read(text, style) for style in _STYLES]
    return max(readings, key=_size)


def _size(documented: Documented) -> int:
    values = (documented.has_returns, documented.denies_returns, documented.has_yields)
    return len(documented.params) + len(documented.attributes) + len(documented.raises) + sum(values)


def _read(text: str, style: DocstringStyle) -> Documented:
    try:
        parsed = _parse(text, style)
    except (docstring_parser.ParseError, ValueError, IndexError, AttributeError):
        return Documented()
    values = [meta for meta in parsed.meta if isinstance(meta, DocstringReturns)]
    params = [meta for meta in parsed.meta if isinstance(meta, DocstringParam)]
    return Documented(
        params=_names(meta.arg_name for meta in params if meta.args[0] in _PARAMETER_KEYS),
        attributes=_names(meta.arg_name for meta in params if meta.args[0] == "attribute"),
        raises=_names(meta.type_name or "" for meta in parsed.meta if isinstance(meta, DocstringRaises)),
        has_returns=any(not meta.is_generator and not _is_none(meta) for meta in values),
        denies_returns=bool(values) and all(_is_none(meta) for meta in values),
        has_yields=any(meta.is_generator for meta in values),
        lists_all=style is not DocstringStyle.REST,
    )


def _parse(text: str, style: DocstringStyle) -> Docstring:
    if style is not DocstringStyle.GOOGLE:
        return docstring_parser.parse(text, style)
    parser = GoogleParser()
    for title in _MORE_PARAMETERS:
        parser.add_section(Section(title, "param", SectionType.MULTIPLE))
    return parser.parse(text)


def _is_none(meta: DocstringReturns) -> bool:
    text = f"{meta.type_name or ''} {meta.description or ''}"
    return text.strip().strip("`.").lower() in {"none", "nothing", "nothing."}


def _names(raw: Iterable[str]) -> tuple[str, ...]:
    """The identifiers among what stands before descriptions; several may share one: `x, y`."""
    parts = (part.strip() for names in raw for part in names.split(","))
    return tuple(match.group("name") for match in map(_NAME.match, parts) if match)
