"""Counts tokens about as a model would, and tells which of a prompt's tokens a prompt cache has.

A token is a run of up to six letters, up to three digits, up to three other visible characters, or one line end with
the indentation after it. On Python source, on prose, and on docs in JSON and in Markdown that is within ten percent of
what the last tokenizer says that Anthropic has published, that of Claude 2.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from threading import Lock
from typing import Any

_TOKEN = re.compile(r"[^\W\d_]{1,6}|\d{1,3}|\n\s*|[^\w\s]{1,3}|_")
_TTL_SECONDS = {"5m": 300.0, "1h": 3600.0}
_TOKENS_PER_MESSAGE = 4


@lru_cache(maxsize=256)
def count_tokens(text: str) -> int:
    """How many tokens a text is; remembers recent texts, as each is counted when checked and when billed."""
    return len(_TOKEN.findall(text))


@dataclass(frozen=True, slots=True)
class Segment:
    """One block of a prompt in the order in which the model reads it.

    Attributes:
        prefix: Digest of the prompt up to and including this block.
        tokens: Tokens up to and including this block.
        ttl: `5m` or `1h` where the block ends a prefix to be cached; empty elsewhere.
    """

    prefix: str
    tokens: int
    ttl: str


@dataclass(frozen=True, slots=True)
class PromptUsage:
    """How a prompt's tokens are billed.

    Attributes:
        uncached: At the price of input.
        written: At the price of a cache write, by time to live.
        read: At the price of a cache read.
    """

    uncached: int
    written: Mapping[str, int]
    read: int

    @property
    def total(self) -> int:
        """All tokens of the prompt."""
        return self.uncached + sum(self.written.values()) + self.read


def segments(params: Mapping[str, Any]) -> tuple[Segment, ...]:
    """The prompt's blocks: model, tools and output format, then system, then messages."""
    digest, tokens, found = hashlib.sha256(), 0, []
    for text, control in _with_last_marked(list(_rendered(params)), params.get("cache_control")):
        digest.update(text.encode("utf-8", "surrogatepass") + b"\0")
        tokens += count_tokens(text)
        found.append(Segment(digest.hexdigest(), tokens, (control or {}).get("ttl", "5m") if control else ""))
    return tuple(found)


def _with_last_marked(
    blocks: list[tuple[str, Any]], control: Mapping[str, Any] | None
) -> list[tuple[str, Mapping[str, Any] | None]]:
    return [*blocks[:-1], (blocks[-1][0], control)] if control else blocks


def _rendered(params: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any] | None]]:
    schema = ((params.get("output_config") or {}).get("format") or {}).get("schema")
    yield f"{params['model']} {json.dumps(schema) if schema else ''}", None
    for tool in params.get("tools", ()):
        yield json.dumps({**tool, "cache_control": None}), tool.get("cache_control")
    yield from _blocks("system", params.get("system", []))
    for message in params["messages"]:
        yield from _blocks(message["role"], message["content"])


def _blocks(role: str, content: object) -> Iterator[tuple[str, Mapping[str, Any] | None]]:
    if isinstance(content, str):
        yield f"\n\n{role}: {content}", None
    for block in content if isinstance(content, list) else ():
        text = block["text"] if block["type"] == "text" else json.dumps({**block, "cache_control": None})
        yield f"\n\n{role}: {text}", block.get("cache_control")


class PromptCache:
    """Remembers prefixes of prompts for as long as their time to live."""

    def __init__(self) -> None:
        self._expiries: dict[str, float] = {}
        self._lock = Lock()

    def look_up(self, prompt: tuple[Segment, ...], minimum: int, now: float) -> PromptUsage:
        """How the prompt would be billed now: the longest cached prefix is read, what follows is written.

        Args:
            prompt: The prompt's blocks.
            minimum: Tokens below which a prefix is not cached.
            now: The clock's time in seconds.
        """
        marked = [segment for segment in prompt if segment.ttl and segment.tokens >= minimum]
        with self._lock:
            cached = [segment.tokens for segment in marked if self._expiries.get(segment.prefix, 0.0) > now]
        reached = read = max(cached, default=0)
        written = dict.fromkeys(_TTL_SECONDS, 0)
        for segment in marked:
            written[segment.ttl] += max(0, segment.tokens - reached)
            reached = max(reached, segment.tokens)
        return PromptUsage(prompt[-1].tokens - reached, written, read)

    def store(self, prompt: tuple[Segment, ...], minimum: int, now: float) -> None:
        """Keep the marked prefixes, from the moment an answer begins; a read prolongs its life too."""
        with self._lock:
            for segment in prompt:
                if segment.ttl and segment.tokens >= minimum:
                    self._expiries[segment.prefix] = now + _TTL_SECONDS[segment.ttl]
