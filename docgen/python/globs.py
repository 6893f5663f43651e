"""Paths by `.gitignore` patterns, within bounds: patterns become regular expressions, which stars can make slow."""

from __future__ import annotations

import re
import warnings
from functools import lru_cache

from pathspec import GitIgnoreSpec

_MOST_STARS = 4
"""In one pattern; each multiplies the time by the length of the path, in the worst case."""

_LONGEST_PATH, _LONGEST_NAME = 400, 255
"""More than file systems and people can handle: whoever makes such a path has something in mind."""

_STARS = re.compile(r"\*+")


def matches(path: str, patterns: tuple[str, ...]) -> bool:
    """Tell whether the last of the patterns that fits a path selects it; `!` in front of a pattern takes back."""
    return _spec(patterns).match_file(path)


def is_too_long(path: str) -> bool:
    """Whether a path is longer than what patterns are held against."""
    return len(path) > _LONGEST_PATH or max(map(len, path.split("/"))) > _LONGEST_NAME


def demand_patterns(patterns: tuple[str, ...]) -> tuple[str, ...]:
    """Check patterns.

    Raises:
        ValueError: If one of them is none, or would take too long to match.
    """
    for pattern in patterns:
        try:
            _spec((pattern,))
        except (ValueError, re.error) as error:  # pathspec's own, and what it makes of `[z-a]`
            raise ValueError(f"holds `{pattern}`, which is no pattern") from error
        if len(_STARS.findall(pattern)) > _MOST_STARS:
            raise ValueError(f"holds `{pattern}`, which has more than {_MOST_STARS} stars")
    return patterns


@lru_cache(maxsize=8)
def _spec(patterns: tuple[str, ...]) -> GitIgnoreSpec:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # that `[[` may mean something else one day is nobody's business here
        return GitIgnoreSpec.from_lines(patterns)
