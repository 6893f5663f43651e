"""Error answers as the API gives them."""

from __future__ import annotations

import json
from typing import Any

ERROR_TYPES = {
    400: "invalid_request_error",
    401: "authentication_error",
    402: "billing_error",
    403: "permission_error",
    404: "not_found_error",
    408: "timeout_error",
    409: "conflict_error",
    413: "request_too_large",
    429: "rate_limit_error",
    504: "timeout_error",
    529: "overloaded_error",
}


class ApiError(Exception):
    """An answer with an error status.

    Attributes:
        status: HTTP status.
        message: What a person reads.
        error_code: Stable name of the cause in `error.details`; empty for none.
        headers: Further headers of the answer, such as `retry-after`.
    """

    def __init__(
        self, status: int, message: str, *, error_code: str = "", headers: dict[str, str] | None = None
    ) -> None:
        super().__init__(f"{status} {message}")
        self.status = status
        self.message = message
        self.error_code = error_code
        self.headers = headers or {}


def error_body(status: int, message: str, request_id: str, error_code: str = "") -> dict[str, Any]:
    """The body of an error answer, of an `errored` batch result and of an SSE `error` event."""
    error: dict[str, Any] = {"type": ERROR_TYPES.get(status, "api_error"), "message": message}
    if error_code:
        error["details"] = {"error_code": error_code}
    return {"type": "error", "error": error, "request_id": request_id}


def encoded(value: object) -> bytes:
    """A value as the JSON that goes over the wire."""
    return json.dumps(value, ensure_ascii=False).encode()
