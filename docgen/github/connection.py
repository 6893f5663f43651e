"""The connection to one repository on GitHub: the only module that imports PyGithub.

PyGithub's own retries are off, because they repeat a POST that was stored and then answered 502. Here a read is sent
again after faults and limits; a write only after a limit, when GitHub did not even look at it. To be used from one
thread.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urlsplit

from docgen import __version__
from docgen.errors import AccessError, SettingsError
from docgen.github import failures
from docgen.github.escape import log_line
from docgen.github.failures import Hide, Refusal, Task
from docgen.github.interface import Endpoints
from docgen.github.pacing import Pace
from docgen.sanitize import REDACTED

if TYPE_CHECKING:
    from github.PaginatedList import PaginatedList
    from github.Repository import Repository
    from github.Requester import Requester

T = TypeVar("T")

_log = logging.getLogger(__name__)

_ATTEMPTS = 5
_PAGE = 100
_TIMEOUT_SECONDS = 30


@dataclass(frozen=True, slots=True)
class Way:
    """How GitHub is spoken to.

    Attributes:
        graphql_url: Where GraphQL is.
        pace: How long GitHub is waited for.
        hide: Takes the token out of what GitHub says.
    """

    graphql_url: str
    pace: Pace
    hide: Hide


class Connection:
    """One repository as one token sees it.

    Attributes:
        repository: The repository as `owner/name`.
        repo: PyGithub's object for it; to be used inside `read` and `write` only, which mend and explain failures.
    """

    def __init__(self, requester: Requester, repo: Repository, repository: str, way: Way) -> None:
        self.repository = repository
        self.repo = repo
        self._requester = requester
        self._graphql_url = way.graphql_url
        self._pace = way.pace
        self._hide = way.hide

    def read(self, what: str, call: Callable[[], T], *, needs: str) -> T:
        """Ask for something, again after faults and limits.

        Args:
            what: Completes "could not …".
            call: Sends the request by PyGithub.
            needs: The permission for it, such as `pull-requests: read`.

        Raises:
            AccessError: If the token may not.
            LimitError: If a rate limit outlasts our patience.
            RefusedError: If there is no such thing, or GitHub will not tell.
            DeliveryError: If GitHub does not answer.
        """
        return self._attempt(Task(what, needs), call, is_write=False)

    def write(self, what: str, call: Callable[[], T], *, needs: str) -> T:
        """Change something; sent again only when a limit kept GitHub from looking at it.

        Raises:
            UncertainError: If the answer was lost: look before you repeat it.
            AccessError: If the token may not.
            LimitError: If a rate limit outlasts our patience.
            RefusedError: If GitHub will not.
        """
        return self._attempt(Task(what, needs), call, is_write=True)

    def each(self, what: str, items: PaginatedList[Any], *, needs: str) -> Iterator[Any]:
        """Yield the items of all pages; each page is a `read` of its own."""
        index = 0
        while True:
            try:
                item = self.read(what, lambda: whole(items[index]), needs=needs)  # noqa: B023 - called at once
            except IndexError:
                return
            yield item
            index += 1

    def query(self, what: str, query: str, variables: Mapping[str, Any], *, needs: str) -> dict[str, Any]:
        """Read by GraphQL; the answer's `data`. Errors as those of `read`."""
        return self.read(what, lambda: self._graphql(query, variables), needs=needs)

    def mutate(self, what: str, name: str, arguments: Mapping[str, Any], output: str, *, needs: str) -> dict[str, Any]:
        """Change by GraphQL; the mutation's payload. Errors as those of `write`.

        Args:
            what: Completes "could not …".
            name: The mutation, such as `createCommitOnBranch`.
            arguments: Its `input`.
            output: The fields to return, without the enclosing braces.
            needs: The permission for it, such as `contents: write`.
        """
        input_type = name[:1].upper() + name[1:] + "Input!"
        query = f"mutation($input: {input_type}) {{ {name}(input: $input) {{ {output} }} }}"
        return self.write(what, lambda: dict(self._graphql(query, {"input": arguments})[name]), needs=needs)

    def close(self) -> None:
        """Close the connection to the server."""
        self._requester.close()

    def _attempt(self, task: Task, call: Callable[[], T], *, is_write: bool) -> T:
        attempt = 0
        while True:
            attempt += 1
            if is_write:
                self._pace.before_write()
            try:
                return call()
            except _RefusedByGraphQLError as error:
                refused = error.refusal
            except _expected_errors() as error:
                refused = _refusal_of(error, self._hide)
            finally:
                if is_write:
                    self._pace.after_write()
            self._wait_or_raise(task, refused, attempt, is_write=is_write)

    def _wait_or_raise(self, task: Task, refused: Refusal, attempt: int, *, is_write: bool) -> None:
        """Wait until the request may be sent again, or raise what is to be said instead."""
        if refused.is_limit:
            wait = refused.limit_wait(self._pace.now, attempt)
            _log.info("GitHub's rate limit is reached: %.0f seconds until it may be asked again.", wait)
            if attempt == _ATTEMPTS or not self._pace.wait(wait):
                raise failures.out_of_patience(task, wait, self._pace.now)
            return
        if refused.is_transient and is_write:
            raise failures.uncertain(refused, task)
        if not refused.is_transient or attempt == _ATTEMPTS or not self._pace.wait(2.0 ** (attempt - 1)):
            raise failures.explain(refused, task)

    def _graphql(self, query: str, variables: Mapping[str, Any]) -> dict[str, Any]:
        request = {"query": query, "variables": variables}
        headers, answer = self._requester.requestJsonAndCheck("POST", self._graphql_url, input=request)
        if errors := answer.get("errors"):
            raise _RefusedByGraphQLError(failures.graphql_refusal(errors, headers, self._hide))
        data = answer.get("data")
        if not isinstance(data, dict):
            raise ValueError("the answer is not GitHub's")  # noqa: TRY004 - handled as what is no JSON
        return data


class _RefusedByGraphQLError(Exception):
    """Errors in an answer with status 200; never leaves this module."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.reason)
        self.refusal = refusal


def connect(token: str, repository: str, endpoints: Endpoints, pace: Pace | None = None) -> Connection:
    """Prepare the connection; nothing is sent yet.

    Args:
        token: What the requests carry.
        repository: The repository as `owner/name`.
        endpoints: Where the server's APIs are.
        pace: How long to wait for GitHub; the default's bound is five minutes.

    Raises:
        AccessError: If there is no token.
        SettingsError: If an address or the repository's name is none.
    """
    _check(token, repository, endpoints)
    import github  # noqa: PLC0415 - a quarter of a second that runs without GitHub need not wait

    client = github.Github(
        auth=github.Auth.Token(token),
        base_url=endpoints.api_url.rstrip("/"),
        timeout=_TIMEOUT_SECONDS,
        user_agent=f"docgen-action/{__version__}",
        per_page=_PAGE,
        retry=None,
        seconds_between_requests=None,
        seconds_between_writes=None,
        lazy=True,
    )
    requester = client.requester
    graphql_url = endpoints.graphql_url or requester.graphql_url
    way = Way(graphql_url, pace or Pace(), lambda text: text.replace(token, REDACTED))
    return Connection(requester, client.get_repo(repository), repository, way)


def _check(token: str, repository: str, endpoints: Endpoints) -> None:
    if not token:
        raise AccessError(
            "There is no GitHub token.", "Leave the input `github-token` at its default, or give one that is set."
        )
    if repository.count("/") != 1 or not all(repository.split("/")):
        raise SettingsError(f"`{log_line(repository)}` is no repository.", "Write it as `owner/name`.")
    hosts = {_host(url) for url in (endpoints.api_url, endpoints.graphql_url) if url}
    if len(hosts) != 1 or None in hosts:
        raise SettingsError(
            f"`{log_line(endpoints.api_url)}` and `{log_line(endpoints.graphql_url)}` are not the API of one server.",
            "Set GITHUB_API_URL and GITHUB_GRAPHQL_URL as the runner does, or leave them unset.",
        )


def _host(url: str) -> str | None:
    parts = urlsplit(url)
    return parts.netloc if parts.scheme in ("http", "https") and parts.hostname else None


def _expected_errors() -> tuple[type[Exception], ...]:
    """What PyGithub raises when GitHub refuses, cannot be reached, redirects elsewhere, or answers something else."""
    from github import GithubException  # noqa: PLC0415

    return GithubException, OSError, RuntimeError, ValueError, AssertionError, AttributeError, KeyError, TypeError


def whole(item: T, *fields: str) -> T:
    """Take nothing else for one of PyGithub's objects, as it does itself with a page that a proxy sends instead.

    To be called inside `read`, which asks again.

    Raises:
        ValueError: If it is none, or lacks one of the fields.
    """
    raw = getattr(item, "_rawData", None)
    if not isinstance(raw, dict) or not raw.keys() >= set(fields):
        raise ValueError("the answer is not GitHub's")
    return item


def _refusal_of(error: Exception, hide: Hide) -> Refusal:
    status, headers = getattr(error, "status", 0), getattr(error, "headers", None)
    if status:
        return failures.refusal(status, getattr(error, "data", None), headers or {}, hide)
    if not isinstance(error, OSError | RuntimeError):
        return Refusal(0, "The answer is not GitHub's.")
    return Refusal(0, f"{type(error).__name__}: {log_line(hide(str(error))).rstrip('.')}.")
