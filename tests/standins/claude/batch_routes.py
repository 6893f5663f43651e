"""The endpoints of Message Batches."""

from __future__ import annotations

import re
from collections.abc import Callable

from tests.standins.claude.api import Answer, Route
from tests.standins.claude.batches import Batch, Batches, view
from tests.standins.claude.errors import ApiError, encoded
from tests.standins.claude.faults import Fault
from tests.standins.claude.log import LoggedRequest
from tests.standins.claude.routes import page

_PATH = "/v1/messages/batches"


class BatchRoutes:
    """`/v1/messages/batches` and all below it."""

    def __init__(self, batches: Batches, clock: Callable[[], float], url: Callable[[], str]) -> None:
        self._batches = batches
        self._clock = clock
        self._url = url

    def routes(self) -> list[Route]:
        """What these endpoints answer to."""
        return [
            Route("POST", re.compile(_PATH), self._check_new, self._create),
            Route("GET", re.compile(_PATH), self._check_nothing, self._list),
            Route("GET", re.compile(f"{_PATH}/([^/]+)"), self._check_known, self._retrieve),
            Route("GET", re.compile(f"{_PATH}/([^/]+)/results"), self._check_ended, self._results),
            Route("POST", re.compile(f"{_PATH}/([^/]+)/cancel"), self._check_known, self._cancel),
        ]

    def _check_nothing(self, _request: LoggedRequest, _batch_id: str) -> None:
        """Any request will do."""

    def _check_new(self, request: LoggedRequest, _batch_id: str) -> None:
        self._batches.check(request)

    def _check_known(self, _request: LoggedRequest, batch_id: str) -> None:
        self._batches.find(batch_id, self._clock())

    def _check_ended(self, _request: LoggedRequest, batch_id: str) -> None:
        now = self._clock()
        if view(self._batches.find(batch_id, now), now, "")["results_url"] is None:
            raise ApiError(404, f"Results of message batch {batch_id} are not available")

    def _create(self, request: LoggedRequest, _batch_id: str, _fault: Fault | None) -> Answer:
        return self._shown(self._batches.create(request, self._clock()))

    def _retrieve(self, _request: LoggedRequest, batch_id: str, _fault: Fault | None) -> Answer:
        return self._shown(self._batches.find(batch_id, self._clock()))

    def _cancel(self, _request: LoggedRequest, batch_id: str, _fault: Fault | None) -> Answer:
        now = self._clock()
        batch = self._batches.find(batch_id, now)
        if now < batch.ends_at and batch.canceled_at is None:
            batch.canceled_at = now
        return self._shown(batch)

    def _results(self, _request: LoggedRequest, batch_id: str, _fault: Fault | None) -> Answer:
        batch = self._batches.find(batch_id, self._clock())
        # The API promises no order, so none that a client could rely on is given.
        lines = [encoded(result) + b"\n" for result in reversed(batch.results)]
        return Answer([b"".join(lines)], "application/x-jsonl", batch.symbols)

    def _list(self, request: LoggedRequest, _batch_id: str, _fault: Fault | None) -> Answer:
        now = self._clock()
        views = [view(batch, now, self._url()) for batch in self._batches.newest_first(now)]
        after = request.query.get("after_id", [""])[0]
        start = next((place + 1 for place, shown in enumerate(views) if shown["id"] == after), 0)
        stop = start + int(request.query.get("limit", ["20"])[0])
        return Answer([encoded(page(views[start:stop], has_more=stop < len(views)))])

    def _shown(self, batch: Batch) -> Answer:
        return Answer([encoded(view(batch, self._clock(), self._url()))])
