"""What the writer says to a message service and what it hears back, in types that know no vendor."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from docgen.errors import WriterError
from docgen.model import Usage


class Stop(StrEnum):
    """Why a reply ended, as far as it matters here."""

    COMPLETE = "complete"
    CUT = "cut"
    REFUSED = "refused"
    TOO_LONG = "too long"


@dataclass(frozen=True, slots=True)
class Ask:
    """One request for docs.

    Attributes:
        system: The prefix that is the same for all requests of a run.
        user: Outlines and chunks.
        max_tokens: Most tokens that the reply may have, thinking included.
        is_prefix_cached: Whether the prefix is to be kept in the service's prompt cache.
        timeout: Seconds after which the whole exchange is given up.
    """

    system: str
    user: str
    max_tokens: int
    is_prefix_cached: bool = False
    timeout: float = 600.0


@dataclass(frozen=True, slots=True)
class Window:
    """One rate limit after a reply: what remains of it, and in how many seconds it is full again."""

    remaining: int
    reset: float


@dataclass(frozen=True, slots=True)
class Allowance:
    """What the rate limits still allow after a reply; `None` where the service does not say."""

    requests: Window | None = None
    input_tokens: Window | None = None
    output_tokens: Window | None = None


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back, whole or in part.

    Attributes:
        text: The text that is there.
        stop: Why it ended.
        usage: Tokens that were billed.
        request_id: What the service's support asks for; empty when unknown.
        refusal: Why it was refused; empty when it was not or when the service does not say.
        allowance: What the rate limits still allow.
    """

    text: str
    stop: Stop = Stop.COMPLETE
    usage: Usage = Usage()
    request_id: str = ""
    refusal: str = ""
    allowance: Allowance = Allowance()


class TransientError(WriterError):
    """A request failed in a way that a later attempt may survive.

    Attributes:
        retry_after: Seconds that the service told to wait; `None` when it did not.
        is_pressure: Whether the service has too much to do: everyone should slow down.
        may_be_billed: Whether the answer may have been written and billed, but was lost on the way.
        reply: What arrived before the connection broke; `None` when nothing did.
    """

    def __init__(
        self,
        what: str,
        *,
        retry_after: float | None = None,
        is_pressure: bool = False,
        may_be_billed: bool = False,
        reply: Reply | None = None,
    ) -> None:
        super().__init__(what, "Run again: what was written is in the cache, and only the rest is asked for.")
        self.retry_after = retry_after
        self.is_pressure = is_pressure
        self.may_be_billed = may_be_billed
        self.reply = reply


class TooLargeError(WriterError):
    """The request is larger than the service or the model takes."""


class RejectedError(WriterError):
    """The service does not take this request, and would not take it again."""


class HaltedError(WriterError):
    """The run stopped, or would be over, before the request could be sent."""


class LimitOutlastsError(WriterError):
    """The service tells to wait longer than a run may."""


class Service(Protocol):
    """Answers requests. Safe to call from several threads."""

    def open(self) -> None:
        """Make ready to send, which takes a second the first time.

        Raises:
            FatalWriterError: No request can succeed.
        """

    def ask(self, ask: Ask) -> Reply:
        """Send one request and wait for its reply.

        Raises:
            TransientError: A later attempt may succeed.
            TooLargeError: A smaller request may succeed.
            RejectedError: This request cannot succeed.
            FatalWriterError: No request can succeed.
        """


@dataclass(frozen=True, slots=True)
class Connection:
    """How to reach and address the service; what is empty comes from the environment, as the SDK reads it.

    Attributes:
        provider: `anthropic`, `aws`, `bedrock` or `vertex`.
        model: Model id, as the provider spells it.
        effort: How hard the model thinks.
        api_key: Key of the Claude API, for the provider `anthropic`.
        base_url: Endpoint that speaks the Claude API.
        aws_region: Region of AWS; that of Google Cloud always comes from the environment.
    """

    provider: str
    model: str
    effort: str = "low"
    api_key: str = field(default="", repr=False)
    base_url: str = ""
    aws_region: str = ""
