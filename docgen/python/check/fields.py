"""Rules about sections: only what the code has may be documented, each name once."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace

from docgen.model import Doc, Field, Symbol, SymbolKind
from docgen.python.check.ruling import Ruling
from docgen.python.names import bare_name, last_part


def parameters(symbol: Symbol, doc: Doc) -> Ruling:
    """Parameters are those of the signature."""
    known = {parameter.name for parameter in symbol.signature.parameters} if symbol.signature else set()
    kept, wrong = _sort(doc.params, known, bare_name)
    problems = tuple(f"`{name}` is not a parameter: the signature has {_listed(known)}." for name in wrong)
    return Ruling(replace(doc, params=kept), problems)


def raises(symbol: Symbol, doc: Doc) -> Ruling:
    """Exceptions are those that the code raises itself."""
    known = {last_part(name) for name in symbol.facts.raises}
    kept, wrong = _sort(doc.raises, known, last_part)
    problems = tuple(f"`{name}` is not raised here: the code raises {_listed(known)}." for name in wrong)
    return Ruling(replace(doc, raises=kept), problems)


def attributes(symbol: Symbol, doc: Doc) -> Ruling:
    """Attributes are those that the class or module defines."""
    known = {attribute.name for attribute in symbol.facts.attributes}
    kept, wrong = _sort(doc.attributes, known, bare_name)
    owner = "module" if symbol.kind is SymbolKind.MODULE else "class"
    problems = tuple(f"`{name}` is not an attribute: the {owner} has {_listed(known)}." for name in wrong)
    return Ruling(replace(doc, attributes=kept), problems)


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


def _may_return(symbol: Symbol) -> bool:
    """Whether a value is returned, or promised by the annotation of what has no body yet."""
    if symbol.facts.returns_value:
        return True
    annotation = symbol.signature.returns if symbol.signature else None
    is_promise = annotation is not None and annotation.strip("'\" ") not in ("None", "NoReturn", "Never")
    return is_promise and not symbol.facts.yields and symbol.kind is not SymbolKind.CLASS


def _sort(
    fields: tuple[Field, ...], known: Collection[str], normalised: Callable[[str], str]
) -> tuple[tuple[Field, ...], list[str]]:
    """Split fields into the first of each known name, and the names that are unknown."""
    kept: dict[str, Field] = {}
    wrong: list[str] = []
    for field in fields:
        name = normalised(field.name)
        if name in known:
            kept.setdefault(name, field)
        else:
            wrong.append(field.name[:80])
    return tuple(kept.values()), wrong


def _listed(names: Collection[str]) -> str:
    return ", ".join(f"`{name}`" for name in sorted(names)) if names else "none"
