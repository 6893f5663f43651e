"""Holds every request and every answer against GitHub's own OpenAPI description."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from openapi_core import Config, OpenAPI
from openapi_core.exceptions import OpenAPIError
from openapi_core.testing import MockRequest, MockResponse

from tests.standins.github.exchange import Answer, Json, Request

DESCRIPTION = Path(__file__).parents[1] / "data" / "github-openapi.json"
HOST = "https://api.github.com"
PAGING = {"page", "per_page"}
"""PyGithub sends these to every list, and GitHub ignores them where there are no pages."""
UNPLAYED = (".diff", ".patch", ".sha", ".html", ".text", ".full", ".object")
MAX_TEXT = 300
"""Characters of an error that are shown: enough for the field, not for the whole answer."""


@dataclass(frozen=True, slots=True)
class DescribedRequest:
    """What the description says something about; `path` has each parameter as one percent-encoded segment."""

    method: str
    path: str
    query: tuple[tuple[str, str], ...]
    content: bytes
    content_type: str

    def for_openapi(self) -> MockRequest:
        """The same as openapi-core takes it."""
        args, data = dict(self.query), self.content
        return MockRequest(HOST, self.method, self.path, args=args, data=data, content_type=self.content_type)


@cache
def raw_description() -> Json:
    """The description as JSON."""
    return json.loads(DESCRIPTION.read_text("utf-8"))


@cache
def description(policy: str) -> OpenAPI:
    """The description; the policy says what of properties that it does not name: `allow` or `forbid`."""
    config = Config(spec_validator_cls=None, additional_properties_default_policy=policy)  # type: ignore[arg-type]
    return OpenAPI.from_dict(raw_description(), config=config)


def check_request(request: Request, template: str, path: str) -> list[str]:
    """What is wrong with a request: wrong types, missing or unknown fields.

    Args:
        request: the request as it came.
        template: the operation's path as the description has it.
        path: the request's path with each parameter as one percent-encoded segment.
    """
    unknown = sorted(request.query.keys() - query_parameters(request.method, template) - PAGING)
    problems = [f"unknown query parameter {name!r}" for name in unknown]
    problems += [f"the stand-in does not play the media type {kind}" for kind in UNPLAYED if kind in request.accept]
    return problems + _request_problems(_described(request, path))


@cache
def query_parameters(method: str, template: str) -> set[str]:
    """Names of the query parameters of an operation."""
    found, shared = raw_description(), raw_description()["components"]["parameters"]
    item = found["paths"][template]
    parameters = [*item.get("parameters", ()), *item[method.lower()].get("parameters", ())]
    resolved = [shared[known["$ref"].rpartition("/")[2]] if "$ref" in known else known for known in parameters]
    return {known["name"] for known in resolved if known["in"] == "query"}


@lru_cache(maxsize=256)
def _request_problems(described: DescribedRequest) -> list[str]:
    """What openapi-core says of a request; remembered, for tests ask for the same over and over again."""
    try:
        description("forbid").validate_request(described.for_openapi())
    except OpenAPIError as error:
        return [_explained(error)]
    return []


def check_answer(request: Request, path: str, answer: Answer) -> list[str]:
    """What is wrong with an answer of the stand-in itself: then the stand-in is to be mended."""
    headers = dict(answer.headers)
    content_type = headers.pop("Content-Type", "application/json")
    response = MockResponse(answer.content, answer.status, headers, content_type)
    try:
        description("allow").validate_response(_described(request, path).for_openapi(), response)
    except OpenAPIError as error:
        return [_explained(error)]
    return []


def _described(request: Request, path: str) -> DescribedRequest:
    content_type = request.headers.get("content-type", "application/json")
    return DescribedRequest(request.method, path, tuple(request.query.items()), request.content, content_type)


def _explained(error: BaseException) -> str:
    """The fields at fault or, where it is not about fields, what is wrong and why."""
    chain = list(_with_causes(error))
    details = [detail for link in chain for detail in getattr(link, "schema_errors", ())]
    if details:
        return "; ".join(f"{detail.json_path}: {_short(detail.message)}" for detail in details)
    return ": ".join(_short(str(link)) for link in chain)


def _with_causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__


def _short(text: str) -> str:
    return text if len(text) <= MAX_TEXT else f"{text[: MAX_TEXT // 2]} … {text[-MAX_TEXT // 2 :]}"
