"""Items as lines of JSON, the form in which a cache moves from one store to another."""

from __future__ import annotations

import json
import re

from docgen.cache.doc_json import ItemError, doc_to_json
from docgen.cache.item import SCHEMA, Item, item_from_columns, item_to_columns
from docgen.cache.trust import PREFIX

_KEY = re.compile(rf"(?:{PREFIX.pattern})?[0-9a-f]{{64}}")


def item_to_line(item: Item) -> str:
    """Write an item as one line, without the line's end.

    Raises:
        ItemError: If the doc exceeds the bounds within which it would be read back.
    """
    doc = json.loads(doc_to_json(item.entry.doc))
    line = {"schema": SCHEMA, "fingerprint": item.entry.fingerprint, **item_to_columns(item), "doc": doc}
    return json.dumps(line, ensure_ascii=False)


def item_from_line(line: str) -> Item:
    """Read back what `item_to_line` made.

    Raises:
        ItemError: If it is something else.
    """
    columns = _parse(line)
    key = columns.pop("fingerprint", None)
    if columns.pop("schema", None) != SCHEMA or not isinstance(key, str) or not _KEY.fullmatch(key):
        raise ItemError("not an item of this version")
    return item_from_columns(key, columns | {"doc": json.dumps(columns.get("doc"), ensure_ascii=False)})


def _parse(line: str) -> dict[str, object]:
    try:
        columns = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise ItemError("not JSON") from error
    if not isinstance(columns, dict):
        raise ItemError("not an item")
    return columns
