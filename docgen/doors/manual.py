"""What the settings say about themselves, for help, action.yml and the README's table."""

from __future__ import annotations

import json
from enum import StrEnum

from docgen.python.selection import Skip
from docgen.settings import PullRequestKind, Settings


def setting_names() -> tuple[str, ...]:
    """Name every setting in kebab-case, in order of declaration."""
    return tuple(name.replace("_", "-") for name in Settings.model_fields)


def describe(name: str) -> str:
    """Say what a setting is for, which values it takes and what it is by default, in one line."""
    field = Settings.model_fields[name.replace("-", "_")]
    values = _values(field.annotation)
    default = default_text(name)
    parts = [
        field.description or "",
        f"One of {values}." if values else "",
        f"Default: `{default}`." if default else "",
    ]
    return " ".join(part for part in parts if part)


def default_text(name: str) -> str:
    """Write a setting's default as a user would; empty when it has none."""
    return value_text(name, Settings.model_fields[name.replace("-", "_")].get_default())


def value_text(name: str, value: object) -> str:
    """Write a setting's value as a user would; empty when it has none, stars for a secret."""
    if value is None and name == "docstring-style":
        return "auto"
    if isinstance(value, frozenset):
        return ",".join(rule for kind in (Skip, PullRequestKind) for rule in kind if rule in value) or "none"
    if isinstance(value, tuple):
        return ",".join(value)
    if isinstance(value, bool | dict):
        return json.dumps(value) if value or value is False else ""
    return "" if value is None else str(value)


def _values(annotation: object) -> str:
    """List the values of an enumeration as code."""
    if isinstance(annotation, type) and issubclass(annotation, StrEnum):
        return ", ".join(f"`{value}`" for value in annotation)
    return ""
