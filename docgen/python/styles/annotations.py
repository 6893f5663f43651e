"""Types that docstrings name, read from annotations as source text."""

from __future__ import annotations

_GENERATORS = frozenset({"Iterator", "Iterable", "Generator", "AsyncIterator", "AsyncIterable", "AsyncGenerator"})


def item_type(annotation: str) -> str:
    """Return what a generator yields, by `Iterator[int]`, `Generator[int, None, None]` and their like; else nothing."""
    name, bracket, arguments = annotation.partition("[")
    if not bracket or name.rpartition(".")[2] not in _GENERATORS:
        return ""
    return _first_argument(arguments.removesuffix("]"))


def _first_argument(arguments: str) -> str:
    depth = 0
    for position, character in enumerate(arguments):
        depth += {"[": 1, "(": 1, "]": -1, ")": -1}.get(character, 0)
        if character == "," and depth == 0:
            return arguments[:position].strip()
    return arguments.strip()
