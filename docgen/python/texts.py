"""The texts of a doc, all of them or those of one sort, to look at and to change."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from docgen.model import Doc, Field


def texts(doc: Doc) -> Iterator[str]:
    """Yield every text, names and example included."""
    yield from (doc.summary, doc.description, doc.example, *details(doc))
    yield from (field.name for field in (*doc.params, *doc.raises, *doc.attributes))


def details(doc: Doc) -> Iterator[str]:
    """Yield what is said of results and of named fields."""
    yield from (doc.returns, doc.yields)
    yield from (field.description for field in (*doc.params, *doc.raises, *doc.attributes))


def map_texts(doc: Doc, change: Callable[[str], str]) -> Doc:
    """Change every text, names and example included."""
    changed = map_prose(doc, change)
    return replace(
        changed,
        example=change(doc.example),
        params=_renamed(changed.params, change),
        raises=_renamed(changed.raises, change),
        attributes=_renamed(changed.attributes, change),
    )


def map_prose(doc: Doc, change: Callable[[str], str]) -> Doc:
    """Change every text that is prose."""
    return replace(map_details(doc, change), summary=change(doc.summary), description=change(doc.description))


def map_details(doc: Doc, change: Callable[[str], str]) -> Doc:
    """Change what is said of results and of named fields."""
    return replace(
        doc,
        params=_described(doc.params, change),
        raises=_described(doc.raises, change),
        attributes=_described(doc.attributes, change),
        returns=change(doc.returns),
        yields=change(doc.yields),
    )


def _renamed(fields: tuple[Field, ...], change: Callable[[str], str]) -> tuple[Field, ...]:
    return tuple(Field(change(field.name), field.description) for field in fields)


def _described(fields: tuple[Field, ...], change: Callable[[str], str]) -> tuple[Field, ...]:
    return tuple(Field(field.name, change(field.description)) for field in fields)
