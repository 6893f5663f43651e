"""The journal of batches in the DynamoDB table: an item for each batch, and a place in each lease that it serves."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Collection, Mapping, MutableMapping

from docgen.cache.dynamodb_item import (
    BATCH,
    EXPIRY,
    KEY,
    LEASE,
    Attributes,
    batch_key,
    doc_key,
    fingerprint_of,
    lease_item,
    number,
    place_from_attributes,
    place_to_attributes,
    record_from_attributes,
    record_to_attributes,
)
from docgen.cache.dynamodb_table import CONNECTIONS, Condition, Table
from docgen.cache.lifetime import Lifetime
from docgen.cache.parallel import run_all
from docgen.journal import KEPT_SECONDS, Place, Record


class DynamoDBJournal:
    """Batches beside the docs. May be used from several threads."""

    def __init__(
        self, table: Table, held: MutableMapping[str, str], lifetime: Lifetime, clock: Callable[[], float]
    ) -> None:
        """Use `table`.

        Args:
            table: The table.
            held: The cache's leases by fingerprint: what is bound leaves them, what is taken back joins them.
            lifetime: How long leases live.
            clock: Seconds since the epoch.
        """
        self._table = table
        self._held = held
        self._lifetime = lifetime
        self._clock = clock
        self._places: dict[str, Place] = {}

    def notice(self, fingerprints: Collection[str], found: Collection[Attributes]) -> None:
        """Remember the places among the items that a lookup of `fingerprints` has found."""
        for fingerprint in fingerprints:
            self._places.pop(fingerprint, None)
        now = self._clock()
        for attributes in found:
            if BATCH in attributes and (place := place_from_attributes(attributes, now)):
                self._places[fingerprint_of(attributes)] = place

    def begin(self, record: Record, places: Mapping[str, Place]) -> frozenset[str]:
        """Write the record and turn leases into places, as `Journal` says."""
        expires = record.begun + KEPT_SECONDS
        self._table.put(record_to_attributes(record, expires))
        bound = self._those(lambda fingerprint: self._bind(fingerprint, places[fingerprint], expires), places)
        for fingerprint in bound:
            self._held.pop(fingerprint, None)
        return bound

    def confirm(self, name: str, batch_id: str) -> None:
        """Write down the id that the service gave."""
        condition = Condition(
            "attribute_exists(#pk)", {"#pk": KEY, "#batch_id": "batch_id"}, {":batch_id": {"S": batch_id}}
        )
        self._table.update(batch_key(name), "SET #batch_id = :batch_id", condition)

    def find(self, name: str) -> Record | None:
        """The record of a batch as it is now."""
        found: list[Attributes] = []
        self._table.read([batch_key(name)], found)
        return record_from_attributes(found[0], self._clock()) if found else None

    def places(self, fingerprints: Collection[str]) -> Mapping[str, Place]:
        """Where the docs of these will come from, as the last lookup has seen it."""
        return {fingerprint: self._places[fingerprint] for fingerprint in fingerprints if fingerprint in self._places}

    def take_back(self, fingerprints: Collection[str], name: str) -> frozenset[str]:
        """Turn places into leases of this run."""
        lease = secrets.token_hex(8)
        taken = self._those(lambda fingerprint: self._take_back(fingerprint, name, lease), fingerprints)
        self._held.update(dict.fromkeys(taken, lease))
        for fingerprint in fingerprints:
            self._places.pop(fingerprint, None)
        return taken

    def account(self, name: str) -> bool:
        """Whether nobody has reported the batch's cost yet."""
        # A write that is sent again after its answer was lost finds its own token.
        condition = Condition(
            "attribute_exists(#pk) AND (attribute_not_exists(#by) OR #by = :me)",
            {"#pk": KEY, "#by": "accounted_by"},
            {":me": {"S": secrets.token_hex(8)}},
        )
        return self._table.update(batch_key(name), "SET #by = :me", condition)

    def _bind(self, fingerprint: str, place: Place, expires: int) -> bool:
        lease = self._held.get(fingerprint)
        if lease is None:
            return False
        values = place_to_attributes(place)
        condition = Condition(
            "#lease = :lease OR #batch = :batch",
            {"#lease": LEASE, "#expires": EXPIRY, **{f"#{name}": name for name in values}},
            {
                ":lease": {"S": lease},
                ":nobody": {"S": f"batch {place.batch}"},
                ":expires": number(expires),
                **{f":{name}": value for name, value in values.items()},
            },
        )
        changes = ", ".join(f"#{name} = :{name}" for name in ("expires", *values))
        return self._table.update(doc_key(fingerprint), f"SET #lease = :nobody, {changes}", condition)

    def _take_back(self, fingerprint: str, name: str, lease: str) -> bool:
        condition = Condition(
            "#batch = :batch OR #lease = :lease",
            {"#batch": BATCH, "#lease": LEASE},
            {":batch": {"S": name}, ":lease": {"S": lease}},
        )
        return self._table.put(lease_item(fingerprint, lease, self._lifetime.lease_expiry(self._clock())), condition)

    def _those(self, holds: Callable[[str], bool], fingerprints: Collection[str]) -> frozenset[str]:
        """Those of which it holds, asked from parallel threads."""
        wanted = sorted(fingerprints)
        results, error = run_all(holds, wanted, CONNECTIONS)
        if error:
            raise error
        return frozenset(fingerprint for fingerprint, is_so in zip(wanted, results, strict=True) if is_so)
