"""The shape of what lies in the DynamoDB table: docs, leases and the history of hits, under one string key."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from docgen.cache.doc_json import ItemError
from docgen.cache.hits import Hits
from docgen.cache.item import SCHEMA, Item, item_from_columns, item_to_columns

KEY = "pk"
"""The table's only key, a string."""

EXPIRY = "expires"
"""Seconds since the epoch; DynamoDB's time to live deletes by it, some day after."""

LEASE = "lease"
"""Who holds a lease; an item that has it is no doc."""

Attributes = Mapping[str, Mapping[str, Any]]
"""An item as the API writes it: `{"name": {"S": "value"}}`."""

_DOC_PREFIX = f"doc/{SCHEMA}/"
_HITS_PREFIX = f"hits/{SCHEMA}/"


def doc_key(fingerprint: str) -> str:
    """The key of a doc or of the lease on it."""
    return _DOC_PREFIX + fingerprint


def fingerprint_of(attributes: Attributes) -> str:
    """The fingerprint that a doc or a lease is about; empty for anything else."""
    key = str(attributes[KEY].get("S", ""))
    return key.removeprefix(_DOC_PREFIX) if key.startswith(_DOC_PREFIX) else ""


def item_to_attributes(item: Item) -> dict[str, dict[str, Any]]:
    """Write an item; empty values are left out.

    Raises:
        ItemError: If the doc exceeds the bounds within which it would be read back.
    """
    columns = {KEY: doc_key(item.entry.fingerprint), **item_to_columns(item)}
    return {name: _to_attribute(value) for name, value in columns.items() if value not in (None, "")}


def item_from_attributes(attributes: Attributes) -> Item:
    """Read an item.

    Raises:
        ItemError: If it is not a doc of ours.
    """
    columns = {name: _from_attribute(value) for name, value in attributes.items() if name != KEY}
    return item_from_columns(fingerprint_of(attributes), columns)


def hits_key(day: str, model: str) -> str:
    """The key of a day's hits on one model's docs."""
    return f"{_HITS_PREFIX}{day}/{model}"


def hits_from_attributes(attributes: Attributes) -> Hits | None:
    """Read a day's hits; `None` if it is something else."""
    key = str(attributes[KEY].get("S", ""))
    if not key.startswith(_HITS_PREFIX):
        return None
    day, _, model = key.removeprefix(_HITS_PREFIX).partition("/")
    try:
        return Hits(day, model, int(attributes["hits"]["N"]), float(attributes["saved_usd"]["N"]))
    except (KeyError, ValueError):
        return None


def _to_attribute(value: str | bytes | float) -> dict[str, Any]:
    if isinstance(value, str):
        return {"S": value}
    if isinstance(value, bytes):
        return {"B": value}
    return {"N": repr(value)}


def _from_attribute(value: Mapping[str, Any]) -> object:
    kind, content = next(iter(value.items()))
    if kind not in {"S", "B", "N"}:
        raise ItemError(f"an attribute of type {kind}")
    return content
