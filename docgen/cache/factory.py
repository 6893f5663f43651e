"""Builds the cache that the settings ask for."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from docgen.cache.admin import AdminCache
from docgen.cache.forgiving import ForgivingCache
from docgen.cache.interface import Cache
from docgen.cache.lifetime import Lifetime
from docgen.cache.none import NullCache
from docgen.cache.sqlite import SQLiteCache
from docgen.cache.sqlite_admin import SQLiteAdmin
from docgen.cache.trust import UntrustedCache
from docgen.cache.workspace import refuse_database_in
from docgen.errors import CacheError

if TYPE_CHECKING:
    from docgen.cache.dynamodb_table import Table

# boto3 takes a quarter of a second to load: only those who use DynamoDB pay for it, so its modules are imported late.


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
        workspace: The checkout, if a pull request fills it: AWS settings are not read from there, nor is a database by
            a run on untrusted code.
    """

    path: Path
    kind: CacheKind = CacheKind.AUTO
    table: str = ""
    region: str | None = None
    ttl_hours: float = 24
    namespace: str | None = None
    workspace: Path | None = None

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


def build_admin(choice: CacheChoice) -> AdminCache:
    """Open the store for the care of people; unlike `build_cache`, this fails where the store does.

    Raises:
        CacheError: If the store cannot be used, or the choice is to have none.
    """
    if choice.backend is CacheKind.NONE:
        raise CacheError("There is no cache to care for.", "Set `cache` to `sqlite` or `dynamodb`.")
    if choice.backend is CacheKind.SQLITE:
        return SQLiteAdmin(choice.path)
    from docgen.cache.dynamodb_admin import DynamoDBAdmin  # noqa: PLC0415 - see above

    return DynamoDBAdmin(_open_table(choice))


def _open(choice: CacheChoice) -> Cache:
    lifetime = Lifetime(doc_seconds=round(choice.ttl_hours * 3600), tracks_hits=choice.namespace is None)
    if choice.backend is CacheKind.SQLITE:
        if choice.namespace is not None and choice.workspace:
            refuse_database_in(choice.workspace, choice.path)
        return SQLiteCache(choice.path, lifetime=lifetime)
    from docgen.cache.dynamodb import DynamoDBCache  # noqa: PLC0415 - see above

    return DynamoDBCache(_open_table(choice), lifetime=lifetime)


def _open_table(choice: CacheChoice) -> Table:
    from docgen.cache.aws import connect  # noqa: PLC0415 - see above
    from docgen.cache.dynamodb_table import CONNECTIONS, Table  # noqa: PLC0415 - see above

    return Table(connect(choice.region, connections=CONNECTIONS, workspace=choice.workspace), choice.table)
