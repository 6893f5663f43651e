"""Reads replies. They are not trusted: they may be cut, fenced in prose, of another form, or about other chunks."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator, Mapping
from textwrap import dedent
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError

from docgen.model import Doc, Field
from docgen.sanitize import redact, strip_hidden

_LIST_OF_DOCS = re.compile(r'"docs"\s*:\s*\[')
_LIST_OF_OBJECTS = re.compile(r"\[(?=\s*\{)")
_TYPE = re.compile(r"\([^()]*\)\s*\Z")
_SEPARATOR = re.compile(r"[\s,]*")


def _clean(value: object) -> object:
    """Take `null` for empty, and strip what no text may carry."""
    return dedent(redact(strip_hidden(value))).strip() if isinstance(value, str) else "" if value is None else value


def _as_field(value: object) -> object:
    """Take a text apart at its first colon: a name, without a type behind it, and what is said of it."""
    if not isinstance(value, str):
        return value
    name, _, description = value.partition(":")
    return {"name": _TYPE.sub("", name).strip(" `"), "description": description}


def _as_fields(value: object) -> object:
    """Take `null` for empty, and a mapping of names to descriptions for a list of fields."""
    if isinstance(value, Mapping):
        return [{"name": name, "description": description} for name, description in value.items()]
    return [] if value is None else value


Text = Annotated[str, BeforeValidator(_clean)]


class _Reply(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class FieldReply(_Reply):
    """A described name, as the model wrote it."""

    name: Text
    description: Text


Fields = Annotated[list[Annotated[FieldReply, BeforeValidator(_as_field)]], BeforeValidator(_as_fields)]


class DocReply(_Reply):
    """A doc, as the model wrote it; the names are those of `reply.schema.json`."""

    id: Text
    summary: Text
    description: Text = ""
    params: Fields = []
    returns: Text = ""
    yields: Text = ""
    raises: Fields = []
    attributes: Fields = []
    example: Text = ""

    def as_doc(self) -> Doc:
        """The doc in our own words, without fields that say nothing."""
        return Doc(
            summary=" ".join(self.summary.split()),
            description=self.description,
            params=_described(self.params, stars="*"),
            returns=self.returns,
            yields=self.yields,
            raises=_described(self.raises),
            attributes=_described(self.attributes),
            example=self.example,
        )


def read_docs(text: str, wanted: Collection[str]) -> Mapping[str, Doc]:
    """The docs that stand whole in a reply's text, by id.

    Docs for ids that nobody asked about, without a summary, or of another form are left out; of two docs for one id the
    first counts.

    Args:
        text: Text of the reply.
        wanted: Ids that were asked about.
    """
    docs: dict[str, Doc] = {}
    for value in _objects(text):
        try:
            reply = DocReply.model_validate(value)
        except ValidationError:
            continue
        if reply.id in wanted and reply.id not in docs and reply.summary:
            docs[reply.id] = reply.as_doc()
    return docs


def _objects(text: str) -> Iterator[Any]:
    """The values of the list of docs, up to the first that is not whole."""
    start = _LIST_OF_DOCS.search(text) or _LIST_OF_OBJECTS.search(text)
    if start is None:
        return
    decoder = json.JSONDecoder(strict=False)
    position = start.end()
    while True:
        separator = _SEPARATOR.match(text, position)
        position = separator.end() if separator else position
        try:
            value, position = decoder.raw_decode(text, position)
        except (ValueError, RecursionError):  # not JSON, or numbers too long to be any
            return
        yield value


def _described(fields: list[FieldReply], stars: str = "") -> tuple[Field, ...]:
    named = ((field.name.lstrip(stars) if stars else field.name, field.description) for field in fields)
    return tuple(Field(name, description) for name, description in named if name and description)
