"""What people do with a cache: look into it, clear it, move it. The same for every backend."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import islice
from typing import Protocol

from docgen.cache.doc_json import ItemError
from docgen.cache.hits import Hits
from docgen.cache.item import Item
from docgen.cache.lifetime import DAY
from docgen.cache.lines import item_from_line, item_to_line

_BATCH = 1_000
_AGES = (
    (3600, "under an hour"),
    (DAY, "under a day"),
    (7 * DAY, "under a week"),
    (30 * DAY, "under a month"),
    (math.inf, "older"),
)


class AdminCache(Protocol):
    """The whole content of a store."""

    def create(self) -> bool:
        """Create the store where it is missing, and say whether it was.

        Raises:
            CacheError: If it cannot be created.
        """

    def contents(self) -> Iterator[Item | Hits]:
        """Yield all docs, expired ones too, and the history of hits.

        Raises:
            CacheError: If the store cannot be read.
        """

    def put(self, items: Collection[Item]) -> None:
        """Write items with the dates that they have.

        Raises:
            CacheError: If some could not be written.
        """

    def delete(self, fingerprints: Collection[str]) -> None:
        """Remove docs.

        Raises:
            CacheError: If some could not be removed.
        """

    def close(self) -> None:
        """Let go of connections and files."""


@dataclass(frozen=True, slots=True)
class Share:
    """The docs that have something in common.

    Attributes:
        name: What they have in common.
        items: Number of docs.
        size: Bytes that the docs take.
        cost_usd: What they had cost.
    """

    name: str
    items: int = 0
    size: int = 0
    cost_usd: float = 0.0

    def plus(self, item: Item) -> Share:
        """The share with one more doc."""
        return replace(
            self,
            items=self.items + 1,
            size=self.size + item.size,
            cost_usd=self.cost_usd + (item.entry.cost_usd or 0.0),
        )


@dataclass(frozen=True, slots=True)
class Stats:
    """What is in a cache.

    Attributes:
        total: All docs that have not expired.
        expired: Number of docs that are only waiting for deletion.
        by_model: The docs of each model, the largest share first.
        by_prompt: The docs of each version of the prompt, the largest share first.
        by_age: The docs of each age that there is, the youngest first.
        hits: Hits a day and model, the latest first.
    """

    total: Share
    expired: int
    by_model: tuple[Share, ...]
    by_prompt: tuple[Share, ...]
    by_age: tuple[Share, ...]
    hits: tuple[Hits, ...]


@dataclass(frozen=True, slots=True)
class Criteria:
    """Which docs to purge: those that meet all that is given; every doc when nothing is.

    Attributes:
        model: Only docs of this model.
        prompt_version: Only docs asked for with this version of the prompt.
        older_than: Only docs stored this many seconds ago or earlier.
    """

    model: str | None = None
    prompt_version: str | None = None
    older_than: float | None = None

    def match(self, item: Item, now: float) -> bool:
        """Whether the item meets all criteria."""
        return (
            self.model in {None, item.entry.model}
            and self.prompt_version in {None, item.entry.prompt_version}
            and (self.older_than is None or item.created <= now - self.older_than)
        )


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did.

    Attributes:
        items: Number of docs that were written.
        expired: Number of docs that had expired on the way.
        bad_lines: Numbers, from 1, of the lines that are no docs.
    """

    items: int
    expired: int
    bad_lines: tuple[int, ...]


def collect_stats(cache: AdminCache, now: float) -> Stats:
    """Count what is in a cache.

    Raises:
        CacheError: If the store cannot be read.
    """
    total = Share("all")
    expired = 0
    models: dict[str, Share] = {}
    prompts: dict[str, Share] = {}
    ages: dict[str, Share] = {}
    hits: list[Hits] = []
    for content in cache.contents():
        if isinstance(content, Hits):
            hits.append(content)
        elif content.expires <= now:
            expired += 1
        else:
            total = total.plus(content)
            _add(models, content.entry.model, content)
            _add(prompts, content.entry.prompt_version, content)
            _add(ages, _age(now - content.created), content)
    return Stats(
        total,
        expired,
        by_model=_largest_first(models),
        by_prompt=_largest_first(prompts),
        by_age=tuple(ages[name] for _, name in _AGES if name in ages),
        hits=tuple(sorted(hits, key=lambda hit: (hit.day, hit.count), reverse=True)),
    )


def purge(cache: AdminCache, criteria: Criteria, now: float, *, dry_run: bool = False) -> Share:
    """Remove the docs that meet the criteria, and say how many they are.

    Args:
        cache: The store.
        criteria: Which docs to remove.
        now: Seconds since the epoch.
        dry_run: Only count them.

    Raises:
        CacheError: If the store cannot be read, or some could not be removed.
    """
    removed = Share("purged")
    matching = (item for item in _items(cache) if criteria.match(item, now))
    for batch in _batched(matching):
        for item in batch:
            removed = removed.plus(item)
        if not dry_run:
            cache.delete([item.entry.fingerprint for item in batch])
    return removed


def export_lines(cache: AdminCache, now: float) -> Iterator[str]:
    """Yield every doc that has not expired as one line of JSON, without the line's end.

    Raises:
        CacheError: If the store cannot be read.
    """
    for item in _items(cache):
        if item.expires > now:
            yield item_to_line(item)


def import_lines(cache: AdminCache, lines: Iterable[str], now: float) -> Imported:
    """Write docs from what `export_lines` gave; they keep their dates. What does not fit is passed over and counted.

    Raises:
        CacheError: If some could not be written.
    """
    bad: list[int] = []
    written = expired = 0
    for batch in _batched(_read_lines(lines, bad)):
        live = [item for item in batch if item.expires > now]
        cache.put(live)
        written += len(live)
        expired += len(batch) - len(live)
    return Imported(written, expired, tuple(bad))


def _read_lines(lines: Iterable[str], bad: list[int]) -> Iterator[Item]:
    for number, line in enumerate(lines, start=1):
        try:
            yield item_from_line(line)
        except ItemError:
            bad.append(number)


def _add(shares: dict[str, Share], name: str, item: Item) -> None:
    shares[name] = shares.get(name, Share(name)).plus(item)


def _largest_first(shares: Mapping[str, Share]) -> tuple[Share, ...]:
    return tuple(sorted(shares.values(), key=lambda share: (-share.items, share.name)))


def _items(cache: AdminCache) -> Iterator[Item]:
    return (content for content in cache.contents() if isinstance(content, Item))


def _age(seconds: float) -> str:
    return next(name for bound, name in _AGES if seconds < bound)


def _batched(items: Iterable[Item]) -> Iterator[list[Item]]:
    iterator = iter(items)
    while batch := list(islice(iterator, _BATCH)):
        yield batch
