"""One request from its arrival to its answer: faults, checks, permissions, limits, log."""

import traceback
from dataclasses import dataclass, field, replace
from functools import partial

from tests.standins.github import graphql
from tests.standins.github.access import Token, token_of
from tests.standins.github.errors import RefusedError, forbidden, not_found, unprocessable
from tests.standins.github.exchange import Answer, Request
from tests.standins.github.faults import Fault, FaultScript
from tests.standins.github.graphql.session import Session
from tests.standins.github.log import Exchange
from tests.standins.github.openapi import check_answer, check_request
from tests.standins.github.pulls import follow_branches
from tests.standins.github.routes import ROUTES
from tests.standins.github.routing import Call, Route, match
from tests.standins.github.state import State

GRAPHQL = "/graphql"
FREE = ("/rate_limit",)
"""Paths that cost nothing of the hour's requests."""


@dataclass(slots=True)
class Service:
    """The stand-in without its socket.

    Attributes:
        violations: what broke GitHub's own rules, on either side; a test that leaves any must fail.
    """

    state: State
    faults: FaultScript
    log: list[Exchange] = field(default_factory=list)
    violations: list[str] = field(default_factory=list)

    def handle(self, request: Request) -> Answer | None:
        """The answer to a request; None when the connection shall drop without one."""
        fault = self.faults.take_fault(request)
        if fault and fault.before:
            fault.before()
        with self.state.lock:
            answer = self._answer(request, fault)
            self.log.append(_logged(request, answer))
        return answer

    def _answer(self, request: Request, fault: Fault | None) -> Answer | None:
        skipped = fault is not None and fault.replaces_answer and not fault.after_effect
        answer = None if skipped else self._carry_out(request)
        if fault and fault.replaces_answer:
            answer = fault.answer
        if answer is None:
            return None
        resource = "graphql" if request.path == GRAPHQL else "core"
        limits = self.state.rates[resource].headers(resource)
        return replace(answer, headers={**limits, **{name.lower(): text for name, text in answer.headers.items()}})

    def _carry_out(self, request: Request) -> Answer:
        try:
            return self._play(request)
        except RefusedError as refusal:
            return Answer(refusal.status, refusal.body(), refusal.headers)
        except Exception:  # noqa: BLE001 - whatever it is, the test that runs must hear of it
            self._violated(request, f"the stand-in failed:\n{traceback.format_exc()}")
            return Answer(500, {"message": "Server Error"})

    def _play(self, request: Request) -> Answer:
        token = token_of(request, self.state.tokens)
        follow_branches(self.state)
        if (request.method, request.path) == ("POST", GRAPHQL):
            return self._play_graphql(request, token)
        if request.path not in FREE and not self.state.rates["core"].spend():
            raise forbidden(f"API rate limit exceeded for {token.login}.")
        found = match(ROUTES, request.method, request.path)
        if found is None:
            self._violated(request, "the stand-in does not play this operation")
            raise not_found()
        route, parameters = found
        path = route.canonical(parameters)
        self._check_request(request, route.template, path)
        self._admit(route, parameters, token)
        answer = route.play(Call(self.state, request, token, parameters))
        if not isinstance(answer.body, bytes):
            for problem in check_answer(request, path, answer):
                self._violated(request, f"the stand-in's answer: {problem}")
        return answer

    def _play_graphql(self, request: Request, token: Token) -> Answer:
        if not self.state.rates["graphql"].spend():
            return graphql.rate_limited()
        return graphql.execute(Session(self.state, token), request, partial(self._violated, request))

    def _check_request(self, request: Request, template: str, path: str) -> None:
        problems = check_request(request, template, path)
        for problem in problems:
            self._violated(request, problem)
        if problems:
            raise unprocessable(f"Invalid request.\n\n{problems[0]}")

    def _admit(self, route: Route, parameters: dict[str, str], token: Token) -> None:
        """Refuse what the token may not know of or do; public repositories are read without permission."""
        if not route.in_repository:
            return
        repository = f"{parameters['owner']}/{parameters['repo']}"
        if repository not in self.state.repositories():
            raise not_found()
        reads = route.method == "GET"
        if repository != self.state.repository and not reads:
            raise forbidden()
        if not reads or self.state.private:
            token.require(route.needs)

    def _violated(self, request: Request, problem: str) -> None:
        self.violations.append(f"{request.method} {request.path}: {problem}")


def _logged(request: Request, answer: Answer | None) -> Exchange:
    headers = {name: value for name, value in request.headers.items() if name != "authorization"}
    try:
        body = request.json
    except RefusedError:
        body = request.content
    status = answer.status if answer else None
    return Exchange(request.method, request.path, dict(request.query), headers, body, status)
