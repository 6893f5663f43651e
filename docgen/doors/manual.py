"""What the settings say about themselves, for help, action.yml and the README's table."""

from __future__ import annotations

from enum import StrEnum

from pydantic import SecretStr

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
    default = Settings.model_fields[name.replace("-", "_")].get_default()
    if isinstance(default, SecretStr) or default in (None, (), "", {}):
        return "auto" if name == "docstring-style" else ""
    if isinstance(default, frozenset):
        return ",".join(rule for kind in (Skip, PullRequestKind) for rule in kind if rule in default)
    if isinstance(default, bool):
        return str(default).lower()
    return str(default)


def _values(annotation: object) -> str:
    """List the values of an enumeration as code."""
    if isinstance(annotation, type) and issubclass(annotation, StrEnum):
        return ", ".join(f"`{value}`" for value in annotation)
    return ""
