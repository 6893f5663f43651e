"""Checks requests for a message and has them answered, alone or in a batch."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tests.standins.claude import replies, validation
from tests.standins.claude.author import Author, Written
from tests.standins.claude.chunks import asked_chunks, chunk_problems
from tests.standins.claude.errors import ApiError
from tests.standins.claude.faults import Fault
from tests.standins.claude.log import LoggedRequest, RequestLog
from tests.standins.claude.models import MODELS, Model
from tests.standins.claude.rules import rule_problems
from tests.standins.claude.tokens import PromptCache, PromptUsage, Segment, segments


@dataclass(frozen=True, slots=True)
class Prompt:
    """A prompt that was checked, and how it is billed."""

    model: Model
    segments: tuple[Segment, ...]
    usage: PromptUsage


class Messages:
    """Makes messages."""

    def __init__(self, author: Author, log: RequestLog) -> None:
        self._author = author
        self._log = log
        self._cache = PromptCache()

    def check(self, request: LoggedRequest, params: dict[str, Any]) -> None:
        """Refuse what the API refuses, and note what it or any reader could not take.

        Raises:
            ApiError: 400, or 404 for a model that does not exist.
        """
        self._refuse(request, validation.message_problems(params))
        model = known_model(params)
        self._refuse(request, rule_problems(params, model, segments(params)[-1].tokens))
        self._log.violate(request, chunk_problems(params))

    def check_count(self, request: LoggedRequest) -> None:
        """Refuse what the API refuses to count.

        Raises:
            ApiError: 400, or 404 for a model that does not exist.
        """
        self._refuse(request, validation.count_problems(request.params))
        known_model(request.params)

    def prompt(self, params: Mapping[str, Any], now: float) -> Prompt:
        """How a prompt is billed when it arrives now."""
        model, rendered = known_model(params), segments(params)
        return Prompt(model, rendered, self._cache.look_up(rendered, model.cache_minimum, now))

    def write(self, params: dict[str, Any], fault: Fault | None) -> Written:
        """Have the answer written."""
        chunks = asked_chunks(params)
        return self._author.write(params, chunks, self._log.ask(chunks), fault)

    def finish(
        self, request_id: str, prompt: Prompt, written: Written, now: float, tier: str = "standard"
    ) -> dict[str, Any]:
        """Bill an answer that begins now: its prompt is cached from now on. Returns the `Message`."""
        self._cache.store(prompt.segments, prompt.model.cache_minimum, now)
        self._log.bill(written.symbols)
        return replies.message(request_id, prompt.model.id, written, prompt.usage, tier)

    def _refuse(self, request: LoggedRequest, problems: list[str]) -> None:
        self._log.violate(request, problems)
        if problems:
            raise ApiError(400, problems[0])


def known_model(params: Mapping[str, Any]) -> Model:
    """The model that a request names.

    Raises:
        ApiError: 404 for a model that does not exist or was retired.
    """
    if (model := MODELS.get(params["model"])) is None:
        raise ApiError(404, f"model: {params['model']}")
    return model
