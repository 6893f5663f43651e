"""A message as the events of a stream."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from tests.standins.claude.errors import error_body

_DELTA_CHARACTERS = 60


def events(message: dict[str, Any]) -> list[bytes]:
    """The whole message, event by event."""
    usage = message["usage"]
    started = {**message, "content": [], "stop_reason": None, "usage": {**usage, "output_tokens": 1}}
    end = {key: message[key] for key in ("stop_reason", "stop_sequence", "stop_details")}
    return [
        event("message_start", message=started),
        event("ping"),
        *(part for index, block in enumerate(message["content"]) for part in _block(index, block)),
        event("message_delta", delta=end, usage={k: v for k, v in usage.items() if k.endswith("tokens")}),
        event("message_stop"),
    ]


def broken_off(whole: list[bytes], after: float, status: int, request_id: str) -> list[bytes]:
    """The first share of a stream and then an `error` event."""
    error = error_body(status, "scripted error", request_id)
    return [*whole[: max(1, int(len(whole) * after))], _encoded("error", error)]


def event(kind: str, **fields: object) -> bytes:
    """One event of the stream."""
    return _encoded(kind, {"type": kind, **fields})


def _encoded(kind: str, data: object) -> bytes:
    return f"event: {kind}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n".encode()


def _block(index: int, block: dict[str, Any]) -> Iterator[bytes]:
    empty = {"text": {"text": ""}, "thinking": {"thinking": "", "signature": ""}}[block["type"]]
    yield event("content_block_start", index=index, content_block={**block, **empty})
    for delta in _deltas(block):
        yield event("content_block_delta", index=index, delta=delta)
    yield event("content_block_stop", index=index)


def _deltas(block: dict[str, Any]) -> Iterator[dict[str, str]]:
    if block["type"] == "thinking":
        yield {"type": "signature_delta", "signature": block["signature"]}
        return
    text = block["text"]
    for start in range(0, len(text), _DELTA_CHARACTERS):
        yield {"type": "text_delta", "text": text[start : start + _DELTA_CHARACTERS]}
