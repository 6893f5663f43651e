"""What is well formed and still answered with 400, by model: what no type can say."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from tests.standins.claude.chunks import texts_of
from tests.standins.claude.models import Model
from tests.standins.claude.schemas import schema_problems

Params = Mapping[str, Any]

_SAMPLING_DEFAULTS = {"temperature": 1, "top_p": 1, "top_k": None}
_MAX_BREAKPOINTS = 4
_MIN_THINKING_BUDGET = 1_024


def rule_problems(params: Params, model: Model, input_tokens: int) -> list[str]:
    """Which rules of the API and of the model a well-formed request breaks; empty when it is taken."""
    rules = (_length, _messages, _breakpoints, _sampling, _thinking, _effort, _format, _tools)
    problems = [problem for rule in rules for problem in rule(params, model)]
    if input_tokens > model.context:
        problems.append(f"prompt is too long: {input_tokens} tokens > {model.context} maximum")
    return problems


def _length(params: Params, model: Model) -> Iterator[str]:
    wanted = params.get("max_tokens", 1)
    if wanted < 1:
        yield "max_tokens: must be greater than or equal to 1"
    if wanted > model.max_output:
        yield (
            f"max_tokens: {wanted} > {model.max_output}, which is the maximum allowed number of output tokens "
            f"for {model.id}"
        )


def _messages(params: Params, model: Model) -> Iterator[str]:
    messages = params["messages"]
    if not messages:
        yield "messages: at least one message is required"
        return
    if messages[0]["role"] != "user":
        yield 'messages: first message must use the "user" role'
    if messages[-1]["role"] == "assistant" and not model.prefill:
        yield "This model does not support assistant message prefill. The conversation must end with a user message."
    for index, message in enumerate(messages):
        if not message["content"]:
            yield f"messages.{index}: user messages must have non-empty content"
        if any(not text.strip() for text in texts_of(message["content"])):
            yield f"messages.{index}: text content blocks must contain non-whitespace text"


def _breakpoints(params: Params, _model: Model) -> Iterator[str]:
    count = sum(1 for block in _blocks(params) if block.get("cache_control")) + bool(params.get("cache_control"))
    if count > _MAX_BREAKPOINTS:
        yield f"A maximum of {_MAX_BREAKPOINTS} blocks with cache_control may be provided. Found {count}."


def _blocks(params: Params) -> Iterator[Mapping[str, Any]]:
    """All blocks that may carry `cache_control`: tools, system, messages."""
    yield from params.get("tools", ())
    contents = [params.get("system"), *(message["content"] for message in params["messages"])]
    for content in contents:
        yield from content if isinstance(content, list) else ()


def _sampling(params: Params, model: Model) -> Iterator[str]:
    for name, default in _SAMPLING_DEFAULTS.items():
        if not model.sampling and params.get(name, default) != default:
            yield f"`{name}` is not supported for this model."


def _thinking(params: Params, model: Model) -> Iterator[str]:
    thinking = params.get("thinking") or {}
    kind = thinking.get("type")
    if kind and kind not in model.thinking:
        yield f'"thinking.type.{kind}" is not supported for this model. Use one of {sorted(model.thinking)}.'
    elif kind == "enabled" and not _MIN_THINKING_BUDGET <= thinking["budget_tokens"] < params["max_tokens"]:
        yield "thinking.budget_tokens: must be at least 1024 and less than max_tokens"
    effort = (params.get("output_config") or {}).get("effort")
    if kind == "disabled" and effort and effort not in model.efforts_without_thinking:
        yield f'"thinking.type.disabled" is not supported with effort {effort}.'


def _effort(params: Params, model: Model) -> Iterator[str]:
    effort = (params.get("output_config") or {}).get("effort")
    if effort and not model.efforts:
        yield "This model does not support the effort parameter."
    elif effort and effort not in model.efforts:
        yield f"output_config.effort: {effort} is not supported for this model."


def _format(params: Params, _model: Model) -> Iterator[str]:
    wanted = (params.get("output_config") or {}).get("format")
    for problem in schema_problems(wanted["schema"]) if wanted else ():
        yield f"output_config.format.schema: {problem}"


def _tools(params: Params, model: Model) -> Iterator[str]:
    choice = (params.get("tool_choice") or {}).get("type")
    if choice in {"any", "tool"} and not model.forced_tools:
        yield f'tool_choice: "{choice}" is not supported for this model.'
