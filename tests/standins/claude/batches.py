"""Message Batches: states move with the clock, results come out of order."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from threading import Lock
from typing import Any

from tests.standins.claude import validation
from tests.standins.claude.chunks import asked_chunks
from tests.standins.claude.errors import ApiError, error_body
from tests.standins.claude.faults import Expired, HttpError, ItemFault
from tests.standins.claude.limits import rfc3339
from tests.standins.claude.log import LoggedRequest, RequestLog
from tests.standins.claude.messages import Messages

_DAY = 86_400.0
_KEPT = 29 * _DAY
_CANCEL_SECONDS = 60.0
_CUSTOM_ID = re.compile(r"[a-zA-Z0-9_-]{1,64}")
_STATES = ("processing", "succeeded", "errored", "canceled", "expired")


@dataclass(slots=True)
class Batch:
    """One batch.

    Attributes:
        id: Its id.
        request: The request that created it.
        items: Its requests: custom id and params.
        created_at: When it was created, in seconds.
        takes: Seconds until all its requests would be done.
        canceled_at: When it was told to stop.
        results: Its results in the order of its requests, once it has ended.
        symbols: Symbols whose docs the results bring.
    """

    id: str
    request: LoggedRequest
    items: tuple[tuple[str, dict[str, Any]], ...]
    created_at: float
    takes: float
    canceled_at: float | None = None
    results: list[dict[str, Any]] = field(default_factory=list)
    symbols: frozenset[str] = frozenset()

    @property
    def stops_at(self) -> float:
        """When work on its requests stops: all are done, time is up, or it was canceled."""
        planned = self.created_at + min(self.takes, _DAY)
        return planned if self.canceled_at is None else min(planned, self.canceled_at)

    @property
    def ends_at(self) -> float:
        """When its results are there."""
        planned = self.created_at + min(self.takes, _DAY)
        return planned if self.canceled_at is None else min(planned, self.canceled_at + _CANCEL_SECONDS)

    @property
    def done(self) -> int:
        """How many of its requests are done when work stops; they are done one after the other."""
        share = 1.0 if self.takes == 0 else (self.stops_at - self.created_at) / self.takes
        return int(len(self.items) * share)


class Batches:
    """All batches of the organization.

    Args:
        messages: Makes the messages.
        log: Takes note of violations.
        faults: What goes wrong with requests of batches, in turn.
        takes: Seconds that a batch takes; more than a day and some of its requests expire.
    """

    def __init__(self, messages: Messages, log: RequestLog, faults: Iterable[ItemFault | None], takes: float) -> None:
        self._messages = messages
        self._log = log
        self._faults = iter(faults)
        self._takes = takes
        self._batches: dict[str, Batch] = {}
        self._lock = Lock()

    def check(self, request: LoggedRequest) -> None:
        """Refuse what the API refuses at once; what is wrong with a request's params is its result.

        Raises:
            ApiError: 400.
        """
        problems = validation.batch_problems(request.params) or list(_id_problems(request.params["requests"]))
        self._log.violate(request, problems)
        if problems:
            raise ApiError(400, problems[0])

    def create(self, request: LoggedRequest, now: float) -> Batch:
        """Take a batch that was checked."""
        items = tuple((item["custom_id"], item["params"]) for item in request.params["requests"])
        with self._lock:
            batch = Batch(f"msgbatch_{len(self._batches):04}", request, items, now, self._takes)
            self._batches[batch.id] = batch
        return batch

    def find(self, batch_id: str, now: float) -> Batch:
        """A batch, its results made if it has ended by now.

        Raises:
            ApiError: 404.
        """
        with self._lock:
            if (batch := self._batches.get(batch_id)) is None:
                raise ApiError(404, f"Message batch {batch_id} not found")
            if now >= batch.ends_at and not batch.results:
                self._finish(batch)
        return batch

    def newest_first(self, now: float) -> list[Batch]:
        """All batches as the list shows them."""
        return [self.find(batch_id, now) for batch_id in reversed(tuple(self._batches))]

    def _finish(self, batch: Batch) -> None:
        left = "expired" if batch.canceled_at is None else "canceled"
        symbols: set[str] = set()
        for number, (custom_id, params) in enumerate(batch.items):
            result: dict[str, Any] = {"type": left}
            if number < batch.done:
                result, written = self._result(batch, number, params)
                symbols |= written
            batch.results.append({"custom_id": custom_id, "result": result})
        batch.symbols = frozenset(symbols)

    def _result(self, batch: Batch, number: int, params: dict[str, Any]) -> tuple[dict[str, Any], frozenset[str]]:
        fault = next(self._faults, None)
        request_id = f"req_{batch.id}_{number}"
        if isinstance(fault, Expired):
            return {"type": "expired"}, frozenset()
        try:
            self._check_item(batch.request, params, fault)
        except ApiError as error:
            body = error_body(error.status, error.message, request_id, error.error_code)
            return {"type": "errored", "error": body}, frozenset()
        prompt = self._messages.prompt(params, batch.stops_at)
        written = self._messages.write(params, fault)
        message = self._messages.finish(request_id, prompt, written, batch.stops_at, tier="batch")
        return {"type": "succeeded", "message": message}, written.symbols

    def _check_item(self, request: LoggedRequest, params: dict[str, Any], fault: ItemFault | None) -> None:
        self._messages.check(request, params)
        if params.get("stream"):
            self._log.violate(request, problems := ["stream: not supported in a batch"])
            raise ApiError(400, problems[0])
        if isinstance(fault, HttpError):
            raise ApiError(fault.status, fault.message, error_code=fault.error_code)
        request.chunks += asked_chunks(params)


def view(batch: Batch, now: float, base_url: str) -> dict[str, Any]:
    """The `MessageBatch` object, as of now."""
    has_ended, is_archived = now >= batch.ends_at, now >= batch.created_at + _KEPT
    status = "ended" if has_ended else "in_progress" if batch.canceled_at is None else "canceling"
    return {
        "id": batch.id,
        "type": "message_batch",
        "processing_status": status,
        "request_counts": _counts(batch, has_ended=has_ended),
        "created_at": rfc3339(batch.created_at),
        "expires_at": rfc3339(batch.created_at + _DAY),
        "ended_at": rfc3339(batch.ends_at) if has_ended else None,
        "cancel_initiated_at": None if batch.canceled_at is None else rfc3339(batch.canceled_at),
        "archived_at": rfc3339(batch.created_at + _KEPT) if is_archived else None,
        "results_url": f"{base_url}/v1/messages/batches/{batch.id}/results" if has_ended and not is_archived else None,
    }


def _counts(batch: Batch, *, has_ended: bool) -> dict[str, int]:
    # The API tells no request apart before all are done.
    states = [result["result"]["type"] for result in batch.results] if has_ended else ["processing"] * len(batch.items)
    return {state: states.count(state) for state in _STATES}


def _id_problems(items: Iterable[dict[str, Any]]) -> Iterator[str]:
    seen: set[str] = set()
    for number, item in enumerate(items):
        custom_id = item["custom_id"]
        if not _CUSTOM_ID.fullmatch(custom_id):
            yield f"requests.{number}.custom_id: String should match pattern '^[a-zA-Z0-9_-]{{1,64}}$'"
        if custom_id in seen:
            yield f"requests.{number}.custom_id: {custom_id} is not unique"
        seen.add(custom_id)
