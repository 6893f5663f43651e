"""What an existing docstring documents, whichever convention it is written in."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import docstring_parser
from docstring_parser.common import (
    EXAMPLES_KEYWORDS,
    RAISES_KEYWORDS,
    RETURNS_KEYWORDS,
    YIELDS_KEYWORDS,
    Docstring,
    DocstringMeta,
    DocstringStyle,
)
from docstring_parser.google import GoogleParser, Section, SectionType

_NAME = re.compile(r"\*{0,2}(?P<name>[^\W\d]\w*)\Z")
_SECTION_OR_FIELD = re.compile(r"^[ \t]*(?:\w[\w ]*:[ \t]*$|[-=]{3,}[ \t]*$|:\w)", re.MULTILINE)
# Sphinx's roles, such as :class:`x`, which the parser takes for fields where they begin a line, but not after a blank.
_ROLE = re.compile(r"^(?=:[a-z]+(?::[a-z]+)?:`)", re.MULTILINE)
_SHIFTED_ROLE = re.compile(r"^ (?=:[a-z]+(?::[a-z]+)?:`)", re.MULTILINE)
_UNDERLINED = re.compile(r"^(?P<indent>[ \t]*)(?P<title>\w+(?: \w+){0,2})[ \t]*\n[ \t]*[-=]{3,}[ \t]*$", re.MULTILINE)
_NUMPY_TITLES = frozenset({"Parameters", "Other Parameters", "Returns", "Yields", "Raises", "Attributes", "Examples"})
_MORE_PARAMETERS = ("Keyword Args", "Keyword Arguments", "Other Parameters", "Other Args")
_PARAMETER_KEYS = frozenset({"param", "parameter", "arg", "argument", "key", "keyword", "other_param"})
_NOTHING = frozenset({"none", "nothing"})
_KINDS = {
    **dict.fromkeys(_PARAMETER_KEYS, "param"),
    **dict.fromkeys(RETURNS_KEYWORDS, "returns"),
    **dict.fromkeys(YIELDS_KEYWORDS, "yields"),
    **dict.fromkeys(RAISES_KEYWORDS, "raises"),
    **dict.fromkeys(("attr", "attribute", "ivar", "cvar", "var"), "attribute"),
    **dict.fromkeys(EXAMPLES_KEYWORDS, "examples"),
}
_STYLES = (DocstringStyle.GOOGLE, DocstringStyle.NUMPYDOC, DocstringStyle.REST)
_UNREADABLE = (docstring_parser.ParseError, ValueError, IndexError, AttributeError)


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


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a section, or one field.

    Attributes:
        kind: `param`, `attribute`, `returns`, `yields`, `raises`, `examples`, or a word for anything else.
        name: What it is about, as it is written; empty where that has no name.
        type: Its type as it is written, the exception for `raises`; empty where there is none.
        text: What is said of it.
    """

    kind: str
    name: str
    type: str
    text: str


@dataclass(frozen=True, slots=True)
class Parts:
    """A docstring taken apart: the prose that it begins with, and the entries of its sections in their order."""

    prose: str
    entries: tuple[Entry, ...] = ()


def read_sections(docstring: str) -> Sections:
    """Read a docstring's sections in the convention that finds most; what cannot be read documents nothing."""
    if not _SECTION_OR_FIELD.search(docstring):
        return Sections()
    return max((_read(docstring, style) for style in _STYLES), key=len)


def read_parts(docstring: str) -> Parts:
    """Take a docstring apart in the convention that finds most entries; what cannot be read is prose."""
    if not _SECTION_OR_FIELD.search(docstring):
        return Parts(docstring)
    return max(_readings(docstring), key=lambda parts: len(parts.entries), default=Parts(docstring))


def _readings(docstring: str) -> Iterator[Parts]:
    for style in _STYLES:
        try:
            parsed = _parse(docstring, style)
        except _UNREADABLE:
            continue
        yield Parts(_with_roles(_prose(parsed)), tuple(map(_entry, parsed.meta)))


def _prose(parsed: Docstring) -> str:
    gap = "\n\n" if parsed.blank_after_short_description else "\n"
    return gap.join(filter(None, (parsed.short_description, parsed.long_description)))


def _entry(entry: DocstringMeta) -> Entry:
    kind = _KINDS.get(_key(entry), _key(entry))
    texts = (getattr(entry, "snippet", None), entry.description)
    name = getattr(entry, "arg_name", None) or getattr(entry, "return_name", None)
    return Entry(
        kind=kind,
        # The parser knows no `:ivar name:`.
        name=name or (entry.args[-1] if kind == "attribute" else ""),
        type=getattr(entry, "type_name", None) or "",
        text=_with_roles("\n".join(filter(None, texts))),
    )


def _read(text: str, style: DocstringStyle) -> Sections:
    try:
        entries = _parse(text, style).meta
    except _UNREADABLE:
        return Sections()
    returns = [_words(entry) for entry in entries if _key(entry) in RETURNS_KEYWORDS]
    # A bare line in a NumPy section is prose rather than a name.
    named = [entry for entry in entries if _words(entry) or style is not DocstringStyle.NUMPYDOC]
    return Sections(
        params=_names(entry for entry in named if _key(entry) in _PARAMETER_KEYS),
        attributes=_names(entry for entry in named if _key(entry) == "attribute"),
        has_returns=any(words and words[0] not in {*_NOTHING, "no"} for words in returns),
        denies_returns=any(returns) and all(_NOTHING.issuperset(words) for words in returns),
        has_yields=any(_key(entry) in YIELDS_KEYWORDS for entry in entries),
        lists_all=style is not DocstringStyle.REST,
    )


def _parse(text: str, style: DocstringStyle) -> Docstring:
    if style is DocstringStyle.NUMPYDOC:
        return docstring_parser.parse(_UNDERLINED.sub(_canonical_heading, text), style)
    if style is DocstringStyle.REST:
        return docstring_parser.parse(_ROLE.sub(" ", text), style)
    parser = GoogleParser()
    for title in _MORE_PARAMETERS:
        parser.add_section(Section(title, "param", SectionType.MULTIPLE))
    return parser.parse(text)


def _with_roles(text: str) -> str:
    """Text with the roles at the starts of its lines where they were."""
    return _SHIFTED_ROLE.sub("", text)


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
    """Return the identifiers that entries are about; several may share one entry: `x, y`. Escapes do not count."""
    names = (getattr(entry, "arg_name", "").replace("\\", "") for entry in entries)
    parts = (part.strip() for name in names for part in name.split(","))
    return tuple(match["name"] for match in map(_NAME.match, parts) if match)
