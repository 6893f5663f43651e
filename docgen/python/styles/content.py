"""What of a doc goes into a docstring, whatever the convention: completed from the signature, bounded in length."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable
from dataclasses import dataclass

from docgen.model import Doc, Field, Parameter, ParameterKind, Symbol, SymbolKind
from docgen.python.names import bare_name
from docgen.python.styles import prose
from docgen.python.styles.annotations import item_type
from docgen.python.styles.mood import imperative

_DRAFT_NOTE = "Draft derived from the code without a model: please review."

_DESCRIPTION_LINES = {SymbolKind.MODULE: 12, SymbolKind.CLASS: 6}
_OTHER_DESCRIPTION_LINES = 4
_DETAIL_LINES = 3
_COMMANDS = (SymbolKind.FUNCTION, SymbolKind.METHOD)


@dataclass(frozen=True, slots=True)
class Entry:
    """A described name or result; `name` carries the stars, `type` is the annotation's source text or empty."""

    name: str
    type: str
    description: str


@dataclass(frozen=True, slots=True)
class Content:
    """The parts of a docstring; empty ones are left out."""

    summary: str
    description: tuple[str, ...] = ()
    params: tuple[Entry, ...] = ()
    returns: Entry | None = None
    yields: Entry | None = None
    raises: tuple[Entry, ...] = ()
    attributes: tuple[Entry, ...] = ()
    example: tuple[str, ...] = ()
    note: str = ""


def make_content(doc: Doc, symbol: Symbol, width: int, *, full_stop: bool) -> Content:
    """Select and complete what the docstring says.

    Args:
        doc: The doc, as it passed the truth gate.
        symbol: What it is about.
        width: Columns that a line may take.
        full_stop: Whether the summary ends with a full stop.
    """
    returns = (symbol.signature.returns if symbol.signature else None) or ""
    types = {attribute.name: attribute.annotation or "" for attribute in symbol.facts.attributes}
    return Content(
        summary=_summary(doc, symbol, full_stop=full_stop),
        description=_bounded(doc.description, width, _DESCRIPTION_LINES.get(symbol.kind, _OTHER_DESCRIPTION_LINES)),
        params=_params(doc, symbol, width),
        returns=_entry("", returns, doc.returns, width) if doc.returns.strip() else None,
        yields=_entry("", item_type(returns), doc.yields, width) if doc.yields.strip() else None,
        raises=tuple(_entry(bare_name(item.name), "", item.description, width) for item in _described(doc.raises)),
        attributes=tuple(
            _entry(name, types.get(name, ""), item.description, width)
            for item in _described(doc.attributes)
            if (name := bare_name(item.name))
        ),
        example=tuple(doc.example.strip("\n").split("\n")) if doc.example.strip() else (),
        note=_DRAFT_NOTE if doc.is_draft else "",
    )


def _summary(doc: Doc, symbol: Symbol, *, full_stop: bool) -> str:
    text = prose.capitalised(prose.with_full_stop(prose.one_line(doc.summary)))
    if symbol.kind in _COMMANDS:
        text = imperative(text)
    return text if full_stop else text.removesuffix(".")


def _described(fields: tuple[Field, ...]) -> tuple[Field, ...]:
    return tuple(field for field in fields if field.description.strip())


def _entry(name: str, annotation: str, description: str, width: int) -> Entry:
    """Make an entry of as many sentences as fit, at least one."""
    kept = _fitting_sentences(description, width, _DETAIL_LINES) or prose.sentences(description)[:1]
    return Entry(name, prose.one_line(annotation), prose.capitalised(prose.with_full_stop(" ".join(kept))))


def _bounded(description: str, width: int, limit: int) -> tuple[str, ...]:
    """Return the first sentences and blocks of a description that fit the limit of lines."""
    lines: list[str] = []
    for paragraph in prose.paragraphs(textwrap.dedent(description)):
        room = limit - sum(1 for line in lines if line)
        block = prose.wrap_paragraph(paragraph, width)
        if sum(1 for line in block if line) > room:
            block = [] if prose.is_block(paragraph) else _wrapped(_fitting_sentences(paragraph, width, room), width)
        if not block:
            break
        lines += ["", *block] if lines else block
    return tuple(lines)


def _wrapped(sentences: list[str], width: int) -> list[str]:
    return prose.wrap(" ".join(sentences), width) if sentences else []


def _fitting_sentences(paragraph: str, width: int, limit: int) -> list[str]:
    """Return the first sentences of a paragraph that fit a number of lines."""
    found = prose.sentences(paragraph)
    while found and len(prose.wrap(" ".join(found), width)) > limit:
        found.pop()
    return found


def _params(doc: Doc, symbol: Symbol, width: int) -> tuple[Entry, ...]:
    """Return all parameters in the signature's order once one is worth a word: linters want all of them or none."""
    described = {bare_name(item.name) for item in _described(doc.params)}
    signature = symbol.signature.parameters if symbol.signature else ()
    parameters = [parameter for parameter in signature if parameter.name.strip("_")]
    if not any(parameter.name in described for parameter in parameters):
        return ()
    shown = [each for each in parameters if each.name in described or not each.name.startswith("_")]
    return parameter_entries(doc, shown, width)


def parameter_entries(doc: Doc, parameters: Iterable[Parameter], width: int) -> tuple[Entry, ...]:
    """Return what is to be said of parameters: what the doc says, else what the signature does."""
    described = {bare_name(item.name): item.description for item in _described(doc.params)}
    return tuple(
        _entry(each.display_name, each.annotation or "", described.get(each.name) or _plain_words(each), width)
        for each in parameters
    )


def _plain_words(parameter: Parameter) -> str:
    """Return what the signature alone says of a parameter."""
    if parameter.kind is ParameterKind.VAR_POSITIONAL:
        return "Further positional arguments."
    if parameter.kind is ParameterKind.VAR_KEYWORD:
        return "Further keyword arguments."
    words = parameter.name.strip("_").replace("_", " ")
    return f"The {words}." if parameter.default is None else f"The {words}; `{parameter.default}` by default."
