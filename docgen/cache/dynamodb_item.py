"""The shape of what lies in the DynamoDB table: docs, leases, batches and the history of hits, under one string key."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from docgen.cache.doc_json import ItemError
from docgen.cache.hits import Hits
from docgen.cache.item import SCHEMA, Item, item_from_columns, item_to_columns
from docgen.cache.record import place_from_columns, record_from_columns
from docgen.journal import Place, Record

KEY = "pk"
"""The table's only key, a string."""

EXPIRY = "expires"
"""Seconds since the epoch; DynamoDB's time to live deletes by it, some day after."""

LEASE = "lease"
"""Who holds a lease; an item that has it is no doc."""

BATCH = "batch"
"""Our own name of the batch that will bring the doc; a lease that has it belongs to nobody."""

Attributes = Mapping[str, Mapping[str, Any]]
"""An item as the API writes it: `{"name": {"S": "value"}}`."""

_DOC_PREFIX = f"doc/{SCHEMA}/"
_HITS_PREFIX = f"hits/{SCHEMA}/"
_BATCH_PREFIX = f"batch/{SCHEMA}/"


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


def lease_item(fingerprint: str, lease: str, expires: int) -> dict[str, dict[str, Any]]:
    """A lease on a doc."""
    return {KEY: {"S": doc_key(fingerprint)}, LEASE: {"S": lease}, EXPIRY: number(expires)}


def place_to_attributes(place: Place) -> dict[str, dict[str, Any]]:
    """What makes a lease a place."""
    return {name: _to_attribute(value) for name, value in asdict(place).items()}


def place_from_attributes(attributes: Attributes, now: float) -> Place | None:
    """Read the place in a lease that still runs; `None` if it is something else."""
    columns = _columns(attributes)
    return place_from_columns(columns) if _lasts(columns, now) else None


def batch_key(name: str) -> str:
    """The key of a batch's record."""
    return _BATCH_PREFIX + name


def record_to_attributes(record: Record, expires: int) -> dict[str, dict[str, Any]]:
    """Write a batch's record; its key holds the name, and empty values are left out."""
    columns = {**asdict(record), EXPIRY: expires, KEY: batch_key(record.name)}
    return {name: _to_attribute(value) for name, value in columns.items() if value != ""}


def record_from_attributes(attributes: Attributes, now: float) -> Record | None:
    """Read a batch's record that has not expired; `None` if it is something else."""
    columns = _columns(attributes)
    return record_from_columns(columns) if _lasts(columns, now) else None


def number(value: float) -> dict[str, str]:
    """A number as the API writes it."""
    return {"N": repr(value)}


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


def _columns(attributes: Attributes) -> dict[str, Any]:
    return {name: value.get("S", value.get("N")) for name, value in attributes.items()}


def _lasts(columns: Mapping[str, Any], now: float) -> bool:
    try:
        return float(columns[EXPIRY]) > now
    except (KeyError, TypeError, ValueError):
        return False


def _to_attribute(value: str | bytes | float) -> dict[str, Any]:
    if isinstance(value, str):
        return {"S": value}
    if isinstance(value, bytes):
        return {"B": value}
    return number(value)


def _from_attribute(value: Mapping[str, Any]) -> object:
    kind, content = next(iter(value.items()))
    if kind not in {"S", "B", "N"}:
        raise ItemError(f"an attribute of type {kind}")
    return content
