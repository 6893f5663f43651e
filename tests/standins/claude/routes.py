"""The endpoints: messages, count of tokens, models."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from tests.standins.claude import sse
from tests.standins.claude.api import Answer, Route
from tests.standins.claude.chunks import asked_chunks
from tests.standins.claude.errors import ApiError, encoded
from tests.standins.claude.faults import Fault, StreamError
from tests.standins.claude.latency import Pace
from tests.standins.claude.limits import Limiter
from tests.standins.claude.log import LoggedRequest
from tests.standins.claude.messages import Messages
from tests.standins.claude.models import MODELS, Model
from tests.standins.claude.tokens import segments

_NO_DATE = "1970-01-01T00:00:00Z"


class MessageRoutes:
    """`/v1/messages` and `/v1/messages/count_tokens`."""

    def __init__(self, messages: Messages, limiter: Limiter, pace: Pace, clock: Callable[[], float]) -> None:
        self._messages = messages
        self._limiter = limiter
        self._pace = pace
        self._clock = clock

    def routes(self) -> list[Route]:
        """What these endpoints answer to."""
        return [
            Route("POST", re.compile("/v1/messages"), self._check, self._create),
            Route("POST", re.compile("/v1/messages/count_tokens"), self._check_count, self._count),
        ]

    def _check(self, request: LoggedRequest, _subject: str) -> None:
        self._messages.check(request, request.params)
        request.chunks = asked_chunks(request.params)

    def _create(self, request: LoggedRequest, _subject: str, fault: Fault | None) -> Answer:
        self._admit(request)
        self._pace.enter()
        try:
            return self._written(request, fault)
        except BaseException:
            self._pace.leave()
            raise

    def _written(self, request: LoggedRequest, fault: Fault | None) -> Answer:
        prompt = self._messages.prompt(request.params, self._clock())
        written = self._messages.write(request.params, fault)
        self._pace.begin()
        message = self._messages.finish(request.request_id, prompt, written, self._clock())
        request.usage = message["usage"]
        self._limiter.spend(written.output_tokens, self._clock())
        if request.params.get("stream"):
            return self._streamed(request, message, written.symbols)
        self._pace.write(written.output_tokens)
        return Answer([encoded(message)], symbols=written.symbols, release=self._pace.leave)

    def _streamed(self, request: LoggedRequest, message: dict[str, Any], symbols: frozenset[str]) -> Answer:
        parts = sse.events(message)
        share = message["usage"]["output_tokens"] / len(parts)
        if isinstance(request.fault, StreamError):
            parts = sse.broken_off(parts, request.fault.after, request.fault.status, request.request_id)
            symbols = frozenset()
        return Answer(
            parts,
            "text/event-stream; charset=utf-8",
            symbols,
            paced=lambda: self._pace.write(share),
            is_stream=True,
            release=self._pace.leave,
        )

    def _admit(self, request: LoggedRequest) -> None:
        uncached = self._messages.prompt(request.params, self._clock()).usage
        wait = self._limiter.admit(uncached.total - uncached.read, self._clock())
        if wait:
            message = "This request would exceed your organization's rate limit"
            raise ApiError(429, message, headers={"retry-after": str(wait)})

    def _check_count(self, request: LoggedRequest, _subject: str) -> None:
        self._messages.check_count(request)

    def _count(self, request: LoggedRequest, _subject: str, _fault: Fault | None) -> Answer:
        return Answer([encoded({"input_tokens": segments(request.params)[-1].tokens})])


def model_routes() -> list[Route]:
    """`/v1/models`."""
    return [
        Route("GET", re.compile("/v1/models"), _check_nothing, _list),
        Route("GET", re.compile("/v1/models/([^/]+)"), _check_model, _retrieve),
    ]


def _check_nothing(_request: LoggedRequest, _subject: str) -> None:
    """Any request will do."""


def _check_model(_request: LoggedRequest, subject: str) -> None:
    if subject not in MODELS:
        raise ApiError(404, f"model: {subject}")


def _list(_request: LoggedRequest, _subject: str, _fault: Fault | None) -> Answer:
    return Answer([encoded(page([_info(model) for model in MODELS.values()], has_more=False))])


def _retrieve(_request: LoggedRequest, subject: str, _fault: Fault | None) -> Answer:
    return Answer([encoded(_info(MODELS[subject]))])


def page(items: list[dict[str, Any]], *, has_more: bool) -> dict[str, Any]:
    """One page of a list."""
    ids = [item["id"] for item in items] or [None]
    return {"data": items, "has_more": has_more, "first_id": ids[0], "last_id": ids[-1]}


def _info(model: Model) -> dict[str, Any]:
    return {
        "type": "model",
        "id": model.id,
        "display_name": model.id.replace("-", " ").title(),
        "created_at": _NO_DATE,
        "lifecycle": "deprecated" if model.is_deprecated else "active",
        "deprecated_at": _NO_DATE if model.is_deprecated else None,
        "line": model.id.split("-")[1],
        "max_input_tokens": model.context,
        "max_tokens": model.max_output,
    }
