"""The rule about backticks: an identifier in them must exist."""

from __future__ import annotations

import builtins
import keyword
import re
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import PurePosixPath

from docgen.model import Doc, Symbol
from docgen.python.check.ruling import Ruling
from docgen.python.documented import read_sections
from docgen.python.stale import wrong_parameters
from docgen.python.styles.prose import is_block, paragraphs, sentences
from docgen.python.texts import details, map_details

_SPAN = re.compile(r"(?<!`)(`{1,2})(?!`)([^`\n]+)\1(?!`)")
_IDENTIFIER = re.compile(r"[@*]{0,2}(?P<first>[^\W\d]\w*)(?P<rest>(?:\.[^\W\d]\w*)*)(?:\([^()]*\))?")
_FILE_NAME = re.compile(
    r"(?i).*\.(?:pyi?|toml|json|ya?ml|txt|md|rst|cfg|ini|csv|tsv|xml|html?|css|js|ts|sh|sql|log|lock|gz|zip|tar|whl|so"
    r"|db|env|pem|key|png|jpe?g|svg|pdf|exe|dll|com|net|org|io)"
)
_WORD = re.compile(r"[^\W\d]\w*")
_SHOWN_NAME = 80
"""Characters of an invented name that a problem repeats."""

_LITERALS = (
    "true",
    "false",
    "null",
    "nil",
    "nan",
    "inf",
    "undefined",
    "yes",
    "no",
    "on",
    "off",
    "self",
    "cls",
    "NoneType",
)
_Names = tuple[frozenset[str], ...]

_ALWAYS_KNOWN = frozenset({*dir(builtins), *keyword.kwlist, *keyword.softkwlist, *sys.stdlib_module_names, *_LITERALS})


def references(symbol: Symbol, doc: Doc) -> Ruling:
    """What stands in backticks resolves; sentences that name what does not exist are removed."""
    known = _known(symbol)
    unknown = dict.fromkeys(
        name for text in (doc.summary, doc.description, *details(doc)) for name in _unresolved(text, known)
    )
    if not unknown:
        return Ruling(doc)
    problems = tuple(f"`{name[:_SHOWN_NAME]}` in backticks is not a name in this file." for name in unknown)
    if _unresolved(doc.summary, known):
        return Ruling(None, problems)
    mended = map_details(doc, lambda text: _without_unresolved(text, known))
    return Ruling(replace(mended, description=_without_unresolved(doc.description, known)), problems)


def _known(symbol: Symbol) -> _Names:
    """Return the file's names, which all its symbols share, and what else this symbol's doc may name."""
    parameters = symbol.signature.parameters if symbol.signature else ()
    packages = PurePosixPath(symbol.path).with_suffix("").parts
    names = symbol.qualified_name.partition("#")[0].split(".")
    own = (*packages, *names, *(parameter.name for parameter in parameters))
    return symbol.facts.names, _ALWAYS_KNOWN, frozenset(own), _written(symbol)


def _written(symbol: Symbol) -> frozenset[str]:
    """Return the words of the existing docstring, which may name what other files have, but for parameters gone."""
    if not symbol.docstring:
        return frozenset()
    gone, _ = wrong_parameters(symbol, read_sections(symbol.docstring))
    return frozenset(_WORD.findall(symbol.docstring)).difference(gone)


def _unresolved(text: str, known: _Names) -> list[str]:
    """List the identifiers in backticks that nothing is known of; anything but an identifier may stand there."""
    spans = (match[2].strip() for match in _SPAN.finditer(text))
    return [span for span in spans if (found := _IDENTIFIER.fullmatch(span)) and not _resolves(found, known)]


def _resolves(identifier: re.Match[str], known: _Names) -> bool:
    first, rest = identifier["first"], identifier["rest"]
    if any(first in names for names in known):
        return True
    if rest:
        return _FILE_NAME.fullmatch(rest) is not None
    return first.isupper() or (first.startswith("__") and first.endswith("__"))


def _without_unresolved(text: str, known: _Names) -> str:
    """Drop the sentences, and the list or code blocks, that name something unknown."""
    if not _unresolved(text, known):
        return text
    return "\n\n".join(part for paragraph in paragraphs(text) for part in _resolved_part(paragraph, known))


def _resolved_part(paragraph: str, known: _Names) -> Iterator[str]:
    """Yield what may stay of a paragraph, if anything."""
    if not _unresolved(paragraph, known):
        yield paragraph
    elif not is_block(paragraph):
        kept = [sentence for sentence in sentences(paragraph) if not _unresolved(sentence, known)]
        if kept:
            yield " ".join(kept)
