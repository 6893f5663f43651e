"""Holds requests against the SDK's own types, as strictly as the API does: no extra key at any depth."""

from __future__ import annotations

import re
from functools import cache
from typing import Any, cast

from anthropic.types.message_count_tokens_params import MessageCountTokensParams
from anthropic.types.message_create_params import MessageCreateParamsNonStreaming, MessageCreateParamsStreaming
from anthropic.types.messages.batch_create_params import BatchCreateParams
from pydantic import TypeAdapter, ValidationError
from pydantic_core import CoreSchema, ErrorDetails, SchemaValidator

# Parameters of the SDK's methods that travel as headers.
_SENT_AS_HEADERS = frozenset({"user_profile_id", "workspace_id"})
_SAMPLING = frozenset({"temperature", "top_p", "top_k"})
_KEY = re.compile(r"[a-z_]\w*")


def message_problems(params: dict[str, Any]) -> list[str]:
    """What is wrong with the body of `POST /v1/messages`, as the API words it; empty when it is well formed."""
    # The API still knows the sampling parameters that the SDK has dropped; whether a model takes them is its rule.
    body = {key: value for key, value in params.items() if key not in _SAMPLING}
    return _problems(MessageCreateParamsStreaming if params.get("stream") else MessageCreateParamsNonStreaming, body)


def count_problems(params: dict[str, Any]) -> list[str]:
    """What is wrong with the body of `POST /v1/messages/count_tokens`."""
    return _problems(MessageCountTokensParams, params)


def batch_problems(params: dict[str, Any]) -> list[str]:
    """What is wrong with the frame of `POST /v1/messages/batches`; the API checks each request's params later."""
    requests = params.get("requests")
    if not isinstance(requests, list) or not requests:
        return ["requests: Field required"]
    frame = {**params, "requests": [_with_least_params(request) for request in requests]}
    return _problems(BatchCreateParams, frame)


def _with_least_params(request: object) -> object:
    if not isinstance(request, dict) or not isinstance(request.get("params"), dict):
        return request
    return {**request, "params": {"model": "any", "max_tokens": 1, "messages": []}}


def _problems(typed_dict: type, body: dict[str, Any]) -> list[str]:
    problems = [f"{key}: Extra inputs are not permitted" for key in sorted(_SENT_AS_HEADERS & set(body))]
    try:
        _validator(typed_dict).validate_python(body, strict=True)
    except ValidationError as error:
        problems.append(_worded(_closest(error.errors())))
    return problems


@cache
def _validator(typed_dict: type) -> SchemaValidator:
    return SchemaValidator(cast("CoreSchema", _tightened(TypeAdapter(typed_dict).core_schema)))


def _tightened(schema: Any) -> Any:  # noqa: ANN401 - a core schema is any tree of dicts, lists and leaves
    """The core schema, forbidding extra keys and reading iterables at once instead of lazily."""
    if isinstance(schema, list | tuple):
        return type(schema)(_tightened(part) for part in schema)
    if not isinstance(schema, dict):
        return schema
    if schema.get("type") == "model":
        # The SDK takes its own response objects back as input; JSON never holds one.
        return {"type": "is-instance", "cls": schema["cls"], **{k: v for k, v in schema.items() if k == "ref"}}
    tight = {key: value if key == "metadata" else _tightened(value) for key, value in schema.items()}
    if tight.get("type") == "generator":
        tight = {"type": "list", **{key: tight[key] for key in ("items_schema", "ref") if key in tight}}
    if tight.get("type") == "typed-dict":
        tight["extra_behavior"] = "forbid"
    return tight


def _closest(errors: list[ErrorDetails]) -> ErrorDetails:
    """The error of the union member that was meant: the one whose `type` or `role` fits, the deepest of those."""
    unfit = {error["loc"][:-1] for error in errors if error["loc"][-1:] in {("type",), ("role",)}}
    meant = [error for error in errors if not any(error["loc"][: len(loc)] == loc for loc in unfit)]
    return max(meant or errors, key=lambda error: len(error["loc"]))


def _worded(error: ErrorDetails) -> str:
    # Between the keys stand the names of union members, such as `UserMessageParam` and `list[...]`.
    steps = [str(step) for step in error["loc"] if isinstance(step, int) or _KEY.fullmatch(step)]
    return f"{'.'.join(step for step in steps if step != 'str')}: {error['msg']}"
