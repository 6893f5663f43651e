"""The truth gate: a doc held against its code."""

from docgen.python.check.judge import judge

__all__ = ["judge"]
