"""Scripted faults: what GitHub, or the way there, does wrong now and then."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from threading import Lock

from tests.standins.github.exchange import Answer, Json, Request

SECONDARY = "You have exceeded a secondary rate limit. Please wait a few minutes before you try again."


@dataclass(slots=True)
class Fault:
    """How the next matching requests fail.

    Attributes:
        method: HTTP method, `*` for any.
        path: regular expression that is searched for in the percent-encoded path.
        answer: what is answered; None answers as always.
        before: what happens just before: somebody else's doing, or a long silence.
        drop: whether the connection is closed without an answer instead.
        after_effect: whether the request is carried out before it fails.
        times: how many requests still fail.
    """

    method: str
    path: str
    answer: Answer | None = None
    before: Callable[[], object] | None = None
    drop: bool = False
    after_effect: bool = False
    times: int = 1

    @property
    def replaces_answer(self) -> bool:
        """Whether the client does not get the answer that it would get without the fault."""
        return self.drop or self.answer is not None


class FaultScript:
    """The faults that are still to come; of those that match a request, the one that was scripted first strikes.

    Args:
        sleep: waits some seconds.
    """

    def __init__(self, sleep: Callable[[float], object]) -> None:
        self._sleep = sleep
        self._pending: list[Fault] = []
        self._lock = Lock()

    def take_fault(self, request: Request) -> Fault | None:
        """The fault that strikes a request, if any; it is used up by that."""
        with self._lock:
            for fault in self._pending:
                if fault.method in ("*", request.method) and re.search(fault.path, request.path):
                    fault.times -= 1
                    if not fault.times:
                        self._pending.remove(fault)
                    return fault
        return None

    def fail_next(
        self,
        method: str,
        path: str,
        *,
        status: int = 502,
        headers: Mapping[str, str] | None = None,
        body: Json = None,
        after_effect: bool = False,
        times: int = 1,
    ) -> None:
        """Answer the next matching requests with a status of one's own.

        Args:
            method: HTTP method, `*` for any.
            path: regular expression that is searched for in the percent-encoded path.
            status: status of the answer.
            headers: headers on top of the usual ones.
            body: JSON, or HTML when it is a `str`.
            after_effect: whether the request is carried out all the same.
            times: how many requests are struck.
        """
        answer = _answer(status, headers or {}, body)
        self._add(Fault(method, path, answer, after_effect=after_effect, times=times))

    def drop_next(self, method: str, path: str, *, after_effect: bool = False, times: int = 1) -> None:
        """Close the connection on the next matching requests instead of answering."""
        self._add(Fault(method, path, drop=True, after_effect=after_effect, times=times))

    def delay_next(self, method: str, path: str, *, seconds: float, times: int = 1) -> None:
        """Sleep before the next matching requests are carried out and answered."""
        self._add(Fault(method, path, before=partial(self._sleep, seconds), times=times))

    def meanwhile(self, method: str, path: str, action: Callable[[], object]) -> None:
        """Do something just before the next matching request is carried out, as somebody else might."""
        self._add(Fault(method, path, before=action))

    def limit_next(
        self, method: str, path: str, *, retry_after: int | None = 1, status: int = 403, times: int = 1
    ) -> None:
        """Refuse the next matching requests with a secondary rate limit."""
        headers = {} if retry_after is None else {"retry-after": str(retry_after)}
        self.fail_next(method, path, status=status, headers=headers, body={"message": SECONDARY}, times=times)

    def _add(self, fault: Fault) -> None:
        with self._lock:
            self._pending.append(fault)


def _answer(status: int, headers: Mapping[str, str], body: Json) -> Answer:
    if isinstance(body, str):
        return Answer(status, body.encode(), {"content-type": "text/html; charset=utf-8", **headers})
    return Answer(status, {"message": "Server Error"} if body is None else body, headers)
