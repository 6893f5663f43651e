"""What of a doc goes into a docstring, whatever the convention: completed from the signature, bounded in length."""

from __future__ import annotations

from dataclasses import dataclass

from docgen.model import Doc, Parameter, ParameterKind, Symbol, SymbolKind
from docgen.python.names import bare_name
from docgen.python.styles import prose

DRAFT_NOTE = "Draft derived from the code without a model: please review."

_DESCRIPTION_LINES = {SymbolKind.MODULE: 12, SymbolKind.CLASS: 6}
_OTHER_DESCRIPTION_LINES = 4


@dataclass(frozen=True, slots=True)
class Entry:
    """A described name with what its signature says: `name` carries the stars, `type` is source text or empty."""

    name: str
    type: str
    description: str


@dataclass(frozen=True, slots=True)
class Content:
    """The parts of a docstring in the order in which every convention shows them; empty parts are left out."""

    summary: str
    description: tuple[str, ...] = ()
    params: tuple[Entry, ...] = ()
    returns: Entry | None = None
    yields: Entry | None = None
    raises: tuple[Entry, ...] = ()
    attributes: tuple[Entry, ...] = ()
    example: str = ""
    note: str = ""


def make_content(doc: Doc, symbol: Symbol, width: int, *, full_stop: bool) -> Content:
    """Select and complete what the docstring says.

    Args:
        doc: The doc, as it passed the truth gate.
        symbol: What it is about.
        width: Columns that a line of description may take.
        full_stop: Whether the summary ends with a full stop.
    """
    summary = prose.capitalised(prose.with_full_stop(prose.one_line(doc.summary)))
    returns = symbol.signature.returns if symbol.signature else None
    return Content(
        summary=summary if full_stop else summary.removesuffix("."),
        description=_bounded(doc.description, width, _DESCRIPTION_LINES.get(symbol.kind, _OTHER_DESCRIPTION_LINES)),
        params=_params(doc, symbol),
        returns=_value(doc.returns, returns or ""),
        yields=_value(doc.yields, _item_type(returns or "")),
        raises=tuple(Entry(item.name, "", _sentence(item.description)) for item in doc.raises),
        attributes=_attributes(doc, symbol),
        example=doc.example.strip("\n"),
        note=DRAFT_NOTE if doc.is_draft else "",
    )


def _bounded(description: str, width: int, limit: int) -> tuple[str, ...]:
    """The first sentences and blocks of a description that fit the limit of lines, never none of them."""
    lines: list[str] = []
    for paragraph in prose.paragraphs(description):
        room = limit - sum(1 for line in lines if line)
        block = prose.wrap_text(paragraph, width)
        if len(block) > room:
            block = [] if prose.is_block(paragraph) else _fitting(paragraph, width, room)
        if not block:
            break
        lines += ["", *block] if lines else block
    return tuple(lines)


def _fitting(paragraph: str, width: int, room: int) -> list[str]:
    fitting: list[str] = []
    taken: list[str] = []
    for sentence in prose.sentences(paragraph):
        taken.append(sentence)
        lines = prose.wrap(" ".join(taken), width)
        if len(lines) > room:
            break
        fitting = lines
    return fitting


def _params(doc: Doc, symbol: Symbol) -> tuple[Entry, ...]:
    """All parameters, in the order of the signature, once one of them is worth a word: linters want all or none."""
    described = {bare_name(item.name): item.description for item in doc.params if item.description.strip()}
    parameters = symbol.signature.parameters if symbol.signature else ()
    if not any(parameter.name in described for parameter in parameters):
        return ()
    return tuple(
        Entry(
            parameter.display_name,
            parameter.annotation or "",
            _sentence(described.get(parameter.name) or _plain_words(parameter)),
        )
        for parameter in parameters
        if parameter.name in described or not parameter.name.startswith("_")
    )


def _plain_words(parameter: Parameter) -> str:
    """What the signature alone says of a parameter."""
    if parameter.kind is ParameterKind.VAR_POSITIONAL:
        return "Further positional arguments."
    if parameter.kind is ParameterKind.VAR_KEYWORD:
        return "Further keyword arguments."
    words = parameter.name.strip("_").replace("_", " ")
    return f"The {words}." if parameter.default is None else f"The {words}; `{parameter.default}` by default."


def _attributes(doc: Doc, symbol: Symbol) -> tuple[Entry, ...]:
    types = {attribute.name: attribute.annotation or "" for attribute in symbol.facts.attributes}
    return tuple(
        Entry(item.name, types.get(item.name, ""), _sentence(item.description)) for item in doc.attributes if item.name
    )


def _value(description: str, annotation: str) -> Entry | None:
    return Entry("", annotation, _sentence(description)) if description.strip() else None


def _item_type(annotation: str) -> str:
    """What a generator yields, from `Iterator[int]`, `Generator[int, None, None]` and their like."""
    name, bracket, arguments = annotation.partition("[")
    if not bracket or name.rpartition(".")[2] not in _GENERATORS:
        return ""
    return _first_argument(arguments.removesuffix("]"))


_GENERATORS = frozenset(
    {"Iterator", "Iterable", "Generator", "AsyncIterator", "AsyncIterable", "AsyncGenerator"},
)


def _first_argument(arguments: str) -> str:
    depth = 0
    for position, character in enumerate(arguments):
        depth += {"[": 1, "(": 1, "]": -1, ")": -1}.get(character, 0)
        if character == "," and depth == 0:
            return arguments[:position].strip()
    return arguments.strip()


def _sentence(description: str) -> str:
    """A field's description as prose in one paragraph, with a capital and a full stop."""
    return prose.capitalised(prose.with_full_stop(prose.one_line(description))) if description.strip() else ""
