"""What was asked of the stand-in, for tests to count and to look at."""

from collections.abc import Mapping
from dataclasses import dataclass

from tests.standins.github.exchange import Json


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request and how it was answered; `status` is None when the connection was dropped instead."""

    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: Json
    status: int | None
