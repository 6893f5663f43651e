"""Puts a message together from the events of a stream, or from one JSON body where an endpoint does not stream."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError

from docgen.model import Usage
from docgen.writer.service import Allowance, Reply, Stop
from docgen.writer.sizes import count_tokens

_STOPS = {
    "end_turn": Stop.COMPLETE,
    "stop_sequence": Stop.COMPLETE,
    "max_tokens": Stop.CUT,
    "refusal": Stop.REFUSED,
    "model_context_window_exceeded": Stop.TOO_LONG,
}

Count = Annotated[int, BeforeValidator(lambda value: value or 0)]
Text = Annotated[str, BeforeValidator(lambda value: value or "")]


class Lenient(BaseModel):
    """A part of an answer, of which only what is named here matters."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class _Usage(Lenient):
    input_tokens: Count = 0
    output_tokens: Count = 0
    cache_creation_input_tokens: Count = 0
    cache_read_input_tokens: Count = 0


class _Block(Lenient):
    type: Text = ""
    text: Text = ""


class _StopDetails(Lenient):
    category: Text = ""
    explanation: Text = ""


class _Message(Lenient):
    content: list[_Block] = []
    stop_reason: str | None = None
    stop_details: _StopDetails | None = None
    usage: _Usage = _Usage()


class _Event(Lenient):
    """Any event of a stream; which fields are there depends on `type`."""

    type: Text = ""
    message: _Message | None = None
    delta: Mapping[str, Any] = {}
    usage: _Usage | None = None


class Transcript:
    """Collects one message; what arrived stays readable when the rest never does."""

    def __init__(self) -> None:
        self._texts: list[str] = []
        self._stop_reason: str | None = None
        self._details: _StopDetails | None = None
        self._usage = _Usage()

    @property
    def has_begun(self) -> bool:
        """Whether anything arrived that was billed."""
        return bool(self._texts) or self._usage != _Usage()

    @property
    def is_finished(self) -> bool:
        """Whether the service said why the message ended."""
        return self._stop_reason is not None

    def add_event(self, data: object) -> None:
        """Take in one event; those of no interest, such as thinking and pings, and of no known form are skipped."""
        try:
            self._take(_Event.model_validate(data))
        except ValidationError:
            return

    def add_message(self, data: object) -> None:
        """Take in a whole message; of another form, it counts as not finished."""
        try:
            message = _Message.model_validate(data)
        except ValidationError:
            return
        self._texts.extend(block.text for block in message.content if block.type == "text")
        self._end(message, message.usage)

    def reply(self, request_id: str = "", allowance: Allowance = Allowance()) -> Reply:  # noqa: B008 - frozen
        """The message as far as it arrived."""
        text = "".join(self._texts)
        usage = Usage(
            input_tokens=self._usage.input_tokens,
            # A broken stream never says how much was billed; what arrived was.
            output_tokens=self._usage.output_tokens if self.is_finished else count_tokens(text),
            cache_write_tokens=self._usage.cache_creation_input_tokens,
            cache_read_tokens=self._usage.cache_read_input_tokens,
        )
        stop = _STOPS.get(self._stop_reason or "", Stop.CUT)
        return Reply(text, stop, usage, request_id, self._refusal(stop), allowance)

    def _take(self, event: _Event) -> None:
        if event.type == "message_start" and event.message:
            self._usage = event.message.usage
        elif event.type == "content_block_delta" and event.delta.get("type") == "text_delta":
            self._texts.append(str(event.delta.get("text") or ""))
        elif event.type == "message_delta":
            self._end(_Message.model_validate({**event.delta, "content": []}), event.usage)

    def _end(self, message: _Message, usage: _Usage | None) -> None:
        self._stop_reason = message.stop_reason or self._stop_reason
        self._details = message.stop_details or self._details
        if usage:
            # The last word on output; what it leaves out was said at the start.
            told = {name: count for name, count in usage.model_dump().items() if count}
            self._usage = self._usage.model_copy(update=told)

    def _refusal(self, stop: Stop) -> str:
        if stop is not Stop.REFUSED or self._details is None:
            return ""
        return self._details.explanation or self._details.category
