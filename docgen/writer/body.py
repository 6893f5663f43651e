"""The body of a request: what the model takes, and nothing else."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from docgen.writer.models import Model
from docgen.writer.prompt import reply_schema
from docgen.writer.service import Ask, Connection

OPTIONAL_FIELDS = ("thinking", "effort", "cache_control", "output_config")
"""Fields that some models and endpoints refuse, by the words in which they do; docs come without them too."""


def request_body(ask: Ask, connection: Connection, model: Model, left_out: Collection[str] = ()) -> dict[str, Any]:
    """Parameters of `messages.create` for one request.

    Args:
        ask: The request.
        connection: Which model is asked, and how hard it thinks.
        model: What the model takes.
        left_out: Optional fields that the service has refused before.
    """
    optional = {
        "output_config": {
            "format": {"type": "json_schema", "schema": reply_schema()},
            "effort": model.accepted_effort(connection.effort),
        },
        "thinking": {"type": model.thinking_off} if model.can_stop_thinking(connection.effort) else None,
    }
    system = {
        "type": "text",
        "text": ask.system,
        "cache_control": {"type": "ephemeral"} if ask.is_prefix_cached else None,
    }
    return {
        "model": connection.model,
        "max_tokens": ask.max_tokens,
        "system": [_without(left_out, system)],
        "messages": [{"role": "user", "content": ask.user}],
        **_without(left_out, {name: value and _without(left_out, value) for name, value in optional.items()}),
    }


def _without(left_out: Collection[str], fields: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value is not None and name not in left_out}
