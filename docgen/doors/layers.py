"""Settings from defaults, `[tool.docgen]`, inputs or flags become one; all problems are told at once."""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from docgen.cache.factory import CacheKind
from docgen.doors.manual import setting_names
from docgen.errors import SettingsError
from docgen.settings import Settings

NOT_IN_FILES = frozenset(
    {
        "anthropic-api-key",
        "anthropic-base-url",
        "cache-path",
        "dry-run",
        "github-token",
        "provider",
        "pull-request-number",
        "ref",
        "shard",
        "shard-reports",
    }
)
"""What a configuration file may not set: a cloned repository must not decide where keys and files of its reader go."""


@dataclass(frozen=True, slots=True)
class Layer:
    """Values from one place; in a sequence of layers, later ones win.

    Attributes:
        origin: How messages call the place, such as `input` or `[tool.docgen]`.
        values: Values by kebab-case name; empty strings count as unset.
    """

    origin: str
    values: Mapping[str, object]


def configuration_layer(pyproject: bytes | None) -> Layer:
    """Read `[tool.docgen]` out of a pyproject.toml.

    Raises:
        SettingsError: If the file is not TOML or sets what a file may not set.
    """
    origin = "[tool.docgen]"
    if not pyproject:
        return Layer(origin, {})
    try:
        tool = tomllib.loads(pyproject.decode("utf-8")).get("tool", {})
    except (ValueError, RecursionError) as error:  # not TOML, or numbers and brackets beyond all measure
        raise SettingsError(f"pyproject.toml is not valid TOML: {error}.", "Correct the file.") from error
    table = tool.get("docgen", {}) if isinstance(tool, dict) else None
    if not isinstance(table, dict):
        raise SettingsError("pyproject.toml has `docgen` settings that are not a table.", "Write `[tool.docgen]`.")
    if forbidden := sorted(NOT_IN_FILES & table.keys()):
        raise SettingsError(
            f"{origin} may not set {_quoted(forbidden)}.", "Pass it as an input of the action or as a flag instead."
        )
    return Layer(origin, table)


def resolve(layers: Sequence[Layer]) -> Settings:
    """Merge layers over the defaults and check them.

    Raises:
        SettingsError: If anything does not fit; the message lists every problem with its origin.
    """
    known = setting_names()
    problems = [
        f"{layer.origin} `{name}` is not known{_suggestion(name, known)}."
        for layer in layers
        for name in layer.values
        if name not in known
    ]
    origins = origins_of(layers)
    values = {name: layer.values[name] for name, layer in origins.items()}
    try:
        settings = Settings.model_validate(values)
    except ValidationError as error:
        problems += [_explain(details, origins) for details in error.errors()]
    if problems:
        raise SettingsError("; ".join(problem.rstrip(".") for problem in problems) + ".", _FIX)
    _demand_table(settings)
    return settings


def origins_of(layers: Sequence[Layer]) -> dict[str, Layer]:
    """Say which layer decided about each setting, where any did."""
    known = setting_names()
    return {
        name: layer
        for layer in layers
        for name, value in layer.values.items()
        if name in known and value not in ("", None)
    }


_FIX = "Correct them: the README lists every setting with its values."


def _demand_table(settings: Settings) -> None:
    """A DynamoDB cache without a table is a contradiction, not a wish for a default."""
    if settings.cache is CacheKind.DYNAMODB and not settings.cache_table:
        raise SettingsError("`cache` is `dynamodb` but `cache-table` is empty.", "Name the table in `cache-table`.")


def _explain(details: ErrorDetails, origins: Mapping[str, Layer]) -> str:
    """Say in the user's words what pydantic found."""
    name = str(details["loc"][0]).replace("_", "-")
    layer = origins[name]
    message = (
        details["msg"].removeprefix("Value error, ").replace("Input should be", "should be").partition(", unable")[0]
    )
    shown = "" if name in NOT_IN_FILES else f", not `{str(layer.values[name])[:60]}`"
    return f"{layer.origin} `{name}` {message[:1].lower()}{message[1:]}{shown}"


def _suggestion(name: str, known: Iterable[str]) -> str:
    """Name the setting that was probably meant."""
    close = difflib.get_close_matches(name.replace("_", "-"), list(known), n=1)
    return f" (did you mean `{close[0]}`?)" if close else ""


def _quoted(names: Iterable[str]) -> str:
    """List names as code."""
    return ", ".join(f"`{name}`" for name in names)
