"""Requests and answers as the stand-in's routes see them."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, quote, urlsplit

from tests.standins.github.errors import RefusedError

Json = Any
"""Decoded JSON."""

MAX_PAGE = 100
DEFAULT_PAGE = 30


@dataclass(frozen=True, slots=True)
class Request:
    """One HTTP request: `path` is still percent-encoded, header names are lower case."""

    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    content: bytes

    @classmethod
    def parse(cls, method: str, target: str, headers: Mapping[str, str], content: bytes) -> "Request":
        """A request from what stands in the request line, its headers and its body."""
        parts = urlsplit(target)
        query = dict(parse_qsl(parts.query, keep_blank_values=True))
        return cls(method, parts.path, query, {name.lower(): value for name, value in headers.items()}, content)

    @property
    def json(self) -> Json:
        """The decoded body; None when there is none.

        Raises:
            RefusedError: 400, when the body is no JSON.
        """
        if not self.content:
            return None
        try:
            return json.loads(self.content)
        except ValueError:
            raise RefusedError(400, "Problems parsing JSON") from None

    @property
    def accept(self) -> str:
        """The media types that the client asks for."""
        return self.headers.get("accept", "application/json")


@dataclass(frozen=True, slots=True)
class Answer:
    """One HTTP answer; `body` is JSON, unless it is bytes, which go out as they are."""

    status: int = 200
    body: Json = None
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def content(self) -> bytes:
        """The body as it goes over the wire; empty for None."""
        if self.body is None:
            return b""
        return self.body if isinstance(self.body, bytes) else json.dumps(self.body).encode()


@dataclass(frozen=True, slots=True)
class Page:
    """The part of a list that a request asks for with `page` and `per_page`."""

    number: int
    size: int

    @classmethod
    def of(cls, request: Request) -> "Page":
        """The page asked for; GitHub quietly corrects sizes that it does not allow."""
        number = int(request.query.get("page") or 1)
        size = int(request.query.get("per_page") or DEFAULT_PAGE)
        return cls(max(number, 1), min(max(size, 1), MAX_PAGE))

    def cut(self, items: list[Any]) -> list[Any]:
        """The items of this page."""
        return items[(self.number - 1) * self.size : self.number * self.size]

    def links(self, url: str, request: Request, total: int) -> dict[str, str]:
        """The `Link` header that leads to the other pages; none when there is only one."""
        last = max(-(-total // self.size), 1)
        targets = {"prev": self.number - 1, "next": self.number + 1, "last": last, "first": 1}
        wanted = [name for name in targets if (self.number < last if name in ("next", "last") else self.number > 1)]
        links = [f'<{_page_url(url, request, targets[name])}>; rel="{name}"' for name in wanted]
        return {"Link": ", ".join(links)} if links else {}


def paged(url: str, request: Request, items: list[Any]) -> Answer:
    """One page of a list, with links to the others; `url` is the server's own address."""
    page = Page.of(request)
    return Answer(body=page.cut(items), headers=page.links(url, request, len(items)))


def _page_url(url: str, request: Request, number: int) -> str:
    query = {**request.query, "page": str(number)}
    return f"{url}{request.path}?{'&'.join(f'{quote(k)}={quote(v)}' for k, v in query.items())}"
