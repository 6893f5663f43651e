"""Plays the model: reads chunks, writes the answer's text, and stops where it has to."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from jsonschema import Draft202012Validator

from tests.standins.claude.chunks import AskedChunk
from tests.standins.claude.docs import true_doc
from tests.standins.claude.faults import Altered, Fault, Prose, Stopped
from tests.standins.claude.listing import markdown
from tests.standins.claude.models import MODELS, Model
from tests.standins.claude.schemas import fit
from tests.standins.claude.tokens import count_tokens

Params = Mapping[str, Any]
Override = Mapping[str, Any] | None | Callable[[AskedChunk, int], Mapping[str, Any] | None]
"""Fields that replace those of the true doc, `None` for no doc, or what says so for a chunk and the times it was asked
about before."""

_THINKING_TOKENS = {"low": 60, "medium": 200, "high": 500, "xhigh": 1_000, "max": 2_000}


@dataclass(frozen=True, slots=True)
class Written:
    """What the model wrote.

    Attributes:
        text: The visible text; empty when it refused.
        thinking_tokens: Tokens of thinking before it.
        output_tokens: All tokens that are billed as output.
        stop_reason: Why it ended.
        symbols: Symbols whose docs stand whole in the text.
    """

    text: str
    thinking_tokens: int
    output_tokens: int
    stop_reason: str
    symbols: frozenset[str]


class Author:
    """Writes docs for chunks.

    Attributes:
        answers: What to answer instead of the truth, by symbol, by id, or `*` for all others.
        thinking: Whether answers begin with a thinking block; `None` to do as the model would.
    """

    def __init__(self, answers: Mapping[str, Override], *, thinking: bool | None) -> None:
        self.answers: dict[str, Override] = dict(answers)
        self.thinking = thinking

    def write(
        self, params: Params, chunks: tuple[AskedChunk, ...], before: Mapping[str, int], fault: Fault | None
    ) -> Written:
        """Write the answer to a request.

        Args:
            params: The request's body.
            chunks: The chunks that it asks about.
            before: How often each symbol was asked about before.
            fault: What goes wrong with the answer.
        """
        docs = self._docs(params, chunks, before)
        if isinstance(fault, Altered):
            docs = fault.alter(docs)
        is_listed = any(chunk.is_listed for chunk in chunks)
        written = list(markdown(docs)) if is_listed else [json.dumps(doc, ensure_ascii=False) for doc in docs]
        text = _small_talk(params)
        if chunks:
            text = "".join(written) if is_listed else json.dumps({"docs": docs}, ensure_ascii=False)
        if isinstance(fault, Prose):
            text = f"{fault.before}{text}{fault.after}"
        return self._stopped(params, text, _symbol_ends(text, docs, written, chunks), fault)

    def _docs(self, params: Params, chunks: tuple[AskedChunk, ...], before: Mapping[str, int]) -> list[dict[str, Any]]:
        answers = [(chunk, self._override(chunk, before[chunk.symbol])) for chunk in chunks]
        told = [(chunk, override) for chunk, override in answers if override is not None]
        fitted = _fitted(params, [true_doc(chunk) for chunk, _ in told])
        return [{**doc, **override} for doc, (_, override) in zip(fitted, told, strict=True)]

    def _override(self, chunk: AskedChunk, before: int) -> Mapping[str, Any] | None:
        for key in (chunk.symbol, chunk.id, "*"):
            if key in self.answers:
                override = self.answers[key]
                return override(chunk, before) if callable(override) else override
        return {}

    def _stopped(self, params: Params, text: str, ends: Mapping[str, int], fault: Fault | None) -> Written:
        thinking = _thinking_tokens(params, MODELS[params["model"]]) if self.thinking is not False else 0
        thinking = thinking or (_THINKING_TOKENS["high"] if self.thinking else 0)
        reason, length = "end_turn", len(text)
        if isinstance(fault, Stopped):
            reason = fault.reason
            length = 0 if reason == "refusal" else int(len(text) * fault.after)
        room = params["max_tokens"] - thinking
        if (tokens := count_tokens(text[:length])) > room:
            reason, length = "max_tokens", int(length * max(0, room) / tokens)
        kept = text[:length]
        return Written(
            text=kept,
            thinking_tokens=min(thinking, params["max_tokens"]),
            output_tokens=min(thinking + max(1, count_tokens(kept)), params["max_tokens"]),
            stop_reason=reason,
            symbols=frozenset(symbol for symbol, end in ends.items() if end <= length),
        )


def _fitted(params: Params, docs: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The docs as the request's schema wants them; the schema's own validator has the last word."""
    wanted = (params.get("output_config") or {}).get("format")
    if not wanted:
        return docs
    answer = fit({"docs": docs}, wanted["schema"], wanted["schema"])
    Draft202012Validator(wanted["schema"]).validate(answer)
    fitted: list[dict[str, Any]] = answer["docs"] if isinstance(answer, dict) else []
    return fitted


def _small_talk(params: Params) -> str:
    """What to say when nobody asks about code."""
    wanted = (params.get("output_config") or {}).get("format")
    return json.dumps(fit(None, wanted["schema"], wanted["schema"])) if wanted else "Hello."


def _symbol_ends(
    text: str, docs: list[dict[str, Any]], written: list[str], chunks: tuple[AskedChunk, ...]
) -> dict[str, int]:
    """Where in the text the doc of each symbol ends."""
    symbols = {chunk.id: chunk.symbol for chunk in chunks}
    ends: dict[str, int] = {}
    position = 0
    for doc, part in zip(docs, written, strict=True):
        position = text.index(part, position) + len(part)
        if doc.get("id") in symbols:
            ends.setdefault(symbols[doc["id"]], position)
    return ends


def _thinking_tokens(params: Params, model: Model) -> int:
    mode = (params.get("thinking") or {}).get("type")
    effort = (params.get("output_config") or {}).get("effort") or "high"
    thinks = mode in {"adaptive", "enabled"} or (mode is None and model.thinks_by_default)
    return _THINKING_TOKENS[effort] if thinks else 0
