"""Paths by `.gitignore` patterns."""

from __future__ import annotations

from functools import lru_cache

from pathspec import GitIgnoreSpec


def matches(path: str, patterns: tuple[str, ...]) -> bool:
    """Tell whether the last of the patterns that fits a path selects it; `!` in front of a pattern takes back."""
    return _spec(patterns).match_file(path)


@lru_cache(maxsize=8)
def _spec(patterns: tuple[str, ...]) -> GitIgnoreSpec:
    return GitIgnoreSpec.from_lines(patterns)
