"""What an existing docstring gets wrong, found without a model.

Precision comes first: only what the code contradicts is reported, never what may come from a callee or a base class.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from docgen.model import ParameterKind, Signature, Symbol, SymbolKind
from docgen.python.documented import Sections, read_sections

_STARRED = (ParameterKind.VAR_POSITIONAL, ParameterKind.VAR_KEYWORD)
_BOUND = ("self", "cls")
_STATIC_BASES = frozenset({"object", "ABC", "Protocol", "Generic", "Exception"})
_DYNAMIC_NAMES = frozenset({"__getattr__", "__getattribute__", "__dict__", "__slots__"})
_WORD = re.compile(r"\w+")
_HEADING = re.compile(r"[A-Z][a-z]+|TODO|FIXME|NOTE|https?")
"""What stands among parameters by mistake and is none: `Note: ...`, `Returns: ...`, an address."""

_PLACEHOLDER = re.compile(r"^[ \t]*(?:%\(\w+\)s|\$\w+|\$?\{\w+\}|\{\{\w+\}\})[ \t]*$", re.MULTILINE)
"""A line that code puts text in place of: `%(input)s`, `${LIKE}`, `{options}`."""

_COMPOSER = re.compile(r"[\w.]*doc(?!ker)", re.IGNORECASE)
"""The name of a decorator that puts docstrings together: `add_end_docstrings`, `docfiller`."""

_ITERATORS = re.compile(r"Iter|Generator|Any\b|object\b|TypeVar|\b[A-Z]\b")


def stale_reasons(symbol: Symbol) -> tuple[str, ...]:
    """Say what the docstring of a symbol gets wrong, each as a sentence for people; empty when nothing is certain."""
    if symbol.docstring is None or _is_composed(symbol, symbol.docstring):
        return ()
    documented = read_sections(symbol.docstring)
    gone, missing = wrong_parameters(symbol, documented)
    return (
        *(f"parameter `{name}` is documented but not in the signature" for name in gone),
        *(f"parameter `{name}` is not documented although others are" for name in missing),
        *_wrong_results(symbol, documented),
        *_gone_attributes(symbol, documented),
    )


def wrong_parameters(symbol: Symbol, documented: Sections) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Name the parameters that are documented but gone, and those that are there but not documented."""
    return tuple(_gone_parameters(symbol, documented)), tuple(_missing_parameters(symbol, documented))


def _is_composed(symbol: Symbol, docstring: str) -> bool:
    """Tell whether what readers see is put together at run time, of this docstring and others."""
    return _PLACEHOLDER.search(docstring) is not None or any(map(_COMPOSER.match, symbol.decorators))


def _gone_parameters(symbol: Symbol, documented: Sections) -> Iterator[str]:
    """Yield parameters that the signature does not even mention; a class may describe calls of its instances."""
    if symbol.signature is None or any(parameter.kind in _STARRED for parameter in symbol.signature.parameters):
        return
    known = {parameter.name for parameter in symbol.signature.parameters}
    if symbol.kind is SymbolKind.CLASS and known.isdisjoint(documented.params):
        return
    attributes = (attribute.name for attribute in symbol.facts.attributes)
    # A decorator may take what it names, such as the old name of a parameter.
    written = " ".join((symbol.signature.text, *symbol.decorators))
    allowed = {*_BOUND, *_WORD.findall(written), *attributes}
    for name in dict.fromkeys(documented.params):
        if name not in allowed and not _HEADING.fullmatch(name):
            yield name


def _missing_parameters(symbol: Symbol, documented: Sections) -> Iterator[str]:
    """Yield parameters that the docstring names nowhere, although it documents others."""
    if symbol.signature is None or not documented.params:
        return
    words = set(_WORD.findall((symbol.docstring or "").replace("\\", "")))
    missing = [name for name in expected_parameters(symbol.signature) if name not in words]
    # Fields are often written for a few parameters on purpose: only what most of them have is missed.
    if documented.lists_all or len(missing) < len(documented.params):
        yield from missing


def expected_parameters(signature: Signature) -> Iterator[str]:
    """Yield the names of the parameters that a section is to have: none with stars, and none that is private."""
    for parameter in signature.parameters:
        if parameter.kind not in _STARRED and not parameter.name.startswith("_") and parameter.name not in _BOUND:
            yield parameter.name


def _wrong_results(symbol: Symbol, documented: Sections) -> Iterator[str]:
    if symbol.kind not in (SymbolKind.FUNCTION, SymbolKind.METHOD):
        return
    facts = symbol.facts
    annotation = symbol.signature.returns if symbol.signature else None
    if documented.has_returns and annotation == "None" and not facts.returns_value:
        yield "a return value is documented but nothing is returned"
    if documented.denies_returns and facts.returns_value:
        yield "the docstring says that nothing is returned, but a value is"
    if documented.has_yields and not facts.yields and annotation and not _ITERATORS.search(annotation):
        yield "yielded values are documented but nothing is yielded"


def _gone_attributes(symbol: Symbol, documented: Sections) -> Iterator[str]:
    """Yield attributes that neither the class nor anything else in its file names."""
    bases = {base.partition("[")[0].rpartition(".")[2] for base in symbol.bases}
    is_static = symbol.kind is SymbolKind.CLASS and bases <= _STATIC_BASES and not symbol.decorators
    if not is_static or symbol.facts.names & _DYNAMIC_NAMES:
        return
    # The names are those of the text; the attributes are those of the parser, which normalises identifiers.
    attributes = {attribute.name for attribute in symbol.facts.attributes}
    for name in dict.fromkeys(documented.attributes):
        if name not in symbol.facts.names and name not in attributes:
            yield f"attribute `{name}` is documented but the class has none of that name"
