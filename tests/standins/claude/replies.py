"""The API's objects, as JSON: messages with their usage."""

from __future__ import annotations

from typing import Any

from tests.standins.claude.author import Written
from tests.standins.claude.tokens import PromptUsage


def message(
    request_id: str, model: str, written: Written, prompt: PromptUsage, tier: str = "standard"
) -> dict[str, Any]:
    """A `Message` object.

    Args:
        request_id: The answer's request id; the message's id derives from it.
        model: Model id.
        written: What the model wrote.
        prompt: How the prompt is billed.
        tier: `standard`, or `batch` for results of a batch.
    """
    return {
        "id": request_id.replace("req_", "msg_"),
        "type": "message",
        "role": "assistant",
        "model": model,
        "content": _content(written),
        "stop_reason": written.stop_reason,
        "stop_sequence": None,
        "stop_details": {"type": "refusal", "category": None, "explanation": None}
        if written.stop_reason == "refusal"
        else None,
        "usage": usage(written, prompt, tier),
    }


def usage(written: Written, prompt: PromptUsage, tier: str) -> dict[str, Any]:
    """A `Usage` object."""
    return {
        "input_tokens": prompt.uncached,
        "cache_creation_input_tokens": sum(prompt.written.values()),
        "cache_creation": {f"ephemeral_{ttl}_input_tokens": tokens for ttl, tokens in prompt.written.items()},
        "cache_read_input_tokens": prompt.read,
        "output_tokens": written.output_tokens,
        "output_tokens_details": {"thinking_tokens": written.thinking_tokens},
        "service_tier": tier,
    }


def _content(written: Written) -> list[dict[str, Any]]:
    # Current models leave the text of their thinking out unless asked for it.
    thinking = {"type": "thinking", "thinking": "", "signature": "c2lnbmF0dXJl"}
    text = {"type": "text", "text": written.text, "citations": None}
    return [*([thinking] if written.thinking_tokens else []), *([text] if written.text else [])]
