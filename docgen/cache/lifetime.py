"""How long docs and leases live, in whole seconds since the epoch, as DynamoDB's time to live counts."""

from __future__ import annotations

from dataclasses import dataclass

DAY = 24 * 60 * 60
NEVER = 253_402_300_799
"""Expiry of what never expires: the last second of the year 9999."""


@dataclass(frozen=True, slots=True)
class Lifetime:
    """The lifetimes that a run gives to what it writes.

    Attributes:
        doc_seconds: Life of a doc; 0 for ever.
        lease_seconds: Life of a lease unless it is renewed: a runner that dies blocks the others no longer than this.
        tracks_hits: Whether hits prolong the docs' lives and are counted. Runs on untrusted code leave no trace on
            what they share.
    """

    doc_seconds: int = DAY
    lease_seconds: int = 60
    tracks_hits: bool = True

    def doc_expiry(self, now: float) -> int:
        """When a doc that is written now expires."""
        return int(now) + self.doc_seconds if self.doc_seconds else NEVER

    def lease_expiry(self, now: float) -> int:
        """When a lease that is taken now expires."""
        return int(now) + self.lease_seconds

    def wants_renewal(self, expires: int, now: float) -> bool:
        """Whether a hit finds its doc in the second half of its life."""
        return 2 * (expires - now) < self.doc_expiry(now) - now
