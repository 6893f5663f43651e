"""What can go wrong on the way to an answer and in it, and scripts that say when.

A script is asked once for each request that arrives, whatever its path; a sequence is handed out in turn, `None` for
a request that goes well. Faults of transport act on any path, those of content on answers of `/v1/messages`. What is
wrong with the requests of a batch is said apart.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from threading import Event, Lock
from typing import Any, Literal

from tests.standins.claude.log import LoggedRequest

Docs = list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class HttpError:
    """An answer with an error status.

    Attributes:
        status: HTTP status, such as 429 or 529.
        retry_after: Seconds for the `retry-after` header; `None` for no such header.
        error_code: `error.details.error_code`, such as `enforced_spend_limit_reached`.
        should_retry: Value of the `x-should-retry` header; `None` for no such header.
        message: What the error says.
    """

    status: int
    retry_after: float | None = None
    error_code: str = ""
    should_retry: bool | None = None
    message: str = "scripted error"


@dataclass(frozen=True, slots=True)
class Dropped:
    """A connection that breaks.

    Attributes:
        after: Share of the body that is sent before, from 0 to 1; `None` when not even a status is sent.
    """

    after: float | None = None


@dataclass(frozen=True, slots=True)
class Stalled:
    """An answer that does not come, until released.

    Attributes:
        release: Set it to let the answer go on.
        after: Share of the body that is sent before, from 0 to 1; `None` when not even a status is sent.
        limit: Seconds after which the answer goes on by itself.
    """

    release: Event = field(default_factory=Event)
    after: float | None = None
    limit: float = 30.0


@dataclass(frozen=True, slots=True)
class Garbage:
    """A status of 200 with a body that is not the API's, as proxies and captive portals send."""

    body: str = "<!DOCTYPE html><html><body>Sign in to the network</body></html>"
    content_type: str = "text/html; charset=utf-8"


BROKEN_JSON = Garbage('{"id": "msg_1", "content": [', "application/json")


@dataclass(frozen=True, slots=True)
class Stopped:
    """An answer that ends early.

    Attributes:
        reason: The `stop_reason`.
        after: Share of the text that is there, from 0 to 1; a refusal has none.
    """

    reason: Literal["max_tokens", "refusal", "model_context_window_exceeded", "pause_turn"] = "max_tokens"
    after: float = 0.5


@dataclass(frozen=True, slots=True)
class Altered:
    """Docs that are changed before they are sent; the form stays JSON but need not fit the schema."""

    name: str
    alter: Callable[[Docs], Docs]


@dataclass(frozen=True, slots=True)
class Prose:
    """An answer of an endpoint that knows no structured outputs: the JSON in a fence, with words around."""

    before: str = "Here is the documentation:\n\n```json\n"
    after: str = "\n```\nLet me know if you need anything else!"


@dataclass(frozen=True, slots=True)
class StreamError:
    """An `error` event in a stream that had begun with 200.

    Attributes:
        status: The status that the error would have had.
        after: Share of the text that is sent before, from 0 to 1.
    """

    status: int = 529
    after: float = 0.5


@dataclass(frozen=True, slots=True)
class Expired:
    """A request of a batch that was not reached in time; for batches only."""


TransportFault = HttpError | Dropped | Stalled | Garbage
ContentFault = Stopped | Altered | Prose | StreamError
ItemFault = HttpError | Stopped | Altered | Prose | Expired
Fault = TransportFault | ContentFault
FaultScript = Callable[[int, LoggedRequest], Fault | None]


def in_turn(faults: Iterable[Fault | None]) -> FaultScript:
    """Hand out the faults in order of arrival, then none; an endless iterable goes on."""
    remaining = iter(faults)
    lock = Lock()

    def fault(_index: int, _request: LoggedRequest) -> Fault | None:
        with lock:
            return next(remaining, None)

    return fault


def _each_first(change: Callable[[dict[str, Any]], dict[str, Any] | None]) -> Callable[[Docs], Docs]:
    """Change the first doc, drop it where the change says `None`, and leave the others."""

    def alter(docs: Docs) -> Docs:
        changed = [change(doc) for doc in docs[:1]]
        return [*(doc for doc in changed if doc is not None), *docs[1:]]

    return alter


def _emptied(doc: dict[str, Any]) -> dict[str, Any]:
    return {name: value if name == "id" else type(value)() for name, value in doc.items()}


MISSING = Altered("the first doc is missing", _each_first(lambda _doc: None))
DOUBLED = Altered("the first doc comes twice", lambda docs: [*docs, *docs[:1]])
INVENTED = Altered(
    "a doc for an id that nobody asked about", lambda docs: [*docs, *({**d, "id": "c999"} for d in docs[:1])]
)
MISTAKEN = Altered("the first doc's id is wrong", _each_first(lambda doc: {**doc, "id": "c999"}))
EMPTY = Altered("the first doc says nothing", _each_first(_emptied))
WRONG_TYPES = Altered("the first doc's summary is a number", _each_first(lambda doc: {**doc, "summary": 42}))
NO_DOCS = Altered("no doc at all", lambda _docs: [])

_ANYWHERE: tuple[Fault, ...] = (
    HttpError(408),
    HttpError(409),
    HttpError(429, retry_after=1),
    HttpError(429),
    HttpError(500),
    HttpError(502),
    HttpError(503),
    HttpError(504),
    HttpError(529),
    Dropped(),
    Dropped(after=0.0),
    Dropped(after=0.5),
    Garbage(),
    BROKEN_JSON,
)
_IN_ANSWERS: tuple[Fault, ...] = (
    Stopped("max_tokens"),
    Stopped("refusal"),
    Stopped("model_context_window_exceeded"),
    MISSING,
    DOUBLED,
    INVENTED,
    MISTAKEN,
    EMPTY,
    WRONG_TYPES,
    NO_DOCS,
    Prose(),
)


def random_faults(seed: int, rate: float) -> FaultScript:
    """Let each request fail with probability `rate`, in ways that a later try may survive; same seed, same faults."""

    def fault(index: int, request: LoggedRequest) -> Fault | None:
        # One generator per request: threads may be asked in any order.
        dice = random.Random(f"{seed}:{index}")
        if dice.random() >= rate:
            return None
        streams = [StreamError()] if request.params.get("stream") else []
        in_answers = [*_IN_ANSWERS, *streams] if request.path == "/v1/messages" else []
        return dice.choice([*_ANYWHERE, *in_answers])

    return fault
