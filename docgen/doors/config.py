"""`docgen config`: which settings are in force, and where each comes from."""

from __future__ import annotations

import json
from collections.abc import Sequence
from textwrap import shorten

from docgen.doors.layers import Layer, origins_of, resolve
from docgen.doors.manual import setting_names, value_text

_DEFAULT = "default"
_MOST_CHARACTERS = 60


def config_text(layers: Sequence[Layer]) -> str:
    """List every setting with its value and its origin, in columns; of a secret, only whether it is set.

    Raises:
        SettingsError: If anything does not fit.
    """
    rows = [(name, _on_a_line(text), origin) for name, text, origin in _in_force(layers)]
    widths = [max(len(row[column]) for row in rows) for column in (0, 1)]
    return "\n".join(f"{name:<{widths[0]}}  {text:<{widths[1]}}  {origin}".rstrip() for name, text, origin in rows)


def config_json(layers: Sequence[Layer]) -> str:
    """Render the same for machines: each value as an input of the action would have it.

    Raises:
        SettingsError: If anything does not fit.
    """
    table = {name: {"value": text, "origin": origin} for name, text, origin in _in_force(layers)}
    return json.dumps(table, ensure_ascii=False, indent=2)


def _in_force(layers: Sequence[Layer]) -> list[tuple[str, str, str]]:
    settings = resolve(layers)
    origins = origins_of(layers)
    return [
        (
            name,
            value_text(name, getattr(settings, name.replace("-", "_"))),
            origins[name].origin if name in origins else _DEFAULT,
        )
        for name in setting_names()
    ]


def _on_a_line(text: str) -> str:
    return shorten(text, _MOST_CHARACTERS, placeholder=" …") or "not set"
