"""From a request line to the function that plays the operation."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, unquote

from tests.standins.github.access import Token
from tests.standins.github.errors import not_found
from tests.standins.github.exchange import Answer, Request
from tests.standins.github.state import PullRequest, State

REPOSITORY = "/repos/{owner}/{repo}"
WITH_SLASHES = {"path", "ref", "basehead", "branch"}
"""Parameters that swallow the rest of the path, slashes and all."""


@dataclass(frozen=True, slots=True)
class Call:
    """One request on its way through an operation, with all that the operation may use."""

    state: State
    request: Request
    token: Token
    parameters: Mapping[str, str]

    @property
    def repository(self) -> str:
        """Full name of the repository in the path."""
        return f"{self.parameters['owner']}/{self.parameters['repo']}"

    @property
    def body(self) -> dict[str, Any]:
        """The JSON object that was sent; that it is one was checked before."""
        data: dict[str, Any] = self.request.json or {}
        return data

    def number(self, name: str) -> int:
        """A number in the path.

        Raises:
            RefusedError: 404, when it is something else.
        """
        value = self.parameters[name]
        if not value.isdecimal():
            raise not_found()
        return int(value)

    def pull(self, name: str = "pull_number") -> PullRequest:
        """The pull request that the path names.

        Raises:
            RefusedError: 404, when there is none.
        """
        pull = self.state.pulls.get(self.number(name))
        if pull is None:
            raise not_found()
        return pull


@dataclass(frozen=True, slots=True)
class Route:
    """One operation: its method, its path as the OpenAPI description writes it, and who plays it.

    `needs` lists permissions, any one of which is enough.
    """

    method: str
    template: str
    play: Callable[[Call], Answer]
    needs: tuple[str, ...] = ()
    pattern: re.Pattern[str] = field(init=False)

    def __post_init__(self) -> None:
        """Derive the pattern from the template."""
        parts = re.split(r"\{(\w+)\}", self.template)
        names = {name: ".*" if name in WITH_SLASHES else "[^/]+" for name in parts[1::2]}
        groups = [f"(?P<{part}>{names[part]})" if odd % 2 else re.escape(part) for odd, part in enumerate(parts)]
        object.__setattr__(self, "pattern", re.compile("".join(groups)))

    @property
    def in_repository(self) -> bool:
        """Whether the operation is one on a repository."""
        return self.template.startswith(REPOSITORY)

    def canonical(self, parameters: Mapping[str, str]) -> str:
        """The path with each parameter as one segment, as the OpenAPI description understands it."""
        return self.template.format(**{name: quote(value, safe="") for name, value in parameters.items()})


def match(routes: Sequence[Route], method: str, path: str) -> tuple[Route, dict[str, str]] | None:
    """The route that a request takes and its decoded parameters, or None when nobody plays it."""
    for route in routes:
        if route.method == method and (found := route.pattern.fullmatch(path)):
            return route, {name: unquote(value) for name, value in found.groupdict().items()}
    return None
