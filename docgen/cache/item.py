"""What is stored for a fingerprint: the doc, where it came from and how long it lives."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from docgen.cache.doc_json import ItemError, decode_doc, encode_doc
from docgen.cache.interface import Entry
from docgen.model import Usage

SCHEMA = 1
"""Version of the stored form; part of every key, so that two versions of docgen can share a store."""

_Label = Annotated[str, StringConstraints(max_length=200)]
_Count = Annotated[int, Field(ge=0, lt=2**53)]


@dataclass(frozen=True, slots=True)
class Item:
    """An entry as a store holds it.

    Attributes:
        entry: The doc; its fingerprint is the key.
        created: When it was stored, in seconds since the epoch.
        expires: From when on it is a miss.
        size: Bytes that the doc takes in the store.
    """

    entry: Entry
    created: int
    expires: int
    size: int = 0


class _StoredItem(BaseModel):
    """The flat form that columns, attributes and JSON lines share; numbers may arrive as text."""

    model_config = ConfigDict(extra="forbid")

    doc: bytes | str
    model: _Label = ""
    prompt_version: _Label = ""
    input_tokens: _Count = 0
    output_tokens: _Count = 0
    cache_write_tokens: _Count = 0
    cache_read_tokens: _Count = 0
    cost_usd: Annotated[float, Field(ge=0, allow_inf_nan=False)] | None = None
    created: _Count
    expires: _Count

    def to_item(self, key: str) -> Item:
        usage = Usage(self.input_tokens, self.output_tokens, self.cache_write_tokens, self.cache_read_tokens)
        entry = Entry(key, decode_doc(self.doc), self.model, self.prompt_version, usage, self.cost_usd)
        size = len(self.doc if isinstance(self.doc, bytes) else self.doc.encode())
        return Item(entry, self.created, self.expires, size)


def item_to_columns(item: Item) -> dict[str, str | bytes | int | float | None]:
    """Flatten an item to scalar values; the key is not among them.

    Raises:
        ItemError: If the doc exceeds the bounds within which it would be read back.
    """
    return {
        "doc": encode_doc(item.entry.doc),
        "model": item.entry.model,
        "prompt_version": item.entry.prompt_version,
        **asdict(item.entry.usage),
        "cost_usd": item.entry.cost_usd,
        "created": item.created,
        "expires": item.expires,
    }


def item_from_columns(key: str, columns: object) -> Item:
    """Read back what `item_to_columns` made.

    Args:
        key: The fingerprint under which it was found.
        columns: A mapping; numbers may be text.

    Raises:
        ItemError: If it is something else.
    """
    try:
        return _StoredItem.model_validate(columns).to_item(key)
    except ValidationError as error:
        raise ItemError(f"not an item: {error.error_count()} values do not fit") from error
