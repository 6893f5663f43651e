"""`docgen cache`: what people do with a cache, told in words."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Iterable
from contextlib import closing
from pathlib import Path

from docgen.cache.admin import (
    AdminCache,
    Criteria,
    Share,
    Stats,
    collect_stats,
    export_lines,
    import_lines,
    purge,
)
from docgen.cache.factory import CacheChoice, CacheKind, build_admin
from docgen.cache.hits import Hits
from docgen.delivery.words import count, dollars
from docgen.errors import SettingsError


def care_for_cache(arguments: argparse.Namespace, choice: CacheChoice, write: Callable[[str], object]) -> None:
    """Run one of the cache's commands.

    Args:
        arguments: The command and what it takes.
        choice: Which cache.
        write: Takes the answer, line by line.

    Raises:
        SettingsError: If there is no cache to look after, or a file cannot be opened.
        CacheError: If the cache cannot be used.
    """
    actions: dict[str, Callable[[AdminCache], Iterable[str]]] = {
        "create": _create,
        "stats": lambda cache: [_place(choice), *_stats(collect_stats(cache, time.time()))],
        "purge": lambda cache: _purge(cache, arguments),
        "export": lambda cache: export_lines(cache, time.time()),
        "import": lambda cache: _import(cache, arguments.file),
    }
    with closing(build_admin(choice)) as cache:
        for line in actions[arguments.action](cache):
            write(line)


def _create(cache: AdminCache) -> list[str]:
    return ["Created." if cache.create() else "It is there already."]


def _place(choice: CacheChoice) -> str:
    if choice.backend is CacheKind.DYNAMODB:
        return f"DynamoDB table {choice.table}"
    return f"SQLite file {choice.path}"


def _stats(stats: Stats) -> list[str]:
    lines = [_share(stats.total), f"{stats.expired:,} expired and waiting for deletion"]
    groups = (("By model", stats.by_model), ("By prompt version", stats.by_prompt), ("By age", stats.by_age))
    for title, shares in groups:
        if shares:
            lines += ["", f"{title}:", *(f"  {share.name}: {_share(share)}" for share in shares)]
    if stats.hits:
        lines += ["", "Hits:", *(_hits(hits) for hits in stats.hits)]
    return lines


def _hits(hits: Hits) -> str:
    return f"  {hits.day} {hits.model}: {count(hits.count, 'hit')}, saved {dollars(hits.saved_usd)}"


def _purge(cache: AdminCache, arguments: argparse.Namespace) -> list[str]:
    hours = arguments.older_than_hours
    criteria = Criteria(arguments.written_by, arguments.prompt_version, None if hours is None else hours * 3600)
    if arguments.all == (criteria != Criteria()):
        raise SettingsError(
            "Say which docs to delete.",
            "Give `--written-by`, `--prompt-version` or `--older-than-hours`, or `--all` alone.",
        )
    removed = purge(cache, criteria, time.time(), dry_run=arguments.dry_run)
    return [f"{'Would delete' if arguments.dry_run else 'Deleted'} {_share(removed)}."]


def _import(cache: AdminCache, name: str) -> list[str]:
    try:
        with sys.stdin if name == "-" else Path(name).open(encoding="utf-8") as lines:
            imported = import_lines(cache, lines, time.time())
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(
            f"{name} cannot be read: {error}.", "Name a file that `docgen cache export` wrote."
        ) from error
    said = [f"Imported {count(imported.items, 'doc')}; {imported.expired:,} had expired."]
    if imported.bad_lines:
        numbers = ", ".join(map(str, imported.bad_lines[:10]))
        said.append(f"{count(len(imported.bad_lines), 'line')} without a doc left out: {numbers}.")
    return said


def _share(share: Share) -> str:
    return f"{count(share.items, 'doc')}, {count(share.size, 'byte')}, cost {dollars(share.cost_usd)}"
