"""Speaks to Claude's Message Batches, through the client that `claude` holds."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from http import HTTPStatus
from itertools import takewhile
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from docgen.errors import WriterError
from docgen.writer.batches.service import NotFoundError, Result, Status
from docgen.writer.claude import Claude
from docgen.writer.messages import Lenient, Transcript
from docgen.writer.service import Ask, TransientError

PROVIDERS = frozenset({"anthropic", "aws"})
"""The doors that have batches."""

_SECONDS_TO_SUBMIT = 120.0
_SECONDS_TO_ANSWER = 30.0
_SECONDS_OF_SILENCE = 90.0
_PER_PAGE = 100

_T = TypeVar("_T", bound=BaseModel)


class _Counts(Lenient):
    processing: int = 0
    succeeded: int = 0
    errored: int = 0
    canceled: int = 0
    expired: int = 0


class _Batch(Lenient):
    id: str
    processing_status: str
    request_counts: _Counts
    created_at: datetime
    results_url: str | None = None

    def as_status(self) -> Status:
        counts = self.request_counts.model_dump()
        has_ended = self.processing_status == "ended"
        return Status(self.id, self.created_at.timestamp(), sum(counts.values()), counts["processing"], has_ended)


class _Page(Lenient):
    data: list[_Batch]
    has_more: bool = False


class _Error(Lenient):
    type: str = ""
    message: str = ""


class _ErrorBody(Lenient):
    error: _Error = _Error()
    request_id: str | None = None


class _Outcome(Lenient):
    type: str = ""
    message: dict[str, Any] | None = None
    error: _ErrorBody | None = None


class _Line(Lenient):
    custom_id: str
    result: _Outcome


class ClaudeBatches:
    """A `BatchService`: Claude's Message Batches."""

    def __init__(self, claude: Claude) -> None:
        """Use the connection of `claude`; nothing is sent yet."""
        self._claude = claude

    def prepare(self, asks: Sequence[tuple[str, Ask]]) -> Callable[[], Status]:
        """Get ready to submit requests under their custom ids."""
        requests: list[Any] = [{"custom_id": name, "params": self._claude.body(ask)} for name, ask in asks]
        batches = self._claude.connect().messages.batches

        def send() -> str:
            return batches.with_raw_response.create(requests=requests, timeout=_SECONDS_TO_SUBMIT).text()

        return lambda: self._read(send, _Batch).as_status()

    def retrieve(self, batch_id: str) -> Status:
        """Look at a batch; one whose results are gone is as good as none."""

        def send() -> str:
            batches = self._claude.connect().messages.batches
            return batches.with_raw_response.retrieve(batch_id, timeout=_SECONDS_TO_ANSWER).text()

        batch = self._read(send, _Batch)
        if batch.processing_status == "ended" and not batch.results_url:
            raise NotFoundError(f"The results of the batch {batch_id} are gone.", "They are kept for 29 days.")
        return batch.as_status()

    def recent(self, since: float) -> Sequence[Status]:
        """All batches created since then, newest first."""
        return list(takewhile(lambda status: status.created >= since, self._all()))

    def results(self, batch_id: str) -> Iterator[Result]:
        """The results of a batch that has ended."""
        try:
            batches = self._claude.connect().messages.batches
            with batches.with_streaming_response.results(batch_id, timeout=_SECONDS_OF_SILENCE) as response:
                for line in response.iter_lines():
                    if line.strip():
                        yield self._result(_Line.model_validate_json(line))
        except GeneratorExit:
            raise
        except Exception as error:
            raise self._translated(error) from error

    def _all(self) -> Iterator[Status]:
        page = self._page({})
        while page.data:
            yield from (batch.as_status() for batch in page.data)
            if not page.has_more:
                return
            page = self._page({"after_id": page.data[-1].id})

    def _page(self, after: dict[str, str]) -> _Page:
        def send() -> str:
            batches = self._claude.connect().messages.batches
            answer = batches.with_raw_response.list(limit=_PER_PAGE, timeout=_SECONDS_TO_ANSWER, **after)  # type: ignore[arg-type]
            return answer.text()

        return self._read(send, _Page)

    def _read(self, send: Callable[[], str], form: type[_T]) -> _T:
        try:
            return form.model_validate(json.loads(send()))
        except Exception as error:
            raise self._translated(error) from error

    def _result(self, line: _Line) -> Result:
        outcome = line.result
        if outcome.type == "succeeded" and outcome.message is not None:
            transcript = Transcript()
            transcript.add_message(outcome.message)
            return Result(line.custom_id, transcript.reply(str(outcome.message.get("id") or "")))
        if outcome.type == "errored" and outcome.error is not None:
            body = outcome.error
            failure = self._claude.failure_in_batch(body.error.type, body.error.message, body.request_id or "")
            return Result(line.custom_id, failure)
        what = f"The request came to nothing in its batch: {outcome.type or 'no result'}."
        return Result(line.custom_id, TransientError(what))

    def _translated(self, error: Exception) -> WriterError:
        if isinstance(error, ValidationError | json.JSONDecodeError | UnicodeDecodeError):
            return TransientError("The Claude API answered with something that is no batch.", may_be_billed=True)
        translated = self._claude.translate(error)
        status = getattr(error, "status_code", None)
        if status in {HTTPStatus.NOT_FOUND, HTTPStatus.METHOD_NOT_ALLOWED}:
            return NotFoundError(translated.what, translated.fix)
        return translated
