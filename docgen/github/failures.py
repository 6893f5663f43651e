"""What GitHub's refusals mean: wait, try again, or tell the user what to change."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http import HTTPStatus

from docgen.errors import AccessError, DeliveryError, LimitError, RefusedError, UncertainError
from docgen.github.escape import log_line

_LIMIT_STATUSES = (HTTPStatus.OK, HTTPStatus.FORBIDDEN, HTTPStatus.TOO_MANY_REQUESTS)  # 200: GraphQL
_LIMIT_WORDS = ("rate limit", "please retry your request again later", "please wait a few minutes")
_FAULT_WORDS = "something went wrong while executing your query"  # how GraphQL says 500
_LOCKED_WORDS = "issue is locked"
_UNLOCK = "Unlock the conversation of the pull request, or set `mode` to `summary`."
_LEAST_SECONDARY_WAIT = 60.0
_LONGEST_REASON = 300

Hide = Callable[[str], str]
"""Takes the token out of a text: a careless server may quote what it was sent."""


@dataclass(frozen=True, slots=True)
class Task:
    """What a request is for.

    Attributes:
        what: Completes "could not …": `update the comment`.
        permission: What the token needs, as a workflow file spells it: `pull-requests: write`.
    """

    what: str
    permission: str


@dataclass(frozen=True, slots=True)
class Refusal:
    """What came back instead of what was asked for.

    Attributes:
        status: HTTP status; 0 when no answer arrived, or none that can be read.
        reason: GitHub's own words, made fit for logs.
        headers: The answer's headers, names in lower case.
        kinds: Types of the errors of GraphQL, such as `RATE_LIMITED`.
    """

    status: int
    reason: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    kinds: tuple[str, ...] = ()

    @property
    def is_transient(self) -> bool:
        """Whether the same request may well succeed a little later."""
        failed = self.status == 0 or self.status >= HTTPStatus.INTERNAL_SERVER_ERROR
        return failed or _FAULT_WORDS in self.reason.lower()

    @property
    def is_locked(self) -> bool:
        """Whether nobody may comment, however much the token may."""
        return self.status == HTTPStatus.FORBIDDEN and _LOCKED_WORDS in self.reason.lower()

    @property
    def is_limit(self) -> bool:
        """Whether GitHub did not even look at the request because there were too many."""
        if "RATE_LIMITED" in self.kinds or self.status == HTTPStatus.TOO_MANY_REQUESTS:
            return True
        said = any(words in self.reason.lower() for words in _LIMIT_WORDS)
        spent = self.headers.get("x-ratelimit-remaining") == "0"
        return self.status in _LIMIT_STATUSES and (said or spent or "retry-after" in self.headers)

    def limit_wait(self, now: float, attempt: int) -> float:
        """Seconds to wait after the first, second, … attempt: as told, until the reset, or minutes that double."""
        told = _seconds(self.headers.get("retry-after"))
        if told is not None:
            return told
        reset = _seconds(self.headers.get("x-ratelimit-reset"))
        if reset is not None and self.headers.get("x-ratelimit-remaining") == "0":
            return max(reset - now, 0.0) + 1  # the reset comes somewhere within that second
        return float(_LEAST_SECONDARY_WAIT * 2 ** (attempt - 1))


def refusal(status: int, data: object, headers: Mapping[str, object], hide: Hide) -> Refusal:
    """A refusal from an answer's parts, whatever a proxy on the way put there."""
    message = data.get("message") if isinstance(data, dict) else None
    details = data.get("errors") if isinstance(data, dict) else None
    words = [str(message or ""), *_details(details)]
    lower = {name.lower(): str(value) for name, value in headers.items()}
    return Refusal(status, _reason(words, hide), lower)


def graphql_refusal(errors: Sequence[object], headers: Mapping[str, object], hide: Hide) -> Refusal:
    """A refusal from the errors that a GraphQL answer carries with status 200."""
    known = [error for error in errors if isinstance(error, dict)]
    kinds = tuple(str(error.get("type", "")) for error in known)
    lower = {name.lower(): str(value) for name, value in headers.items()}
    return Refusal(HTTPStatus.OK, _reason([str(error.get("message", "")) for error in known], hide), lower, kinds)


def explain(refused: Refusal, task: Task) -> DeliveryError:
    """The error that tells a user what happened and what to change."""
    reason = f" {refused.reason}" if refused.reason else ""
    if refused.status == HTTPStatus.UNAUTHORIZED:
        return AccessError(f"Could not {task.what}: GitHub rejected the token.", "Give a valid `github-token`.")
    if refused.is_locked:
        return AccessError(f"Could not {task.what}: GitHub refused.{reason}", _UNLOCK)
    if refused.status == HTTPStatus.FORBIDDEN or "FORBIDDEN" in refused.kinds:
        return AccessError(f"Could not {task.what}: the token may not do that.{reason}", _grant(task.permission))
    if refused.is_transient:
        return DeliveryError(f"Could not {task.what}: GitHub does not answer properly.{reason}", "Run it again later.")
    hint = f"If it does exist, the token may not see it. {_grant(task.permission)}" if _is_missing(refused) else ""
    what = f"Could not {task.what}: GitHub refused.{reason}"
    return RefusedError(what, hint, status=refused.status, reason=refused.reason, kinds=refused.kinds)


def out_of_patience(task: Task, wait: float, now: float) -> LimitError:
    """The error for a limit that outlasts the time that we may wait."""
    until = datetime.fromtimestamp(now + wait, UTC).strftime("%H:%M:%S UTC")
    return LimitError(
        f"Could not {task.what}: GitHub's rate limit is used up until {until}.",
        "Run it again after that, or give a `github-token` of an app, which has a limit of its own.",
    )


def uncertain(refused: Refusal, task: Task) -> UncertainError:
    """The error for a write whose answer was lost."""
    reason = f" {refused.reason}" if refused.reason else ""
    return UncertainError(
        f"GitHub did not confirm the attempt to {task.what}.{reason}",
        "It may have happened all the same: look before you run it again.",
    )


def _is_missing(refused: Refusal) -> bool:
    return refused.status == HTTPStatus.NOT_FOUND or "NOT_FOUND" in refused.kinds


def _grant(permission: str) -> str:
    forks = " (a pull request from a fork or by Dependabot gets `read` at most)" if permission.endswith("write") else ""
    return f"Grant it in the workflow file{forks}:\n\npermissions:\n  {permission}"


def _details(errors: object) -> list[str]:
    """The sentences of a validation error's details."""
    details = errors if isinstance(errors, list) else []
    return [str(detail.get("message") or detail) if isinstance(detail, dict) else str(detail) for detail in details]


def _reason(words: Sequence[str], hide: Hide) -> str:
    sentences = (word.strip().rstrip(".") + "." for word in words if word.strip())
    # Hidden before it is cut: half a token is still a secret.
    return log_line(hide(" ".join(dict.fromkeys(sentences))))[:_LONGEST_REASON]


def _seconds(header: str | None) -> float | None:
    return float(header) if header is not None and header.strip().isdecimal() else None
