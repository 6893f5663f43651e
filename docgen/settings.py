"""All that a user can decide, declared once: action.yml, the command line and the README are held to it by tests."""

from __future__ import annotations

import json
import re
from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, SecretStr, WithJsonSchema

from docgen.cache.factory import CacheKind
from docgen.python.globs import demand_patterns
from docgen.python.selection import Rules, Skip, Update, Visibility
from docgen.python.styles import Convention
from docgen.steps.shard import Shard
from docgen.writer.batches.policy import Batch

MOST_SHARDS = 256
"""The most jobs that GitHub takes for a matrix."""

_SHARD = re.compile(r"(\d{1,3})/(\d{1,3})")


class Mode(StrEnum):
    """How docs reach people."""

    COMMENT = "comment"
    SUGGEST = "suggest"
    COMMIT = "commit"
    PULL_REQUEST = "pull-request"
    WRITE = "write"
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


def _as_choice(value: object) -> object:
    """Read a TOML boolean as the word for it."""
    return str(value).lower() if isinstance(value, bool) else value


def _as_convention(value: object) -> object:
    """Read `auto` as no wish."""
    return None if value == "auto" else value


def read_shard(text: str) -> Shard:
    """Read `2/8`.

    Raises:
        ValueError: If it is something else.
    """
    found = _SHARD.fullmatch(text)
    shard = Shard(int(found[1]), int(found[2])) if found else Shard(0, 0)
    if not 1 <= shard.number <= shard.count <= MOST_SHARDS:
        raise ValueError(f"should be such as `2/8`, of at most {MOST_SHARDS} parts")
    return shard


def _as_shard(value: object) -> object:
    """Read text as a shard."""
    return read_shard(value) if isinstance(value, str) else value


Patterns = Annotated[
    tuple[str, ...],
    BeforeValidator(_as_list, json_schema_input_type=str | list[str]),
    AfterValidator(demand_patterns),
]
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
        "a pull request into it, the files of the checkout, or the job summary alone, which every run writes.",
    )
    scope: Scope = Field(
        Scope.CHANGED,
        description="Whether a run on a pull request or a push looks at what it changes or at all files. "
        "Manual and scheduled runs always look at all files.",
    )
    update: Update = Field(
        Update.STALE, description="What to write: only missing docstrings, stale ones too, or all anew."
    )
    visibility: Visibility = Field(Visibility.PUBLIC, description="Whether private symbols are documented too.")
    skip: Annotated[frozenset[Skip], BeforeValidator(_as_skip_rules, json_schema_input_type=str | list[Skip])] = Field(
        frozenset(Skip), description="What to leave out; `none` documents everything."
    )
    include: Patterns = Field((), description="Patterns in `.gitignore` syntax: only these paths are looked at.")
    exclude: Patterns = Field((), description="Patterns in `.gitignore` syntax: these paths are not looked at.")
    docstring_style: Annotated[
        Convention | None, BeforeValidator(_as_convention, json_schema_input_type=Convention | Literal["auto"])
    ] = Field(None, description="`google`, `numpy` or `sphinx`; `auto` takes what the repository uses.")
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
    prices: Annotated[dict[str, Any], BeforeValidator(_as_table, json_schema_input_type=dict[str, Any])] = Field(
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
    batch: Annotated[Batch, BeforeValidator(_as_choice), WithJsonSchema({"enum": [*Batch, False, True]})] = Field(
        Batch.FALSE,
        description="Whether misses go in Message Batches, at half the price and mostly within an hour: `auto` makes "
        "them of 500 symbols and more. A run waits until `timeout-minutes`, or an hour; what has not ended then, the "
        "next run fetches. Needs a cache that outlives the runner. Never on a pull request, where somebody waits.",
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
    skip_pull_requests: Annotated[
        frozenset[PullRequestKind], BeforeValidator(_as_skip_rules, json_schema_input_type=str | list[PullRequestKind])
    ] = Field(
        frozenset({PullRequestKind.BOT}),
        description="Pull requests to leave alone unless a person asks: `draft`, `bot`, both, or `none`.",
    )
    ref: str = Field(
        "", max_length=250, description="Branch, tag or commit of a manual run, if not the one it was started on."
    )
    shard: Annotated[Shard | None, BeforeValidator(_as_shard, json_schema_input_type=str)] = Field(
        None,
        description="Part of all files that this run is for, such as `2/8`: each runner of a matrix takes one. "
        "On GitHub, its docs go to the cache and the job summary only.",
    )
    shard_reports: str = Field(
        "",
        max_length=250,
        description="Folder in the workspace with the JSON reports of the shards, for the job after the matrix: what "
        "they paid is part of its figures.",
    )
    commit_message: str = Field(
        "",
        max_length=200,
        description="First line of commit messages and title of pull requests; by default what was done. It calls "
        "nobody and steers no CI: `[skip ci]` becomes `(skip ci)`.",
    )
    max_files_per_pull_request: int = Field(
        100, ge=1, le=1000, description="Most files of one pull request; more are split by directory."
    )
    reference_path: str = Field(
        "",
        max_length=250,
        description="Folder in the workspace that gets the API reference of all files as Markdown; none by default.",
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
