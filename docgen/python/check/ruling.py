"""What each rule of the truth gate gives back, and how texts of a doc are changed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from docgen.model import Doc, Field, Symbol


@dataclass(frozen=True, slots=True)
class Ruling:
    """What one rule says of a doc: its problems, and the doc without them; `None` when no valid summary is left."""

    doc: Doc | None
    problems: tuple[str, ...] = ()


Rule = Callable[[Symbol, Doc], Ruling]


def map_texts(doc: Doc, change: Callable[[str], str]) -> Doc:
    """Change every text of a doc, names included."""
    return replace(
        doc,
        summary=change(doc.summary),
        example=change(doc.example),
        params=_map_fields(doc.params, change),
        raises=_map_fields(doc.raises, change),
        attributes=_map_fields(doc.attributes, change),
        description=change(doc.description),
        returns=change(doc.returns),
        yields=change(doc.yields),
    )


def _map_fields(fields: tuple[Field, ...], change: Callable[[str], str]) -> tuple[Field, ...]:
    return tuple(Field(change(field.name), change(field.description)) for field in fields)


def texts(doc: Doc) -> Iterator[str]:
    """All texts of a doc, names included."""
    yield from (doc.summary, doc.description, doc.returns, doc.yields, doc.example)
    for field in (*doc.params, *doc.raises, *doc.attributes):
        yield from (field.name, field.description)


def map_details(doc: Doc, change: Callable[[str], str]) -> Doc:
    """Change the descriptions of results and of named fields; a field without any description left is dropped."""
    return replace(
        doc,
        params=_described(doc.params, change),
        raises=_described(doc.raises, change),
        attributes=_described(doc.attributes, change),
        returns=change(doc.returns),
        yields=change(doc.yields),
    )


def _described(fields: tuple[Field, ...], change: Callable[[str], str]) -> tuple[Field, ...]:
    changed = (Field(field.name, change(field.description)) for field in fields)
    return tuple(field for field in changed if field.description)


def details(doc: Doc) -> Iterator[str]:
    """The descriptions of results and of named fields."""
    yield from (doc.returns, doc.yields)
    yield from (field.description for field in (*doc.params, *doc.raises, *doc.attributes))
