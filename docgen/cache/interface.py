"""What the pipeline asks of a cache."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Protocol

from docgen.errors import CacheError
from docgen.journal import Journal
from docgen.model import Doc, Usage


@dataclass(frozen=True, slots=True)
class Entry:
    """A checked doc and what it cost.

    Attributes:
        fingerprint: The chunk that the doc is about.
        doc: The doc as it passed the truth gate.
        model: Who wrote it.
        prompt_version: Version of the prompt that asked for it.
        usage: This doc's share of its request's tokens.
        cost_usd: This doc's share of its request's cost; `None` when the price was not known.
    """

    fingerprint: str
    doc: Doc
    model: str = ""
    prompt_version: str = ""
    usage: Usage = Usage()
    cost_usd: float | None = None


class IncompleteLookupError(CacheError):
    """A lookup failed half-way.

    Attributes:
        found: What was read before it failed.
    """

    def __init__(self, what: str, fix: str, found: Mapping[str, Entry]) -> None:
        super().__init__(what, fix)
        self.found = found


class Cache(Protocol):
    """Docs by fingerprint, shared by runs; creation and expiry are the cache's own affair."""

    @property
    def journal(self) -> Journal | None:
        """What remembers batches; `None` where none may be submitted."""

    def lookup(self, fingerprints: Collection[str]) -> Mapping[str, Entry]:
        """Find what is there and has not expired.

        Raises:
            CacheError: If the cache cannot be used.
        """

    def store(self, entries: Collection[Entry]) -> None:
        """Keep entries, replacing older ones of the same fingerprint, and end their leases.

        Raises:
            CacheError: If the cache cannot be used.
        """

    def claim(self, fingerprints: Collection[str]) -> frozenset[str]:
        """Take a short lease on each fingerprint that nobody else is being paid for, and return those that were got.

        What a batch brings is among them, without a lease: whoever asks may fetch it, and `journal` knows from where.

        Raises:
            CacheError: If the cache cannot be used.
        """

    def renew(self, fingerprints: Collection[str]) -> None:
        """Extend leases that this run holds.

        Raises:
            CacheError: If the cache cannot be used.
        """

    def release(self, fingerprints: Collection[str]) -> None:
        """Give leases back without a doc, so that others need not wait for them.

        Raises:
            CacheError: If the cache cannot be used.
        """

    def close(self) -> None:
        """Let go of connections and files."""
