"""Parses Python in a server of many threads."""

from __future__ import annotations

import ast
from threading import Lock

# Python 3.11 builds trees with a counter that all threads share: two at a time end in a SystemError.
_PARSING = Lock()


def parsed(source: str) -> ast.Module | None:
    """The tree of a source; `None` when it is no Python."""
    try:
        with _PARSING:
            return ast.parse(source)
    except (SyntaxError, ValueError, SystemError):
        return None
