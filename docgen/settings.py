"""Inputs, `[tool.docgen]` and command-line flags become one frozen `Settings`; all problems are reported at once.

Every setting is declared once, here: action.yml, the command line and the README's tables are held to it by tests.
"""

from __future__ import annotations

import difflib
import json
import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, SecretStr, ValidationError
from pydantic_core import ErrorDetails

from docgen.cache.factory import CacheKind
from docgen.errors import SettingsError
from docgen.python.selection import Rules, Skip, Update, Visibility
from docgen.python.styles import Convention


class Mode(StrEnum):
    """How docs reach people."""

    COMMENT = "comment"
    SUGGEST = "suggest"
    COMMIT = "commit"
    PULL_REQUEST = "pull-request"
    SUMMARY = "summary"


class Scope(StrEnum):
    """How much of the repository is looked at."""

    CHANGED = "changed"
    ALL = "all"


class Provider(StrEnum):
    """Who writes the docs."""

    ANTHROPIC = "anthropic"
    AWS = "aws"
    BEDROCK = "bedrock"
    VERTEX = "vertex"
    DRAFT = "draft"


class Effort(StrEnum):
    """How hard the model thinks, where it can be told."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    XHIGH = "xhigh"
    MAX = "max"


class PullRequestKind(StrEnum):
    """Kinds of pull requests that can be left alone."""

    DRAFT = "draft"
    BOT = "bot"


class FailOn(StrEnum):
    """What makes a run exit with 1."""

    ERROR = "error"
    MISSING = "missing"
    NEVER = "never"


def _as_list(value: object) -> object:
    """Split text at line ends and commas, as a YAML block or a flag holds a list."""
    if isinstance(value, str):
        return [part.strip() for part in re.split(r"[,\n]", value) if part.strip()]
    return value


def _as_skip_rules(value: object) -> object:
    """Read `none` as the empty list."""
    names = _as_list(value)
    return [] if names == ["none"] else names


def _as_table(value: object) -> object:
    """Read JSON, as an input holds a table."""
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except json.JSONDecodeError as error:
        raise ValueError(f"should be JSON ({error.msg.lower()})") from error


def _as_secret(value: object) -> object:
    """Strip the line ends and blanks that come along when a secret is pasted."""
    return value.strip() if isinstance(value, str) else value


def _as_convention(value: object) -> object:
    """Read `auto` as no wish."""
    return None if value == "auto" else value


Names = Annotated[tuple[str, ...], BeforeValidator(_as_list)]
Secret = Annotated[SecretStr, BeforeValidator(_as_secret)]


class Settings(BaseModel):
    """All that a user can decide, after defaults, configuration file and inputs or flags were merged."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        alias_generator=lambda name: name.replace("_", "-"),
        populate_by_name=True,
        hide_input_in_errors=True,
    )

    anthropic_api_key: Secret = Field(
        SecretStr(""), description="Key for the Claude API. Without one, only docs that the cache holds are delivered."
    )
    github_token: Secret = Field(SecretStr(""), description="Token that reads the pull request and writes the comment.")
    mode: Mode = Field(
        Mode.COMMENT,
        description="How docs reach people: one comment, suggestions to click, a commit on the branch that was read, "
        "a pull request into it, or the job summary alone, which every run writes.",
    )
    scope: Scope = Field(
        Scope.CHANGED,
        description="Whether a run on a pull request looks at what it touched or at all files. "
        "Other runs always look at all files.",
    )
    update: Update = Field(
        Update.STALE, description="What to write: only missing docstrings, stale ones too, or all anew."
    )
    visibility: Visibility = Field(Visibility.PUBLIC, description="Whether private symbols are documented too.")
    skip: Annotated[frozenset[Skip], BeforeValidator(_as_skip_rules)] = Field(
        frozenset(Skip), description="What to leave out; `none` documents everything."
    )
    include: Names = Field((), description="Patterns in `.gitignore` syntax: only these paths are looked at.")
    exclude: Names = Field((), description="Patterns in `.gitignore` syntax: these paths are not looked at.")
    docstring_style: Annotated[Convention | None, BeforeValidator(_as_convention)] = Field(
        None, description="`google`, `numpy` or `sphinx`; `auto` takes what the repository uses."
    )
    provider: Provider = Field(
        Provider.ANTHROPIC, description="Who writes: Claude through one of its doors, or `draft`: offline, no model."
    )
    model: str = Field("claude-sonnet-5-5", min_length=1, description="Model id, as the provider spells it.")
    effort: Effort = Field(Effort.LOW, description="How hard the model thinks, where it can be told.")
    anthropic_base_url: str = Field(
        "", pattern=r"^(https?://[^\s]+)?$", description="Endpoint that speaks the Claude API, if not Anthropic's own."
    )
    instructions: str = Field("", max_length=10_000, description="House rules for the docs, in plain words.")
    language: str = Field("English", min_length=2, max_length=40, description="Natural language of the docs.")
    max_workers: int = Field(5, ge=1, le=64, description="Most requests to the model at the same time.")
    max_attempts: int = Field(5, ge=1, le=10, description="Most attempts for each request.")
    request_lines: int = Field(2000, ge=50, le=20_000, description="Most lines of source in one request.")
    prices: Annotated[dict[str, Any], BeforeValidator(_as_table)] = Field(
        {},
        description="Models and their prices, laid over the list in `docgen/writer/models.json` and in its form: "
        "a table, or JSON as an input.",
    )
    max_cost: float | None = Field(
        None, gt=0, allow_inf_nan=False, description="Most US dollars that one run may spend."
    )
    max_symbols: int | None = Field(None, ge=1, description="Most symbols that one run asks the model about.")
    timeout_minutes: float | None = Field(
        None, gt=0, allow_inf_nan=False, description="Minutes after which no new request is sent."
    )
    cache: CacheKind = Field(
        CacheKind.AUTO, description="Where docs are kept: `auto` is DynamoDB when a table is named, else SQLite."
    )
    cache_table: str = Field("", pattern=r"^([A-Za-z0-9_.-]{3,255})?$", description="DynamoDB table.")
    cache_path: str = Field("", description="SQLite file; by default `docgen/cache.sqlite` in the user's cache folder.")
    cache_ttl_hours: float = Field(
        24, ge=0, allow_inf_nan=False, description="Hours that a doc is kept; 0 keeps it for ever."
    )
    aws_region: str = Field("", pattern=r"^[a-z0-9-]*$", description="Region of the table and of AWS providers.")
    comment_id: str = Field(
        "", pattern=r"^[A-Za-z0-9_.-]{0,60}$", description="Tells several docgen comments on one pull request apart."
    )
    pull_request_number: int | None = Field(None, ge=1, description="Pull request of a manual run.")
    skip_pull_requests: Annotated[frozenset[PullRequestKind], BeforeValidator(_as_skip_rules)] = Field(
        frozenset({PullRequestKind.BOT}),
        description="Pull requests to leave alone unless a person asks: `draft`, `bot`, both, or `none`.",
    )
    ref: str = Field(
        "", max_length=250, description="Branch, tag or commit of a manual run, if not the one it was started on."
    )
    commit_message: str = Field(
        "",
        max_length=200,
        description="First line of commit messages and title of pull requests; by default what was done.",
    )
    max_files_per_pull_request: int = Field(
        100, ge=1, le=1000, description="Most files of one pull request; more are split by directory."
    )
    fail_on: FailOn = Field(
        FailOn.ERROR, description="What fails the step: an error, missing docs of touched symbols, or nothing."
    )
    dry_run: bool = Field(default=False, description="Show what would be done and what it would cost; ask nobody.")

    @property
    def rules(self) -> Rules:
        """Which symbols are to be documented."""
        return Rules(
            update=self.update, visibility=self.visibility, skip=self.skip, include=self.include, exclude=self.exclude
        )


_SECRETS_AND_PLACES = frozenset(
    {
        "anthropic-api-key",
        "anthropic-base-url",
        "cache-path",
        "dry-run",
        "github-token",
        "provider",
        "pull-request-number",
        "ref",
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
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"pyproject.toml is not valid TOML: {error}.", "Correct the file.") from error
    table = tool.get("docgen", {}) if isinstance(tool, dict) else None
    if not isinstance(table, dict):
        raise SettingsError("pyproject.toml has `docgen` settings that are not a table.", "Write `[tool.docgen]`.")
    if forbidden := sorted(_SECRETS_AND_PLACES & table.keys()):
        raise SettingsError(
            f"{origin} may not set {_quoted(forbidden)}.", "Pass it as an input of the action or as a flag instead."
        )
    return Layer(origin, table)


def resolve(layers: Sequence[Layer]) -> Settings:
    """Merge layers over the defaults and check them.

    Raises:
        SettingsError: If anything does not fit; the message lists every problem with its origin.
    """
    values: dict[str, object] = {}
    origins: dict[str, str] = {}
    problems: list[str] = []
    known = setting_names()
    for layer in layers:
        for name, value in layer.values.items():
            if name not in known:
                problems.append(f"{layer.origin} `{name}` is not known{_suggestion(name, known)}.")
            elif value not in ("", None):
                values[name], origins[name] = value, layer.origin
    try:
        settings = Settings.model_validate(values)
    except ValidationError as error:
        problems += [_explain(details, values, origins) for details in error.errors()]
    if problems:
        raise SettingsError("; ".join(problem.rstrip(".") for problem in problems) + ".", _FIX)
    _demand_table(settings)
    return settings


_FIX = "Correct them: the README lists every setting with its values."


def _demand_table(settings: Settings) -> None:
    """A DynamoDB cache without a table is a contradiction, not a wish for a default."""
    if settings.cache is CacheKind.DYNAMODB and not settings.cache_table:
        raise SettingsError("`cache` is `dynamodb` but `cache-table` is empty.", "Name the table in `cache-table`.")


def _explain(details: ErrorDetails, values: Mapping[str, Any], origins: Mapping[str, str]) -> str:
    """Say in the user's words what pydantic found."""
    name = str(details["loc"][0]).replace("_", "-")
    message = details["msg"].removeprefix("Value error, ").replace("Input should be", "should be")
    shown = "" if name in _SECRETS_AND_PLACES else f", not `{str(values.get(name, ''))[:60]}`"
    return f"{origins.get(name, 'setting')} `{name}` {message[:1].lower()}{message[1:]}{shown}"


def _suggestion(name: str, known: Iterable[str]) -> str:
    """Name the setting that was probably meant."""
    close = difflib.get_close_matches(name.replace("_", "-"), list(known), n=1)
    return f"; did you mean `{close[0]}`?" if close else ""


def _quoted(names: Iterable[str]) -> str:
    """List names as code."""
    return ", ".join(f"`{name}`" for name in names)


def default_cache_path(environ: Mapping[str, str]) -> Path:
    """Say where the SQLite cache is kept when nobody says otherwise."""
    folder = environ.get("XDG_CACHE_HOME") or str(Path(environ.get("HOME") or Path.home()) / ".cache")
    return Path(folder) / "docgen" / "cache.sqlite"
