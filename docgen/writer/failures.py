"""Tells what an error answer of the API means for the request, for the run, and for the person who reads about it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime

from docgen.errors import FatalWriterError, WriterError
from docgen.sanitize import redact
from docgen.writer.service import RejectedError, TooLargeError, TransientError

_TRANSIENT = frozenset({408, 409, 429})
_PRESSURE = frozenset({429, 529})
_SPEND_LIMITS = frozenset(
    {
        "enforced_spend_limit_reached",
        "contract_spend_limit_reached",
        "linked_organization_spend_limit_reached",
    }
)
# What an error event of a stream says where an answer has its status.
_STATUS_BY_TYPE = {
    "rate_limit_error": 429,
    "overloaded_error": 529,
    "timeout_error": 504,
    "api_error": 500,
    "invalid_request_error": 400,
    "authentication_error": 401,
    "billing_error": 402,
    "permission_error": 403,
    "not_found_error": 404,
    "request_too_large": 413,
}
_REFUSALS = {
    401: (
        "The Claude API does not accept the key",
        "Check that the secret given as `anthropic-api-key` holds a valid, unexpired key without quotes.",
    ),
    402: (
        "The Claude API asks for a payment",
        "Add credit or a payment method in the Claude Console, then run again.",
    ),
    403: (
        "The Claude API does not let the key do this",
        "Give the key's workspace access to this model and feature in the Claude Console.",
    ),
    404: (
        "The Claude API does not know the model `{model}`",
        "Check the spelling of `model` for this provider, and `anthropic-base-url` if you set it.",
    ),
}
"""What happened and how to fix it, by status."""
_REJECTED_FIX = "Check `model` and `effort`; if both are right, please report it."
_SPEND_FIX = "Raise the spend limit in the Claude Console or wait until it resets, then run again."
_LONGEST_MESSAGE = 300


@dataclass(frozen=True, slots=True)
class ErrorAnswer:
    """An answer with an error status.

    Attributes:
        status: HTTP status; 200 for an error event within a stream.
        type: The API's category, such as `rate_limit_error`; empty when the body has none.
        code: The API's stable name of the cause; empty when the body has none.
        message: What the API says; empty when the body has none.
        request_id: What support asks for; empty when there is none.
        headers: Headers by lower-case name.
    """

    status: int
    type: str
    code: str
    message: str
    request_id: str
    headers: Mapping[str, str]


def failure_of(answer: ErrorAnswer, model: str) -> WriterError:
    """The error to raise for an error answer."""
    status = _STATUS_BY_TYPE.get(answer.type, 500) if answer.status < 400 else answer.status
    if _is_spend_limit(answer):
        return FatalWriterError(_told(answer, "A spend limit is reached"), _SPEND_FIX)
    if _is_transient(answer, status):
        told = _told(answer, "The Claude API was not available")
        return TransientError(told, retry_after=retry_after(answer.headers), is_pressure=status in _PRESSURE)
    if status in _REFUSALS:
        what, fix = _REFUSALS[status]
        return FatalWriterError(_told(answer, what.format(model=model)), fix)
    if status == 413 or (status == 400 and "too long" in answer.message):
        return TooLargeError(_told(answer, "The request is too large"), "Leave the symbol out: `# docgen: skip`.")
    return RejectedError(_told(answer, "The Claude API does not take the request"), _REJECTED_FIX)


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Seconds that the answer tells to wait, as a number or as a date; `None` when it does not say."""
    told = headers.get("retry-after", "")
    try:
        seconds = float(told)
    except ValueError:
        try:
            seconds = (parsedate_to_datetime(told) - parsedate_to_datetime(headers["date"])).total_seconds()
        except (KeyError, TypeError, ValueError):
            return None
    return max(seconds, 0.0) if math.isfinite(seconds) else None


def _is_transient(answer: ErrorAnswer, status: int) -> bool:
    verdict = answer.headers.get("x-should-retry")
    if verdict in {"true", "false"}:
        return verdict == "true"
    return status in _TRANSIENT or status >= 500


def _is_spend_limit(answer: ErrorAnswer) -> bool:
    if answer.code in _SPEND_LIMITS:
        return True
    said = answer.message.lower()
    return answer.status == 400 and any(hint in said for hint in ("credit balance", "spend limit", "usage limits"))


def _told(answer: ErrorAnswer, what: str) -> str:
    """One sentence with all that a person needs to find the cause."""
    message = " ".join(redact(answer.message).split())[:_LONGEST_MESSAGE].rstrip(".")
    details = [f"status {answer.status}", *([f"request {answer.request_id}"] if answer.request_id else [])]
    said = f": {message}" if message else ""
    return f"{what} ({', '.join(details)}){said}."
