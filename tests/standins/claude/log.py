"""What arrived at the stand-in, and what was paid for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from threading import Lock
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.standins.claude.chunks import AskedChunk
    from tests.standins.claude.faults import Fault
    from tests.standins.claude.transport import Incoming


@dataclass(slots=True)
class LoggedRequest:
    """One request as it arrived, and what became of it.

    Attributes:
        index: Number of the request in order of arrival, from 0.
        at: When it arrived, by the stand-in's clock, in seconds.
        method: HTTP method.
        path: Path without the query.
        headers: Headers by lower-case name.
        query: Parameters of the query.
        params: The parsed JSON body; empty where there is none.
        request_id: The answer's `request-id`.
        chunks: The chunks that it asks about.
        fault: The fault that it met.
        status: Status of the answer; `None` while there is none and when the connection broke before.
        answered_at: When the answer's first byte was about to be sent.
        ended_at: When the last part of an answer that was not refused was about to be sent.
        retry_after: Seconds that the answer told to wait.
        usage: Billed usage, as the answer reports it.
    """

    index: int
    at: float
    method: str
    path: str
    headers: Mapping[str, str] = field(repr=False)
    query: Mapping[str, list[str]]
    params: dict[str, Any] = field(repr=False)
    request_id: str
    chunks: tuple[AskedChunk, ...] = ()
    fault: Fault | None = None
    status: int | None = None
    answered_at: float | None = None
    ended_at: float | None = None
    retry_after: float | None = None
    usage: dict[str, Any] = field(default_factory=dict)

    @property
    def symbols(self) -> tuple[str, ...]:
        """Qualified names of the symbols that it asks about."""
        return tuple(chunk.symbol for chunk in self.chunks)


class RequestLog:
    """All requests and counts; safe to use from the server's threads.

    Attributes:
        requests: In order of arrival.
        violations: What requests did that the API forbids or that no reader could make sense of.
        asked: How many requests asked about a symbol and were not refused.
        paid: How many answers about a symbol were billed, whether or not they reached the client.
        delivered: How many of these were handed to the network whole.
        max_concurrency: Most requests that were under way at the same time.
    """

    def __init__(self) -> None:
        self.requests: list[LoggedRequest] = []
        self.violations: list[str] = []
        self.asked: Counter[str] = Counter()
        self.paid: Counter[str] = Counter()
        self.delivered: Counter[str] = Counter()
        self.max_concurrency = 0
        self._under_way = 0
        self._lock = Lock()

    def arrived(self, incoming: Incoming, params: dict[str, Any], at: float) -> LoggedRequest:
        """Note a request."""
        with self._lock:
            index = len(self.requests)
            request = LoggedRequest(
                index=index,
                at=at,
                method=incoming.method,
                path=incoming.path,
                headers=incoming.headers,
                query=incoming.query,
                params=params,
                request_id=f"req_{index:06}",
            )
            self.requests.append(request)
            self._under_way += 1
            self.max_concurrency = max(self.max_concurrency, self._under_way)
        return request

    def left(self) -> None:
        """Note that an answer was sent or given up."""
        with self._lock:
            self._under_way -= 1

    def ask(self, chunks: tuple[AskedChunk, ...]) -> dict[str, int]:
        """Note that symbols are asked about; returns how often each was asked about before."""
        with self._lock:
            before = {chunk.symbol: self.asked[chunk.symbol] for chunk in chunks}
            self.asked.update({chunk.symbol for chunk in chunks})
        return before

    def bill(self, symbols: frozenset[str]) -> None:
        """Note that an answer about the symbols was generated."""
        with self._lock:
            self.paid.update(symbols)

    def deliver(self, symbols: frozenset[str]) -> None:
        """Note that an answer about the symbols is being sent whole."""
        with self._lock:
            self.delivered.update(symbols)

    def violate(self, request: LoggedRequest, problems: list[str]) -> None:
        """Note what a request did wrong."""
        with self._lock:
            self.violations += [f"{request.method} {request.path} #{request.index}: {problem}" for problem in problems]

    def hasty(self, grace: float) -> list[str]:
        """Requests that arrived while an earlier answer's `retry-after` was running, each as a sentence.

        Args:
            grace: Seconds after that answer in which others may have been on their way already.
        """
        told = [(r, r.answered_at, r.retry_after) for r in self.requests if r.answered_at and r.retry_after]
        return [
            f"request {late.index} came {late.at - at:.3f} s after request {early.index} was told to wait {wait} s"
            for early, at, wait in told
            for late in self.requests
            if at + grace < late.at < at + wait
        ]
