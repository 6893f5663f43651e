"""The JSON schema of pyproject.toml as far as `[tool.docgen]` goes, by which editors complete and check it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from docgen.doors.layers import NOT_IN_FILES
from docgen.doors.manual import describe
from docgen.settings import Settings

_DIALECT = "http://json-schema.org/draft-07/schema#"
"""What editors of TOML read; it knows no description beside a reference, so there are no references."""


def configuration_schema() -> dict[str, Any]:
    """Describe every setting that a configuration file may have; what stands outside the table is not looked at."""
    schema = Settings.model_json_schema(by_alias=True, mode="validation")
    kinds = {f"#/$defs/{name}": {"enum": kind["enum"]} for name, kind in schema["$defs"].items()}
    table = {
        "description": "Settings of docgen.",
        "type": "object",
        "properties": {
            name: {"description": describe(name), **_default(spec), **_values(spec, kinds)}
            for name, spec in schema["properties"].items()
            if name not in NOT_IN_FILES
        },
        "additionalProperties": False,
    }
    return {
        "$schema": _DIALECT,
        "title": "pyproject.toml with [tool.docgen]",
        "type": "object",
        "properties": {"tool": {"type": "object", "properties": {"docgen": table}}},
    }


def schema_json() -> str:
    """Render the schema as the file that stands in `docs/`."""
    return json.dumps(configuration_schema(), ensure_ascii=False, indent=2)


def _default(spec: Mapping[str, Any]) -> dict[str, Any]:
    default = spec.get("default")
    # A set has another order in every process.
    return {} if default is None else {"default": sorted(default) if isinstance(default, list) else default}


def _values(spec: Mapping[str, Any], kinds: Mapping[str, dict[str, Any]]) -> dict[str, Any]:
    """Say which values are taken; `null` is none of them, as TOML lacks it."""
    if "$ref" in spec:
        return kinds[spec["$ref"]]
    if "anyOf" in spec:
        choices = [_values(choice, kinds) for choice in spec["anyOf"] if choice != {"type": "null"}]
        return choices[0] if len(choices) == 1 else {"anyOf": choices}
    values = {name: value for name, value in spec.items() if name not in ("title", "description", "default")}
    return values | ({"items": _values(spec["items"], kinds)} if "items" in spec else {})
