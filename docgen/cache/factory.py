"""Builds the cache that the settings ask for."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from docgen.cache.forgiving import ForgivingCache
from docgen.cache.interface import Cache
from docgen.cache.lifetime import Lifetime
from docgen.cache.none import NullCache
from docgen.cache.sqlite import SQLiteCache
from docgen.cache.trust import UntrustedCache


class CacheKind(StrEnum):
    """Where docs are kept."""

    AUTO = "auto"
    DYNAMODB = "dynamodb"
    SQLITE = "sqlite"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class CacheChoice:
    """What the settings say about the cache.

    Attributes:
        path: The SQLite file.
        kind: Where docs are kept; `auto` is DynamoDB when a table is named, else SQLite.
        table: The DynamoDB table.
        region: AWS region; `None` for the environment's.
        ttl_hours: Life of a doc in hours; 0 for ever.
        namespace: What confines a run on untrusted code, see `UntrustedCache`; `None` for a trusted run.
    """

    path: Path
    kind: CacheKind = CacheKind.AUTO
    table: str = ""
    region: str | None = None
    ttl_hours: float = 24
    namespace: str | None = None

    @property
    def backend(self) -> CacheKind:
        """The kind with `auto` resolved."""
        if self.kind is not CacheKind.AUTO:
            return self.kind
        return CacheKind.DYNAMODB if self.table else CacheKind.SQLITE


def build_cache(choice: CacheChoice) -> Cache:
    """Build a cache that never fails a run; nothing is opened before its first use.

    Raises:
        ValueError: If the namespace is not one.
    """
    cache = NullCache() if choice.backend is CacheKind.NONE else ForgivingCache(lambda: _open(choice))
    return cache if choice.namespace is None else UntrustedCache(cache, choice.namespace)


def _open(choice: CacheChoice) -> Cache:
    lifetime = Lifetime(doc_seconds=round(choice.ttl_hours * 3600), tracks_hits=choice.namespace is None)
    if choice.backend is CacheKind.SQLITE:
        return SQLiteCache(choice.path, lifetime=lifetime)
    # boto3 takes a quarter of a second to load: only those who use DynamoDB pay for it.
    from docgen.cache.aws import connect  # noqa: PLC0415
    from docgen.cache.dynamodb import CONNECTIONS, DynamoDBCache  # noqa: PLC0415
    from docgen.cache.dynamodb_table import Table  # noqa: PLC0415

    client = connect(choice.region, connections=CONNECTIONS)
    return DynamoDBCache(Table(client, choice.table), lifetime=lifetime)
