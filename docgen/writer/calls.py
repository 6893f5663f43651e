"""Carries one request through: a place at the gate, attempts with backoff, and an end for both.

The only retry layer: the SDK's own is off.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import TYPE_CHECKING, TypeVar

from docgen.errors import WriterError
from docgen.model import Usage
from docgen.writer.pacing import Pacer
from docgen.writer.service import Ask, HaltedError, LimitOutlastsError, Reply, Service, TransientError
from docgen.writer.sizes import count_tokens

if TYPE_CHECKING:
    from tenacity import RetryCallState

_T = TypeVar("_T")

_LONGEST_BACKOFF = 16.0
_LONGEST_RETRY_AFTER = 120.0


@dataclass(frozen=True, slots=True)
class Call:
    """What became of a request.

    Attributes:
        outcome: The reply, or why there is none.
        attempts: How often it was sent.
        wasted: What is known to be billed for attempts that gave nothing.
        lost: Attempts that may have been billed without our hearing how much.
    """

    outcome: Reply | WriterError
    attempts: int
    wasted: Usage = Usage()
    lost: int = 0


@dataclass(frozen=True, slots=True)
class Persistence:
    """How often and how long to try again what fails in passing.

    Attributes:
        max_attempts: Most attempts.
        sleep: Waits for so many seconds.
        random: Source of jitter.
        may_wait: Whether the run still goes on after so many seconds.
    """

    max_attempts: int
    sleep: Callable[[float], None]
    random: Random
    may_wait: Callable[[float], bool]

    def persist(self, attempt: Callable[[], _T], *, least_pause: float = 0.0) -> _T:
        """Make an attempt until it succeeds, is hopeless, or was the last.

        Args:
            attempt: What to do.
            least_pause: Seconds between two attempts at least.

        Raises:
            TransientError: What the last attempt failed with; it may have been the last because the run is over.
            LimitOutlastsError: The service told to wait longer than a run may.
            WriterError: What no attempt can mend.
        """
        from tenacity import Retrying, retry_if_exception_type  # noqa: PLC0415 - a run that is fully cached does without

        retrying = Retrying(
            retry=retry_if_exception_type(TransientError),
            stop=self._is_over,
            wait=lambda state: max(least_pause, self._backoff(state)),
            sleep=self.sleep,
            reraise=True,
        )
        return retrying(lambda: _within_limits(attempt))

    def _is_over(self, state: RetryCallState) -> bool:
        return state.attempt_number >= self.max_attempts or not self.may_wait(state.upcoming_sleep)

    def _backoff(self, state: RetryCallState) -> float:
        """1, 2, 4, 8, 16 seconds with full jitter, and never less than the service told to wait."""
        ceiling = min(2.0 ** (state.attempt_number - 1), _LONGEST_BACKOFF)
        jitter = self.random.uniform(0, ceiling)
        failure = state.outcome.exception() if state.outcome else None
        told = failure.retry_after if isinstance(failure, TransientError) else None
        # Threads that were told the same must not come back at the same moment.
        return jitter if told is None else told + jitter * 0.1


@dataclass(frozen=True, slots=True)
class Caller:
    """Sends requests from several threads.

    Attributes:
        service: Who answers.
        pacer: The gate.
        persistence: How often and how long to try again.
    """

    service: Service
    pacer: Pacer
    persistence: Persistence

    def call(self, ask: Ask, output_tokens: int, is_useful: Callable[[Reply], bool]) -> Call:
        """Send a request until it is answered, hopeless, or out of attempts.

        Args:
            ask: The request.
            output_tokens: Tokens that the reply is expected to have.
            is_useful: Whether what arrived before a connection broke is worth keeping.
        """
        attempts = _Attempts(self, ask, count_tokens(ask.system + ask.user), output_tokens, is_useful)
        try:
            outcome: Reply | WriterError = self.persistence.persist(attempts.send)
        except TransientError as error:
            # With attempts left, only the end of the run can have kept it from another.
            outcome = error if attempts.sent >= self.persistence.max_attempts else HaltedError(error.what)
        except WriterError as error:
            outcome = error
        return Call(outcome, attempts.sent, attempts.wasted, attempts.lost)


@dataclass(slots=True)
class _Attempts:
    """The attempts of one request."""

    caller: Caller
    ask: Ask
    input_tokens: int
    output_tokens: int
    is_useful: Callable[[Reply], bool]
    sent: int = 0
    wasted: Usage = Usage()
    lost: int = 0

    def send(self) -> Reply:
        """Send it once, and let the gate know how it went."""
        pacer = self.caller.pacer
        # Before the gate, which keeps a request back when the run is stopped in the meantime.
        self.caller.service.open()
        with pacer.slot(self.input_tokens, self.output_tokens) as epoch:
            self.sent += 1
            try:
                reply = self.caller.service.ask(self.ask)
            except TransientError as failure:
                return self._after(failure, epoch)
        pacer.praise(reply.allowance)
        return reply

    def _after(self, failure: TransientError, epoch: int) -> Reply:
        if failure.is_pressure:
            self.caller.pacer.press(epoch)
        if failure.retry_after is not None and failure.retry_after <= _LONGEST_RETRY_AFTER:
            self.caller.pacer.hold(failure.retry_after)
        if failure.reply is not None:
            if self.is_useful(failure.reply):
                return failure.reply
            self.wasted += failure.reply.usage
        else:
            self.lost += failure.may_be_billed
        raise failure


def _within_limits(attempt: Callable[[], _T]) -> _T:
    """Make an attempt; a failure after which nobody waits is hopeless."""
    try:
        return attempt()
    except TransientError as failure:
        if failure.retry_after is None or failure.retry_after <= _LONGEST_RETRY_AFTER:
            raise
        raise LimitOutlastsError(
            f"{failure.what} It asks for a pause of {failure.retry_after:.0f} s, longer than a run waits.",
            "Run again later: the cache holds what was written, and only the rest is asked for.",
        ) from failure
