"""Keeps what runs on untrusted code write away from everyone else.

Hostile code beside a well-known function could talk the model into a bad doc for it. Such a run may read what trusted
runs have stored, but what it stores lives under its own namespace, which no trusted run ever asks for.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import replace

from docgen.cache.interface import Cache, Entry

NAMESPACE = re.compile(r"[A-Za-z0-9._-]+(?:/[A-Za-z0-9._-]+)*")
"""What a namespace looks like, such as `octo-org/widgets/pull/7`."""

PREFIX = re.compile(rf"untrusted/{NAMESPACE.pattern}/")
"""What stands before a fingerprint in a namespace."""


class UntrustedCache:
    """A view of a cache for one namespace: reads its own entries before the shared ones, writes only its own.

    The inner cache should not track hits (`Lifetime.tracks_hits`), so that shared docs are not even prolonged.
    """

    def __init__(self, inner: Cache, namespace: str) -> None:
        """Confine `inner` to `namespace`.

        Args:
            inner: The cache that trusted runs use as it is.
            namespace: What shares entries with each other: one pull request. Must match `NAMESPACE`.

        Raises:
            ValueError: If the namespace does not match.
        """
        if not NAMESPACE.fullmatch(namespace):
            raise ValueError(f"not a cache namespace: {namespace!r}")
        self._inner = inner
        self._prefix = f"untrusted/{namespace}/"

    @property
    def journal(self) -> None:
        """None: a run on untrusted code submits no batches and fetches nobody's."""

    def lookup(self, fingerprints: Collection[str]) -> Mapping[str, Entry]:
        """Find own entries and, for the rest, shared ones, in one lookup."""
        found = self._inner.lookup({*fingerprints, *self._own(fingerprints)})
        return {
            fingerprint: replace(entry, fingerprint=fingerprint)
            for fingerprint in fingerprints
            if (entry := found.get(self._prefix + fingerprint) or found.get(fingerprint))
        }

    def store(self, entries: Collection[Entry]) -> None:
        """Keep entries in the namespace."""
        self._inner.store([replace(entry, fingerprint=self._prefix + entry.fingerprint) for entry in entries])

    def claim(self, fingerprints: Collection[str]) -> frozenset[str]:
        """Take leases in the namespace: an untrusted run cannot make a trusted one wait."""
        got = self._inner.claim(self._own(fingerprints))
        return frozenset(key.removeprefix(self._prefix) for key in got)

    def renew(self, fingerprints: Collection[str]) -> None:
        """Extend leases in the namespace."""
        self._inner.renew(self._own(fingerprints))

    def release(self, fingerprints: Collection[str]) -> None:
        """Give back leases in the namespace."""
        self._inner.release(self._own(fingerprints))

    def close(self) -> None:
        """Close the inner cache."""
        self._inner.close()

    def _own(self, fingerprints: Collection[str]) -> list[str]:
        return [self._prefix + fingerprint for fingerprint in fingerprints]
