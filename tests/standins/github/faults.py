"""Scripted faults: what GitHub, or the way there, does wrong now and then."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from tests.standins.github.exchange import Answer, Json, Request


@dataclass(slots=True)
class Fault:
    """How the next matching requests fail.

    Attributes:
        method: HTTP method, `*` for any.
        path: regular expression that is searched for in the path.
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


@dataclass(slots=True)
class Faults:
    """The faults that are still to come, first come first served."""

    pending: list[Fault] = field(default_factory=list)

    def take(self, request: Request) -> Fault | None:
        """The fault that strikes a request, if any; it is used up by that."""
        for fault in self.pending:
            if fault.method in ("*", request.method) and re.search(fault.path, request.path):
                fault.times -= 1
                if not fault.times:
                    self.pending.remove(fault)
                return fault
        return None


def fault_answer(status: int, headers: Mapping[str, str] | None, body: Json) -> Answer:
    """An answer of GitHub's own making; HTML when the body is text."""
    if isinstance(body, str):
        return Answer(status, body.encode(), {"Content-Type": "text/html; charset=utf-8", **(headers or {})})
    return Answer(status, {"message": "Server Error"} if body is None else body, headers or {})
