"""Requests as docgen sends them, for the tests of the stand-in."""

from __future__ import annotations

import html
import json
from typing import Any

import anthropic
from anthropic.types import Message

from tests.standins.claude import ClaudeStandin

MODEL = "claude-sonnet-5-5"

SOURCE = """\
def open_lid(path, *, force=False):
    if not force:
        raise PermissionError(path)
    return path
"""


def client_of(claude: ClaudeStandin, **options: Any) -> anthropic.Anthropic:  # noqa: ANN401 - as the client takes them
    """The real client, without its own retries."""
    return anthropic.Anthropic(**{"base_url": claude.url, "api_key": "key", "max_retries": 0, **options})


def object_schema(properties: dict[str, Any]) -> dict[str, Any]:
    """A schema of an object whose properties are all required, and no others allowed."""
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


_TEXT = {"type": "string"}


def _fields(name: str) -> dict[str, Any]:
    return {"type": "array", "items": object_schema({name: _TEXT, "description": _TEXT})}


SCHEMA = object_schema(
    {
        "docs": {
            "type": "array",
            "items": object_schema(
                {
                    "id": _TEXT,
                    "summary": _TEXT,
                    "params": _fields("name"),
                    "returns": {"anyOf": [_TEXT, {"type": "null"}]},
                    "yields": {"anyOf": [_TEXT, {"type": "null"}]},
                    "raises": _fields("type"),
                    "attributes": _fields("name"),
                }
            ),
        }
    }
)


def chunk(source: str = SOURCE, symbol: str = "open_lid", kind: str = "function", chunk_id: str = "c1") -> str:
    """A `<chunk>` element."""
    return f'<chunk id="{chunk_id}" symbol="{symbol}" kind="{kind}">\n{html.escape(source, quote=False)}</chunk>'


def params(*chunks: str, **changes: Any) -> dict[str, Any]:  # noqa: ANN401 - any parameter of the API
    """Parameters of a request about the chunks, one about `open_lid` by default."""
    return {
        "model": MODEL,
        "max_tokens": 4_000,
        "messages": [{"role": "user", "content": "\n".join(chunks or (chunk(),))}],
        "output_config": {"format": {"type": "json_schema", "schema": SCHEMA}},
        "thinking": {"type": "between_tools"},
        **changes,
    }


def ask(claude: ClaudeStandin, *chunks: str, **changes: Any) -> Message:  # noqa: ANN401 - any parameter of the API
    """Send a request and give back the message."""
    with client_of(claude) as client:
        message: Message = client.messages.create(**params(*chunks, **changes))
    return message


def text_of(message: Message) -> str:
    """The message's visible text."""
    return "".join(block.text for block in message.content if block.type == "text")


def docs_of(message: Message) -> list[dict[str, Any]]:
    """The docs that a message brings."""
    docs: list[dict[str, Any]] = json.loads(text_of(message))["docs"]
    return docs
