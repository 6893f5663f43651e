"""Names as docs write them against names as code writes them."""

from __future__ import annotations


def bare_name(name: str) -> str:
    """A parameter's name without stars, backticks and escapes."""
    return name.strip().strip("`").replace("\\", "").lstrip("*")


def last_part(name: str) -> str:
    """The last part of a dotted name: exceptions are told apart by it, however they were imported."""
    return bare_name(name).rpartition(".")[2]
