"""Reads the chunks that a request asks about out of its user messages."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.standins.claude.listing import listed_definitions

_ELEMENT = re.compile(r"<chunk\b([^>]*)>(.*?)</chunk\s*>", re.DOTALL)
_ATTRIBUTE = re.compile(r'([\w-]+)="([^"]*)"')
_TAG = re.compile(r"</?chunk\b")


@dataclass(frozen=True, slots=True)
class AskedChunk:
    """One `<chunk>` element of a request.

    Attributes:
        id: What the answer must refer to.
        symbol: Qualified name of the symbol, as the element says it; its id when it says none.
        kind: Kind of definition, as the element says it.
        text: What stands between the tags, as sent.
        attributes: All attributes of the element, unescaped.
        is_listed: Whether it is a definition in a fence instead of an element, to be written up in Markdown.
    """

    id: str
    symbol: str
    kind: str
    text: str
    attributes: Mapping[str, str] = field(default_factory=dict)
    is_listed: bool = False

    @property
    def name(self) -> str:
        """Last part of the symbol's qualified name, without the number of a second definition."""
        return self.symbol.rpartition(".")[2].partition("#")[0]


def texts_of(content: object) -> list[str]:
    """The texts of a message's or system prompt's content: a string, or blocks of which some are text."""
    if isinstance(content, str):
        return [content]
    blocks: list[dict[str, Any]] = content if isinstance(content, list) else []
    return [block["text"] for block in blocks if block.get("type") == "text"]


def asked_chunks(params: Mapping[str, Any]) -> tuple[AskedChunk, ...]:
    """The chunks of the last user message that has any: a repair may follow without repeating them."""
    for message in reversed(params["messages"]):
        text = "\n".join(texts_of(message["content"])) if message["role"] == "user" else ""
        if found := _parse(text) or _listed(text):
            return found
    return ()


def chunk_problems(params: Mapping[str, Any]) -> list[str]:
    """What the API would not notice but a reader would stumble over: tags within chunks, ids given twice."""
    problems = []
    for chunk in (chunks := [chunk for chunk in asked_chunks(params) if not chunk.is_listed]):
        if _TAG.search(chunk.text):
            problems.append(f"chunk {chunk.id} ({chunk.symbol}) holds a chunk tag that is not escaped")
        if sum(other.id == chunk.id for other in chunks) > 1:
            problems.append(f"chunk id {chunk.id} stands for more than one chunk")
    return problems


def _parse(text: str) -> tuple[AskedChunk, ...]:
    return tuple(_chunk(match[1], match[2]) for match in _ELEMENT.finditer(text))


def _listed(text: str) -> tuple[AskedChunk, ...]:
    return tuple(
        AskedChunk(f"d{number}", name, kind, source, is_listed=True)
        for number, (name, kind, source) in enumerate(listed_definitions(text), start=1)
    )


def _chunk(attributes_text: str, body: str) -> AskedChunk:
    attributes = {name: html.unescape(value) for name, value in _ATTRIBUTE.findall(attributes_text)}
    chunk_id = attributes.get("id", "")
    return AskedChunk(chunk_id, attributes.get("symbol", chunk_id), attributes.get("kind", ""), body, attributes)
