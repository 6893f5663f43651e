"""Docs as JSON, with bounds on all that is read back.

Stores are shared and files travel, so what they hold is validated like any other input.
"""

from __future__ import annotations

import json
import zlib
from dataclasses import asdict, replace
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from docgen.model import Doc
from docgen.model import Field as DocField
from docgen.sanitize import redact, strip_hidden

MAX_DOC_BYTES = 100_000
"""Largest doc as JSON, far below DynamoDB's 400 KB for an item."""

_COMPRESS_FROM = 1024


class ItemError(ValueError):
    """A doc cannot be stored, or what is stored is not a doc of ours."""


def _require_visible(text: str) -> str:
    # `isprintable` settles nearly all texts at C speed; only the others need the exact comparison.
    if not text.replace("\n", "").isprintable() and strip_hidden(text) != text:
        raise ValueError("hidden characters")
    return text


_Name = Annotated[str, StringConstraints(min_length=1, max_length=500), AfterValidator(_require_visible)]
_Text = Annotated[str, StringConstraints(max_length=20_000), AfterValidator(_require_visible)]
_Summary = Annotated[str, StringConstraints(min_length=1, max_length=2_000), AfterValidator(_require_visible)]


class _StoredField(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    name: _Name
    description: _Text


_Fields = Annotated[list[_StoredField], Field(max_length=1_000)]


class _StoredDoc(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    summary: _Summary
    description: _Text = ""
    params: _Fields = []
    returns: _Text = ""
    yields: _Text = ""
    raises: _Fields = []
    attributes: _Fields = []
    example: _Text = ""
    is_draft: bool = False

    def to_doc(self) -> Doc:
        return Doc(
            summary=self.summary,
            description=self.description,
            params=_to_fields(self.params),
            returns=self.returns,
            yields=self.yields,
            raises=_to_fields(self.raises),
            attributes=_to_fields(self.attributes),
            example=self.example,
            is_draft=self.is_draft,
        )


def _to_fields(stored: list[_StoredField]) -> tuple[DocField, ...]:
    return tuple(DocField(field.name, field.description) for field in stored)


def encode_doc(doc: Doc) -> str | bytes:
    """Serialize a doc: JSON text, or deflated bytes when that is long.

    Raises:
        ItemError: If the doc exceeds the bounds within which it would be read back.
    """
    text = doc_to_json(doc)
    if len(text) < _COMPRESS_FROM:
        return text
    return zlib.compress(text.encode())


def decode_doc(stored: str | bytes) -> Doc:
    """Read back what `encode_doc` made.

    Raises:
        ItemError: If it is something else, is too large, or carries hidden characters.
    """
    if len(stored) > MAX_DOC_BYTES:
        raise ItemError("the doc is too large")
    try:
        return _StoredDoc.model_validate_json(_inflate(stored) if isinstance(stored, bytes) else stored).to_doc()
    except ValidationError as error:
        raise ItemError(f"not a doc: {error.error_count()} fields do not fit") from error


def doc_to_json(doc: Doc) -> str:
    """Write a doc as compact JSON without its empty fields, hidden characters and secrets.

    Raises:
        ItemError: If the doc exceeds the bounds within which it would be read back.
    """
    text = json.dumps({name: value for name, value in asdict(_clean(doc)).items() if value}, ensure_ascii=False)
    if len(text.encode()) > MAX_DOC_BYTES:
        raise ItemError(f"the doc is larger than {MAX_DOC_BYTES:,} bytes")
    decode_doc(text)
    return text


def _inflate(data: bytes) -> bytes:
    # The bound stands before the memory is spent: a small stream can inflate to a thousand times its size.
    inflater = zlib.decompressobj()
    try:
        text = inflater.decompress(data, MAX_DOC_BYTES)
    except zlib.error as error:
        raise ItemError("not a deflated doc") from error
    if not inflater.eof:
        raise ItemError("the deflated doc is cut or too large")
    return text


def _clean(doc: Doc) -> Doc:
    return replace(
        doc,
        summary=_clean_text(doc.summary),
        description=_clean_text(doc.description),
        params=_clean_fields(doc.params),
        returns=_clean_text(doc.returns),
        yields=_clean_text(doc.yields),
        raises=_clean_fields(doc.raises),
        attributes=_clean_fields(doc.attributes),
        example=_clean_text(doc.example),
    )


def _clean_fields(fields: tuple[DocField, ...]) -> tuple[DocField, ...]:
    return tuple(DocField(_clean_text(field.name), _clean_text(field.description)) for field in fields)


def _clean_text(text: str) -> str:
    return redact(strip_hidden(text))
