"""What an existing docstring documents, whichever convention it is written in."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

import docstring_parser
from docstring_parser.common import RETURNS_KEYWORDS, YIELDS_KEYWORDS, Docstring, DocstringMeta, DocstringStyle
from docstring_parser.google import GoogleParser, Section, SectionType

_NAME = re.compile(r"\\?\*{0,2}(?P<name>[^\W\d]\w*)\Z")
_SECTION_OR_FIELD = re.compile(r"^[ \t]*(?:\w[\w ]*:[ \t]*$|[-=]{3,}[ \t]*$|:\w)", re.MULTILINE)
_UNDERLINED = re.compile(r"^(?P<indent>[ \t]*)(?P<title>\w+(?: \w+){0,2})[ \t]*\n[ \t]*[-=]{3,}[ \t]*$", re.MULTILINE)
_NUMPY_TITLES = frozenset({"Parameters", "Other Parameters", "Returns", "Yields", "Raises", "Attributes"})
_MORE_PARAMETERS = ("Keyword Args", "Keyword Arguments", "Other Parameters", "Other Args")
_PARAMETER_KEYS = frozenset({"param", "parameter", "arg", "argument", "key", "keyword", "other_param"})
_NOTHING = frozenset({"none", "nothing"})


@dataclass(frozen=True, slots=True)
class Sections:
    """The names that a docstring gives a section entry or a field to.

    Attributes:
        params: Parameters, without stars and types.
        attributes: Attributes of a class or module.
        has_returns: Whether it says what is returned.
        denies_returns: Whether it says that nothing or `None` is returned.
        has_yields: Whether it says what is yielded.
        lists_all: Whether parameters have a section, which is meant to be complete, rather than fields of their own.
    """

    params: tuple[str, ...] = ()
    attributes: tuple[str, ...] = ()
    has_returns: bool = False
    denies_returns: bool = False
    has_yields: bool = False
    lists_all: bool = True

    def __len__(self) -> int:
        """The number of things that are documented."""
        values = (self.has_returns, self.denies_returns, self.has_yields)
        return len(self.params) + len(self.attributes) + sum(values)


def read_sections(docstring: str) -> Sections:
    """Read a docstring's sections in the convention that finds most; what cannot be read documents nothing."""
    if not _SECTION_OR_FIELD.search(docstring):
        return Sections()
    styles = (DocstringStyle.GOOGLE, DocstringStyle.NUMPYDOC, DocstringStyle.REST)
    return max((_read(docstring, style) for style in styles), key=len)


def _read(text: str, style: DocstringStyle) -> Sections:
    try:
        entries = _parse(text, style).meta
    except (docstring_parser.ParseError, ValueError, IndexError, AttributeError):
        return Sections()
    returns = [_words(entry) for entry in entries if _key(entry) in RETURNS_KEYWORDS]
    # A bare line in a NumPy section is prose rather than a name.
    named = [entry for entry in entries if _words(entry) or style is not DocstringStyle.NUMPYDOC]
    return Sections(
        params=_names(entry for entry in named if _key(entry) in _PARAMETER_KEYS),
        attributes=_names(entry for entry in named if _key(entry) == "attribute"),
        has_returns=any(words and words[0] not in _NOTHING for words in returns),
        denies_returns=any(returns) and all(_NOTHING.issuperset(words) for words in returns),
        has_yields=any(_key(entry) in YIELDS_KEYWORDS for entry in entries),
        lists_all=style is not DocstringStyle.REST,
    )


def _parse(text: str, style: DocstringStyle) -> Docstring:
    if style is DocstringStyle.NUMPYDOC:
        return docstring_parser.parse(_UNDERLINED.sub(_canonical_heading, text), style)
    if style is DocstringStyle.REST:
        return docstring_parser.parse(text, style)
    parser = GoogleParser()
    for title in _MORE_PARAMETERS:
        parser.add_section(Section(title, "param", SectionType.MULTIPLE))
    return parser.parse(text)


def _canonical_heading(heading: re.Match[str]) -> str:
    """Underline a heading as the parser wants it; any that it does not know ends a section like notes do."""
    title = heading["title"] if heading["title"] in _NUMPY_TITLES else "Notes"
    return f"{heading['indent']}{title}\n{heading['indent']}{'-' * len(title)}"


def _key(entry: DocstringMeta) -> str:
    """Return the kind of an entry; a type of the result alone, `:rtype:`, has none of its own."""
    return entry.args[0] if entry.args else "returns"


def _words(entry: DocstringMeta) -> list[str]:
    """Return the words of an entry's type and description, lower-case."""
    text = f"{getattr(entry, 'type_name', None) or ''} {entry.description or ''}"
    return [word.strip("`.:,") for word in text.lower().split()]


def _names(entries: Iterable[DocstringMeta]) -> tuple[str, ...]:
    """Return the identifiers that entries are about; several may share one entry: `x, y`."""
    parts = (part.strip() for entry in entries for part in getattr(entry, "arg_name", "").split(","))
    return tuple(match["name"] for match in map(_NAME.match, parts) if match)
