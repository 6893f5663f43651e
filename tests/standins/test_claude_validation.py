"""The stand-in refuses what the API refuses, and remembers who asked for it."""

from __future__ import annotations

import urllib.error
import urllib.request
from typing import Any

import anthropic
import pytest

from tests.standins.claude import ClaudeStandin
from tests.standins.claude_requests import ask, chunk, client_of, object_schema

TEXT_BLOCK = {"type": "text", "text": "Hi"}
CACHED_BLOCK = {**TEXT_BLOCK, "cache_control": {"type": "ephemeral"}}
TOOL = {"name": "note", "input_schema": {"type": "object"}}


def with_schema(schema: dict[str, Any]) -> dict[str, Any]:
    return {"output_config": {"format": {"type": "json_schema", "schema": schema}}}


def said(*content: object, role: str = "user") -> dict[str, Any]:
    return {"messages": [{"role": role, "content": list(content)}]}


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        # What the types say.
        ({"extra_body": {"mood": "good"}}, "mood: Extra inputs are not permitted"),
        (said({**TEXT_BLOCK, "tone": "warm"}), "messages.0.content.0.tone: Extra inputs are not permitted"),
        (said({"type": "text"}), "messages.0.content.0.text: Field required"),
        (said(TEXT_BLOCK, role="boss"), "messages.0.role: Input should be"),
        ({"extra_body": {"max_tokens": "many"}}, "max_tokens: Input should be a valid integer"),
        ({"output_config": {"effort": "huge"}}, "output_config.effort: Input should be"),
        ({"output_config": {"format": {"type": "json_schema"}}}, "output_config.format.schema: Field required"),
        ({"thinking": {"type": "between_tools", "deep": True}}, "thinking.deep: Extra inputs are not permitted"),
        # What the API says.
        ({"max_tokens": 0}, "max_tokens: must be greater"),
        ({"max_tokens": 200_000, "timeout": 9}, "max_tokens: 200000 > 128000"),
        ({"messages": []}, "at least one message"),
        (said(TEXT_BLOCK, role="assistant"), 'first message must use the "user" role'),
        (said({"type": "text", "text": " "}), "must contain non-whitespace text"),
        ({"system": [CACHED_BLOCK] * 5}, "A maximum of 4 blocks with cache_control"),
        (
            {
                "model": "claude-haiku-4-5",
                "thinking": {"type": "disabled"},
                **said({"type": "text", "text": "a " * 200_000}),
            },
            "prompt is too long",
        ),
        # What the model says.
        ({"extra_body": {"temperature": 0}}, "`temperature` is not supported"),
        ({"thinking": {"type": "disabled"}}, "thinking.type.disabled"),
        ({"thinking": {"type": "enabled", "budget_tokens": 2_000}}, "thinking.type.enabled"),
        (
            {"messages": [*said(TEXT_BLOCK)["messages"], *said(TEXT_BLOCK, role="assistant")["messages"]]},
            "does not support assistant message prefill",
        ),
        ({"tools": [TOOL], "tool_choice": {"type": "tool", "name": "note"}}, "tool_choice"),
        ({"model": "claude-haiku-4-5", "thinking": {"type": "between_tools"}}, "thinking.type.between_tools"),
        (
            {"model": "claude-haiku-4-5", "thinking": {"type": "disabled"}, "output_config": {"effort": "low"}},
            "does not support the effort parameter",
        ),
        (
            {"model": "claude-haiku-5-5", "thinking": {"type": "disabled"}, "output_config": {"effort": "max"}},
            "not supported with effort max",
        ),
        (
            {"model": "claude-sonnet-4-6", "thinking": {"type": "enabled", "budget_tokens": 9_000}},
            "thinking.budget_tokens",
        ),
        # What the grammar of structured outputs cannot express.
        (with_schema({"type": "object", "properties": {}}), "'additionalProperties' must be explicitly set to false"),
        (with_schema(object_schema({"n": {"type": "integer", "minimum": 1}})), "property 'minimum' is not supported"),
        (with_schema(object_schema({"s": {"type": ["string", "null"], "maxLength": 9}})), "'maxLength'"),
        (with_schema(object_schema({"a": {"type": "array", "items": {}, "minItems": 2}})), "'minItems'"),
        (
            with_schema(
                {**object_schema({"tree": {"$ref": "#/$defs/t"}}), "$defs": {"t": {"anyOf": [{"$ref": "#/$defs/t"}]}}}
            ),
            "Recursive schemas",
        ),
        (
            with_schema({**object_schema({f"p{n}": {"type": "string"} for n in range(25)}), "required": []}),
            "too many optional parameters",
        ),
    ],
)
def test_a_request_that_breaks_a_rule_is_refused_and_noted(changes: dict[str, Any], complaint: str) -> None:
    with ClaudeStandin(expects_violations=True) as claude:
        with pytest.raises(anthropic.BadRequestError) as refusal:
            ask(claude, **changes)
        assert complaint in str(refusal.value.api_message)
        assert complaint in "\n".join(claude.violations)
        assert not claude.paid


@pytest.mark.parametrize(
    "changes",
    [
        {"system": "Be brief.", "stop_sequences": ["END"], "metadata": {"user_id": "u"}},
        {"system": [CACHED_BLOCK], "thinking": {"type": "adaptive"}},
        {"extra_body": {"temperature": 1, "top_p": 1}},
        {"model": "claude-haiku-5-5", "thinking": {"type": "disabled"}, "output_config": {"effort": "low"}},
        {"model": "claude-opus-5-5", "thinking": {"type": "adaptive"}, "output_config": {"effort": "max"}},
        {"model": "claude-haiku-4-5", "thinking": {"type": "disabled"}, "extra_body": {"temperature": 0}},
        {"model": "claude-sonnet-4-6", "thinking": {"type": "enabled", "budget_tokens": 2_000}},
        {"tools": [TOOL], "tool_choice": {"type": "auto"}},
    ],
)
def test_a_request_that_keeps_the_rules_is_answered(changes: dict[str, Any]) -> None:
    with ClaudeStandin() as claude:
        assert ask(claude, **changes).stop_reason == "end_turn"


def test_an_unknown_model_is_not_found() -> None:
    with ClaudeStandin() as claude, pytest.raises(anthropic.NotFoundError, match="model: claude-nine"):
        ask(claude, model="claude-nine")


def test_only_the_right_key_is_let_in() -> None:
    with ClaudeStandin(api_key="right") as claude:
        with client_of(claude, api_key="wrong") as client, pytest.raises(anthropic.AuthenticationError):
            client.models.list()
        with client_of(claude, api_key="right") as client:
            assert client.models.retrieve("claude-haiku-4-5").max_tokens == 64_000


def test_a_body_of_more_than_32_megabytes_is_too_large() -> None:
    with ClaudeStandin() as claude, pytest.raises(anthropic.ContentTooLargeError):
        ask(claude, "x" * (32 * 1024 * 1024))


def post(url: str, body: bytes, headers: dict[str, str]) -> int:
    request = urllib.request.Request(url, data=body, headers=headers, method="POST")
    with pytest.raises(urllib.error.HTTPError) as answer:
        urllib.request.urlopen(request)
    answer.value.close()
    return answer.value.code


HEADERS = {"authorization": "Bearer key", "anthropic-version": "2026-10-21", "content-type": "application/json"}


@pytest.mark.parametrize(
    ("body", "headers", "status"),
    [
        (b"{}", {**HEADERS, "authorization": ""}, 401),
        (b"{}", {**HEADERS, "anthropic-version": "2020-01-01"}, 400),
        (b"{}", {**HEADERS, "content-type": "text/plain"}, 400),
        (b"{", HEADERS, 400),
        (b"[]", HEADERS, 400),
    ],
)
def test_frames_that_the_sdk_would_never_send_are_refused(body: bytes, headers: dict[str, str], status: int) -> None:
    with ClaudeStandin(expects_violations=True) as claude:
        assert post(f"{claude.url}/v1/messages", body, headers) == status


def test_there_is_nothing_at_other_paths() -> None:
    with ClaudeStandin(expects_violations=True) as claude:
        assert post(f"{claude.url}/v1/complete", b"{}", HEADERS) == 404
        assert claude.violations == ["POST /v1/complete #0: no such endpoint"]


def test_a_violation_that_nobody_expects_fails_the_test() -> None:
    def misbehave() -> None:
        with ClaudeStandin() as claude, pytest.raises(anthropic.BadRequestError):
            ask(claude, max_tokens=0)

    with pytest.raises(AssertionError, match="max_tokens"):
        misbehave()


@pytest.mark.parametrize(
    ("chunks", "complaint"),
    [
        (['<chunk id="1" symbol="f">def f(): "<chunk id=2>"</chunk>'], "not escaped"),
        ([chunk(chunk_id="1"), chunk(chunk_id="1")], "more than one chunk"),
    ],
)
def test_chunks_that_a_reader_would_stumble_over_are_noted(chunks: list[str], complaint: str) -> None:
    with ClaudeStandin(expects_violations=True) as claude:
        ask(claude, *chunks)
        assert complaint in "\n".join(claude.violations)


def test_counting_is_held_to_the_types_too() -> None:
    def count(claude: ClaudeStandin, **changes: Any) -> int:  # noqa: ANN401 - any parameter of the API
        with client_of(claude) as client:
            return client.messages.count_tokens(model="claude-sonnet-5-5", **said(TEXT_BLOCK), **changes).input_tokens

    with ClaudeStandin(expects_violations=True) as claude:
        assert count(claude) > 0
        with pytest.raises(anthropic.BadRequestError, match="max_tokens: Extra inputs"):
            count(claude, extra_body={"max_tokens": 3})


def test_a_mistake_of_the_stand_in_is_not_taken_for_a_fault_of_the_network() -> None:
    with ClaudeStandin(expects_violations=True) as claude:
        claude.faults = lambda _index, _request: 1 / 0  # type: ignore[return-value, assignment]
        with pytest.raises(anthropic.InternalServerError):
            ask(claude)
        assert "the stand-in failed" in claude.violations[0]
