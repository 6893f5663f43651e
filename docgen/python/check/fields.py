"""Rules about sections: only what the code has may be documented, each name once and as the code writes it.

What people have documented and the code cannot refute may stay: exceptions of callees, attributes of base classes.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from docgen.model import Doc, Field, Symbol, SymbolKind
from docgen.python.check.ruling import Ruling
from docgen.python.documented import read_parts
from docgen.python.names import bare_name, last_part

_NO_VALUE = ("None", "NoReturn", "Never")
_SHOWN_NAME = 80
"""Characters of an invented name that a problem repeats."""


def parameters(symbol: Symbol, doc: Doc) -> Ruling:
    """Parameters are those of the signature."""
    if not doc.params:
        return Ruling(doc)
    known = symbol.signature.parameters if symbol.signature else ()
    kept, wrong = _sorted_out(doc.params, {parameter.name: parameter.display_name for parameter in known}, bare_name)
    have = _listed(parameter.name for parameter in known)
    return Ruling(
        replace(doc, params=kept), tuple(f"`{name}` is not a parameter: the signature has {have}." for name in wrong)
    )


def raises(symbol: Symbol, doc: Doc) -> Ruling:
    """Exceptions are those that the code raises itself, or that the docstring names already."""
    if not doc.raises:
        return Ruling(doc)
    names = (*_documented(symbol, "raises"), *symbol.facts.raises)
    kept, wrong = _sorted_out(doc.raises, {last_part(name): name for name in names}, last_part)
    have = _listed(symbol.facts.raises)
    return Ruling(
        replace(doc, raises=kept), tuple(f"`{name}` is not raised here: the code raises {have}." for name in wrong)
    )


def attributes(symbol: Symbol, doc: Doc) -> Ruling:
    """Attributes are those that the class or module defines, or that the docstring names already and may have."""
    if not doc.attributes:
        return Ruling(doc)
    known = [attribute.name for attribute in symbol.facts.attributes]
    documented = _documented(symbol, "attribute")
    names = (*known, *(name for name in documented if symbol.bases or name in symbol.facts.names))
    kept, wrong = _sorted_out(doc.attributes, {name: name for name in names}, bare_name)
    owner = "module" if symbol.kind is SymbolKind.MODULE else "class"
    return Ruling(
        replace(doc, attributes=kept),
        tuple(f"`{name}` is not an attribute: the {owner} has {_listed(known)}." for name in wrong),
    )


def results(symbol: Symbol, doc: Doc) -> Ruling:
    """A return is described only where a value is returned, a yield only where one is yielded."""
    problems: list[str] = []
    if doc.returns and not _may_return(symbol):
        problems.append("`returns` must be empty: nothing is returned.")
        doc = replace(doc, returns="")
    if doc.yields and not symbol.facts.yields:
        problems.append("`yields` must be empty: nothing is yielded.")
        doc = replace(doc, yields="")
    return Ruling(doc, tuple(problems))


def nothing_said(_: Symbol, doc: Doc) -> Ruling:
    """Names of which nothing is said are left out; that is no problem."""
    if all(field.description.strip() for field in (*doc.params, *doc.raises, *doc.attributes)):
        return Ruling(doc)
    params, raises_, attributes_ = (
        tuple(field for field in fields if field.description.strip())
        for fields in (doc.params, doc.raises, doc.attributes)
    )
    return Ruling(replace(doc, params=params, raises=raises_, attributes=attributes_))


def _documented(symbol: Symbol, kind: str) -> list[str]:
    """List what the existing docstring names in entries of a kind."""
    entries = read_parts(inspect.cleandoc(symbol.docstring)).entries if symbol.docstring else ()
    found = (name for entry in entries if entry.kind == kind for name in (entry.name or entry.type).split(","))
    return [bare for name in found if last_part(bare := bare_name(name))]


def _may_return(symbol: Symbol) -> bool:
    """Tell whether a value is returned, or promised by the annotation of what has no body yet."""
    if symbol.facts.returns_value or symbol.signature is None:
        return symbol.facts.returns_value
    annotation = (symbol.signature.returns or "None").strip("'\" ")
    return annotation.rpartition(".")[2] not in _NO_VALUE and not symbol.facts.yields


def _sorted_out(
    fields: Iterable[Field], known: Mapping[str, str], normalised: Callable[[str], str]
) -> tuple[tuple[Field, ...], list[str]]:
    """Split fields into the first of each known name, under the name that the code has, and names that are unknown."""
    kept: dict[str, Field] = {}
    wrong: list[str] = []
    for field in fields:
        name = normalised(field.name)
        if name in known:
            kept.setdefault(name, Field(known[name], field.description))
        else:
            wrong.append(" ".join(field.name.replace("`", "").split())[:_SHOWN_NAME])
    return tuple(kept.values()), wrong


def _listed(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names) or "none"
