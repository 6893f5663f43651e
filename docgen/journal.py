"""What outlives a run of the batches that it submitted: the words that the cache and the writer share.

    begin       what is about to be submitted is written down, and each chunk is bound to its place in it
    confirm     the service has said the batch's id
    places      where a chunk's doc will come from: any run may fetch it
    take_back   the batch brings no doc for a chunk: whoever gets it asks anew
    account     the first run that has read the results to their end reports what they cost

A journal holds neither code nor keys. It outlives the run that wrote it, so whatever dies at whatever moment, the next
run finds the batch by its id, or by its own name in the custom ids of its results, and pays for nothing twice.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Protocol

KEPT_SECONDS = 29 * 24 * 60 * 60
"""How long results can be fetched after a batch was submitted, and so how long a journal remembers it."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a chunk's doc comes from.

    Attributes:
        batch: Our own name for the batch.
        request: Number of the request within the batch.
        chunk: The chunk's id within that request, such as `c3`.
    """

    batch: str
    request: int
    chunk: str


@dataclass(frozen=True, slots=True)
class Record:
    """A batch that was submitted, or was about to be.

    Attributes:
        name: Our own name for it, with which the custom ids of its requests begin.
        begun: When the submission began, in seconds since the epoch.
        requests: How many requests it has.
        batch_id: The service's id; empty as long as nobody has heard it.
    """

    name: str
    begun: int
    requests: int
    batch_id: str = ""


class Journal(Protocol):
    """Remembers batches, in the store in which the cache keeps docs and leases."""

    def begin(self, record: Record, places: Mapping[str, Place]) -> frozenset[str]:
        """Write the record and turn this run's leases into places.

        Returns:
            The fingerprints that are bound now; the others are not this run's to ask about, or no longer. None when the
            store fails: nothing may be submitted then.

        Raises:
            CacheError: If the store cannot be used.
        """

    def confirm(self, name: str, batch_id: str) -> None:
        """Write down the id that the service gave.

        Raises:
            CacheError: If the store cannot be used.
        """

    def find(self, name: str) -> Record | None:
        """The record of a batch as it is now; `None` if there is none.

        Raises:
            CacheError: If the store cannot be used.
        """

    def places(self, fingerprints: Collection[str]) -> Mapping[str, Place]:
        """The places of those that `Cache.claim` has granted because a batch brings their docs.

        Raises:
            CacheError: If the store cannot be used.
        """

    def take_back(self, fingerprints: Collection[str], name: str) -> frozenset[str]:
        """Turn places in a batch into leases of this run; of several runs that try, one gets each.

        Raises:
            CacheError: If the store cannot be used.
        """

    def account(self, name: str) -> bool:
        """Whether nobody has reported the batch's cost yet; from now on this run has.

        Raises:
            CacheError: If the store cannot be used.
        """
