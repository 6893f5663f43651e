"""The stand-in as tests and benchmarks hold it."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from threading import Event
from types import TracebackType
from typing import Self

from tests.standins.claude.api import Api
from tests.standins.claude.author import Author, Override
from tests.standins.claude.batch_routes import BatchRoutes
from tests.standins.claude.batches import Batches
from tests.standins.claude.faults import Fault, FaultScript, ItemFault, in_turn
from tests.standins.claude.latency import Latency, Pace
from tests.standins.claude.limits import Limiter, Limits
from tests.standins.claude.log import LoggedRequest, RequestLog
from tests.standins.claude.messages import Messages
from tests.standins.claude.routes import MessageRoutes, model_routes
from tests.standins.claude.transport import HttpServer


class ClaudeStandin:
    """Claude's API on loopback while its context lasts.

    Leaving the context fails when a request broke the API's rules, unless the test expects it.

    Args:
        faults: What goes wrong: in turn, or as a script says.
        answers: What is answered instead of the truth, by symbol, by chunk id, or `*` for all others.
        thinking: Whether answers begin with a thinking block; `None` to do as the model would.
        latency: How long answers take; at once when left out.
        limits: Rate limits; generous when left out.
        batch_faults: What goes wrong with the requests of batches, in turn.
        batch_seconds: How long a batch takes by the clock; more than a day and some of its requests expire.
        clock: Seconds since the epoch.
        api_key: The only key that is let in; `None` lets any in.
        port: Port to listen on; 0 for any that is free.
        expects_violations: Whether the test looks at the violations itself.
    """

    def __init__(
        self,
        *,
        faults: Iterable[Fault | None] | FaultScript = (),
        answers: Mapping[str, Override] | None = None,
        thinking: bool | None = None,
        latency: Latency | None = None,
        limits: Limits | None = None,
        batch_faults: Iterable[ItemFault | None] = (),
        batch_seconds: float = 300.0,
        clock: Callable[[], float] = time.time,
        api_key: str | None = None,
        port: int = 0,
        expects_violations: bool = False,
    ) -> None:
        self._log = RequestLog()
        self._author = Author(answers or {}, thinking=thinking)
        self._expects_violations = expects_violations
        self._closing = Event()
        limiter = Limiter(limits or Limits())
        messages = Messages(self._author, self._log)
        pace = Pace(latency or Latency(), self._closing)
        batches = Batches(messages, self._log, batch_faults, batch_seconds)
        self._api = Api(
            routes=[
                *MessageRoutes(messages, limiter, pace, clock).routes(),
                *BatchRoutes(batches, clock, lambda: self.url).routes(),
                *model_routes(),
            ],
            log=self._log,
            limiter=limiter,
            clock=clock,
            api_key=api_key,
            closing=self._closing,
            script=_script(faults),
        )
        self._server = HttpServer(self._api, port)

    @property
    def url(self) -> str:
        """What to set `ANTHROPIC_BASE_URL` to."""
        return self._server.url

    @property
    def faults(self) -> FaultScript:
        """What goes wrong with the requests from now on; a sequence may be assigned as well."""
        return self._api.script

    @faults.setter
    def faults(self, faults: Iterable[Fault | None] | FaultScript) -> None:
        self._api.script = _script(faults)

    @property
    def answers(self) -> dict[str, Override]:
        """What is answered instead of the truth, by symbol, by chunk id, or `*` for all others."""
        return self._author.answers

    @property
    def requests(self) -> list[LoggedRequest]:
        """All requests in order of arrival."""
        return self._log.requests

    @property
    def violations(self) -> list[str]:
        """What requests did that the API forbids or that no reader could make sense of."""
        return self._log.violations

    @property
    def asked(self) -> Counter[str]:
        """How many requests asked about a symbol and were not refused."""
        return self._log.asked

    @property
    def paid(self) -> Counter[str]:
        """How many answers about a symbol were billed, whether or not they reached the client."""
        return self._log.paid

    @property
    def delivered(self) -> Counter[str]:
        """How many answers about a symbol were handed to the network whole."""
        return self._log.delivered

    @property
    def max_concurrency(self) -> int:
        """Most requests that were under way at the same time."""
        return self._log.max_concurrency

    def assert_patient(self, grace: float = 0.05) -> None:
        """Fail when a request came while an earlier answer's `retry-after` was running.

        Args:
            grace: Seconds after that answer in which others may have been on their way already.
        """
        hasty = self._log.hasty(grace)
        assert not hasty, "\n".join(hasty)

    def __enter__(self) -> Self:
        self._server.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._closing.set()
        self._server.__exit__(kind, error, trace)
        if kind is None and not self._expects_violations:
            assert not self.violations, "\n".join(self.violations)


def _script(faults: Iterable[Fault | None] | FaultScript) -> FaultScript:
    return faults if callable(faults) else in_turn(faults)
