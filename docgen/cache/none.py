"""The cache that holds nothing: every lookup misses, every claim is won."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from docgen.cache.interface import Entry


class NullCache:
    """Stands in where caching is switched off."""

    @property
    def journal(self) -> None:
        """None: a batch would be forgotten with the run."""

    def lookup(self, fingerprints: Collection[str]) -> Mapping[str, Entry]:  # noqa: ARG002 - the interface's name
        """Find nothing."""
        return {}

    def store(self, entries: Collection[Entry]) -> None:
        """Forget the entries."""

    def claim(self, fingerprints: Collection[str]) -> frozenset[str]:
        """Grant every claim: there is nobody to compete with."""
        return frozenset(fingerprints)

    def renew(self, fingerprints: Collection[str]) -> None:
        """Do nothing: no lease ends."""

    def release(self, fingerprints: Collection[str]) -> None:
        """Do nothing: no lease is held."""

    def close(self) -> None:
        """Do nothing: nothing is open."""
