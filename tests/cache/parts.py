"""Values and collaborators for the tests of the cache."""

from __future__ import annotations

import hashlib

from docgen.cache.interface import Entry
from docgen.cache.lifetime import Lifetime
from docgen.model import Doc, Field, Usage

ORDINARY = Lifetime()


class Clock:
    """Time that passes only when told to."""

    def __init__(self, now: float = 1_800_000_000.0) -> None:
        self.now = now

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds


def fingerprint(name: object) -> str:
    return hashlib.sha256(str(name).encode()).hexdigest()


def make_entry(name: object = "a", doc: Doc | None = None, model: str = "claude-x", cost: float | None = 0.25) -> Entry:
    doc = doc or Doc(summary=f"Do {name}.", params=(Field("path", "Where to look."),))
    return Entry(fingerprint(name), doc, model, "p1", Usage(10, 20, 30, 40), cost)
