"""Names as docs write them against names as code writes them."""

from __future__ import annotations

import re

_DOTTED = re.compile(r"[^\W\d]\w*(?:\.[^\W\d]\w*)*")


def bare_name(name: str) -> str:
    """Return a name without stars, backticks and escapes."""
    return name.strip().strip("`").replace("\\", "").lstrip("*")


def last_part(name: str) -> str:
    """Return the last part of a dotted name, by which exceptions are told apart however they were imported."""
    bare = bare_name(name)
    return bare.rpartition(".")[2] if _DOTTED.fullmatch(bare) else ""
