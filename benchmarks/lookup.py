"""Look up ten thousand fingerprints in a DynamoDB table: in batches, and beside it one by one, as is simplest.

Both ways ask the same server, moto on loopback, in the same run. `--latency-ms` adds to each request what the way to a
real region takes. What is not CPU time of ours is the server's. Run by `make lookup`.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

from benchmarks.moto import REGION, moto
from docgen.cache.aws import connect
from docgen.cache.dynamodb import DynamoDBCache
from docgen.cache.dynamodb_admin import DynamoDBAdmin
from docgen.cache.dynamodb_item import doc_key, item_from_attributes
from docgen.cache.dynamodb_table import CONNECTIONS, Table
from docgen.cache.interface import Entry
from docgen.cache.item import Item
from docgen.cache.lifetime import NEVER, Lifetime
from docgen.model import Doc, Field

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


def main(arguments: Sequence[str] | None = None) -> int:
    """Fill a table, look everything up in both ways, and print calls and times; 1 if a way finds too little."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=10_000, help="number of fingerprints")
    parser.add_argument("--latency-ms", type=float, default=0.0, help="added to each request")
    options = parser.parse_args(arguments)
    keys = [sha256(str(number).encode()).hexdigest() for number in range(options.count)]
    with moto() as environment:
        os.environ |= environment
        client = connect(REGION, connections=CONNECTIONS)
        table = Table(client, "docgen-cache")
        fill(table, keys)
        calls = count_calls(client, options.latency_ms / 1000)
        cache = DynamoDBCache(table, lifetime=Lifetime(tracks_hits=False))
        print(f"{options.count:,} fingerprints, {options.latency_ms:g} ms added to each request")
        batched = measure("batches, in parallel", calls, lambda: len(cache.lookup(keys)))
        single = measure("one GetItem each", calls, lambda: sum(get_one(table, key) for key in keys))
    print(f"ratio {single.calls / batched.calls:.0f} : 1 in calls, {single.seconds / batched.seconds:.1f} : 1 in time")
    return 0 if batched.found == single.found == options.count else 1


@dataclass(frozen=True, slots=True)
class Measured:
    """What a way to look things up found, and what it took."""

    found: int
    calls: int
    seconds: float


def fill(table: Table, keys: Sequence[str]) -> None:
    """Create the table and put a doc of usual size under each key."""
    doc = Doc(
        "Read the manifest and give back its entries.",
        "Entries that name no file are passed over.",
        (Field("path", "Where the manifest lies."), Field("strict", "Whether an unknown entry is an error.")),
        "The entries, in the order of the manifest.",
    )
    admin = DynamoDBAdmin(table)
    admin.create()
    now = int(time.time())
    admin.put([Item(Entry(key, doc, "claude", "1", cost_usd=0.002), now, NEVER) for key in keys])


def get_one(table: Table, key: str) -> bool:
    """Look up one fingerprint by itself."""
    answer = table.client.get_item(TableName=table.name, Key={"pk": {"S": doc_key(key)}})
    return bool(item_from_attributes(answer["Item"]).entry)


def measure(name: str, calls: Counter[str], work: Callable[[], int]) -> Measured:
    """Time `work` and print what it took."""
    calls.clear()
    start, cpu = time.perf_counter(), time.process_time()
    found = work()
    measured = Measured(found, calls.total(), time.perf_counter() - start)
    ours = f"{time.process_time() - cpu:>6.2f} s CPU of ours"
    print(f"{name:<22} {found:>7,} found {measured.calls:>7,} calls {measured.seconds:>8.2f} s, {ours}")
    return measured


def count_calls(client: DynamoDBClient, latency: float) -> Counter[str]:
    """Count the client's requests from now on, and let each take `latency` seconds longer."""
    calls: Counter[str] = Counter()

    def before_send(event_name: str, **_: object) -> None:
        calls[event_name] += 1
        time.sleep(latency)

    client.meta.events.register("before-send.dynamodb", before_send)
    return calls


if __name__ == "__main__":
    sys.exit(main())
