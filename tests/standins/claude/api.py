"""Routes requests, meets their faults, and frames the answers."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from email.utils import formatdate
from threading import Event
from typing import Any

from tests.standins.claude.errors import ApiError, encoded, error_body
from tests.standins.claude.faults import Dropped, Fault, FaultScript, Garbage, HttpError, Stalled
from tests.standins.claude.limits import Limiter
from tests.standins.claude.log import LoggedRequest, RequestLog
from tests.standins.claude.transport import ConnectionBreak, Incoming, Outgoing

API_VERSIONS = frozenset({"2023-06-01", "2026-10-21"})
_MEBIBYTE = 1024 * 1024
_MAX_BODY_BYTES = {"/v1/messages/batches": 256 * _MEBIBYTE}
_MAX_BODY_BYTES_ELSEWHERE = 32 * _MEBIBYTE
_POLL_SECONDS = 0.02


@dataclass(frozen=True, slots=True)
class Answer:
    """What a route answers.

    Attributes:
        parts: The body; one part, or the events of a stream.
        content_type: Media type of the body.
        symbols: Symbols whose docs it brings.
        paced: Called before each part is sent.
        is_stream: Whether the body is a stream of events.
        release: Called when all is sent or given up.
    """

    parts: list[bytes]
    content_type: str = "application/json"
    symbols: frozenset[str] = frozenset()
    paced: Callable[[], None] = lambda: None
    is_stream: bool = False
    release: Callable[[], None] = lambda: None


Check = Callable[[LoggedRequest, str], None]
Respond = Callable[[LoggedRequest, str, Fault | None], Answer]


@dataclass(frozen=True, slots=True)
class Route:
    """One endpoint.

    Attributes:
        method: HTTP method.
        path: Pattern of the path; its group is what the endpoint is about, such as a batch's id.
        check: Refuses what the API refuses.
        respond: Answers what was not refused.
    """

    method: str
    path: re.Pattern[str]
    check: Check
    respond: Respond


class Api:
    """The service behind the HTTP server.

    Attributes:
        script: Says which fault a request meets.
    """

    def __init__(
        self,
        *,
        routes: list[Route],
        log: RequestLog,
        limiter: Limiter,
        clock: Callable[[], float],
        api_key: str | None,
        closing: Event,
        script: FaultScript,
    ) -> None:
        self.script = script
        self._routes = routes
        self._log = log
        self._limiter = limiter
        self._clock = clock
        self._api_key = api_key
        self._closing = closing

    def __call__(self, incoming: Incoming) -> Outgoing:
        """Answer one request."""
        params = _parsed(incoming.body)
        request = self._log.arrived(incoming, params or {}, self._clock())
        try:
            request.fault = self.script(request.index, request)
            return self._outgoing(request, self._answer(request, incoming, params is None))
        except ApiError as error:
            return self._refusal(request, error)
        except ConnectionBreak:
            self._log.left()
            raise
        except Exception as error:  # noqa: BLE001 - a mistake of the stand-in must not look like one of the client
            self._log.violate(request, [f"the stand-in failed: {error!r}"])
            return self._refusal(request, ApiError(500, f"the stand-in failed: {error!r}"))

    def _answer(self, request: LoggedRequest, incoming: Incoming, is_broken: bool) -> Answer:
        refusal: ApiError | None = None
        route, subject = self._route(request)
        try:
            self._check_frame(request, incoming, is_broken)
            route.check(request, subject)
        except ApiError as error:
            refusal = error
        match request.fault:
            case HttpError() as fault:
                raise _scripted(fault)
            case Dropped(after=None):
                raise ConnectionBreak
            case Stalled(after=None) as fault:
                self._stall(fault)
            case Garbage() as fault:
                return Answer([fault.body.encode()], fault.content_type)
        if refusal:
            raise refusal
        return route.respond(request, subject, request.fault)

    def _route(self, request: LoggedRequest) -> tuple[Route, str]:
        for route in self._routes:
            found = route.path.fullmatch(request.path)
            if found and route.method == request.method:
                return route, "".join(found.groups())
        self._log.violate(request, ["no such endpoint"])
        raise ApiError(404, "Not found")

    def _check_frame(self, request: LoggedRequest, incoming: Incoming, is_broken: bool) -> None:
        headers = incoming.headers
        key = headers.get("x-api-key") or headers.get("authorization", "").removeprefix("Bearer ")
        if not key:
            raise ApiError(401, "x-api-key header is required")
        if self._api_key not in {None, key}:
            raise ApiError(401, "invalid x-api-key")
        if len(incoming.body) > _MAX_BODY_BYTES.get(request.path, _MAX_BODY_BYTES_ELSEWHERE):
            raise ApiError(413, "Request exceeds the maximum size")
        problems = _frame_problems(incoming, is_broken)
        self._log.violate(request, problems)
        if problems:
            raise ApiError(400, problems[0])

    def _outgoing(self, request: LoggedRequest, answer: Answer) -> Outgoing:
        headers = {**self._headers(request), "content-type": answer.content_type}
        ending = ExitStack()
        ending.callback(self._log.left)
        ending.callback(answer.release)
        request.status, request.answered_at = 200, self._clock()
        length = None if answer.is_stream else sum(map(len, answer.parts))
        return Outgoing(200, headers, self._sent(request, answer, ending), length, ending.close)

    def _refusal(self, request: LoggedRequest, error: ApiError) -> Outgoing:
        self._log.left()
        request.status, request.answered_at = error.status, self._clock()
        if "retry-after" in error.headers:
            request.retry_after = float(error.headers["retry-after"])
        headers = {**self._headers(request), **error.headers, "content-type": "application/json"}
        body = encoded(error_body(error.status, error.message, request.request_id, error.error_code))
        return Outgoing(error.status, headers, [body], len(body))

    def _headers(self, request: LoggedRequest) -> dict[str, str]:
        now = self._clock()
        date = formatdate(now, usegmt=True)
        return {"date": date, "request-id": request.request_id, **self._limiter.headers(now)}

    def _sent(self, request: LoggedRequest, answer: Answer, ending: ExitStack) -> Iterator[bytes]:
        """The answer's parts at their pace, with what breaks or stalls them on the way."""
        parts, at, fault = answer.parts, -1, request.fault
        if isinstance(fault, Dropped | Stalled) and fault.after is not None:
            parts = parts if answer.is_stream else _halves(b"".join(parts), fault.after)
            at = min(int(len(parts) * fault.after), len(parts) - 1) if answer.is_stream else 1
        for index, part in enumerate(parts):
            if index == at and isinstance(fault, Stalled):
                self._stall(fault)
            elif index == at:
                raise ConnectionBreak
            answer.paced()
            if index == len(parts) - 1:
                # Now rather than after it: what the client has seen whole must not be counted later.
                self._log.deliver(answer.symbols)
                request.ended_at = self._clock()
                ending.close()
            yield part

    def _stall(self, fault: Stalled) -> None:
        waited = 0.0
        while waited < fault.limit and not fault.release.wait(_POLL_SECONDS):
            if self._closing.is_set():
                raise ConnectionBreak
            waited += _POLL_SECONDS


def _parsed(body: bytes) -> dict[str, Any] | None:
    """The body as a JSON object, empty for no body; `None` when it is anything else."""
    try:
        params = json.loads(body or b"{}")
    except ValueError:
        return None
    return params if isinstance(params, dict) else None


def _frame_problems(incoming: Incoming, is_broken: bool) -> list[str]:
    headers = incoming.headers
    problems = []
    if headers.get("anthropic-version") not in API_VERSIONS:
        problems.append(f"anthropic-version: {headers.get('anthropic-version')!r} is not a valid version")
    if incoming.body and headers.get("content-type", "").partition(";")[0] != "application/json":
        problems.append("content-type: must be application/json")
    if is_broken:
        problems.append("The request body is not valid JSON")
    return problems


def _scripted(fault: HttpError) -> ApiError:
    headers = {}
    if fault.retry_after is not None:
        headers["retry-after"] = f"{fault.retry_after:g}"
    if fault.should_retry is not None:
        headers["x-should-retry"] = str(fault.should_retry).lower()
    return ApiError(fault.status, fault.message, error_code=fault.error_code, headers=headers)


def _halves(body: bytes, after: float) -> list[bytes]:
    middle = int(len(body) * after)
    return [body[:middle], body[middle:]]
