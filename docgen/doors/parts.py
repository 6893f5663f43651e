"""What both doors build from settings: the cache, the writer, and the pipeline's parts."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from docgen.cache.factory import CacheChoice, build_cache
from docgen.cache.interface import Cache
from docgen.cache.workspace import refuse_settings_in
from docgen.changes.interface import ChangeSource
from docgen.journal import Journal
from docgen.settings import Provider, Settings
from docgen.steps.parts import Parts, Progress
from docgen.steps.shard import ShardWork
from docgen.writer.absent import AbsentWriter
from docgen.writer.draft import DraftWriter
from docgen.writer.identity import has_credentials
from docgen.writer.interface import Writer
from docgen.writer.writer import ClaudeOptions, ClaudeWriter


def choose_cache(settings: Settings, environ: Mapping[str, str], namespace: str | None = None) -> CacheChoice:
    """Say which cache the settings ask for.

    Args:
        settings: What the user decided.
        environ: Where the user's cache folder is looked up.
        namespace: What confines a run on untrusted code; `None` for a trusted run.
    """
    return CacheChoice(
        path=Path(settings.cache_path) if settings.cache_path else _default_cache_path(environ),
        kind=settings.cache,
        table=settings.cache_table,
        region=settings.aws_region or None,
        ttl_hours=settings.cache_ttl_hours,
        namespace=namespace,
        workspace=_workspace(environ),
    )


def open_cache(settings: Settings, environ: Mapping[str, str], namespace: str | None = None) -> Cache:
    """Build the cache that the settings ask for; it never fails a run."""
    return build_cache(choose_cache(settings, environ, namespace))


def build_writer(settings: Settings, environ: Mapping[str, str], journal: Journal | None = None) -> Writer:
    """Build the writer that the settings ask for.

    Args:
        settings: What the user decided.
        environ: Where credentials are found.
        journal: What remembers batches; `None` where none may be submitted.

    Raises:
        SettingsError: If the settings for it do not fit together.
        CacheError: If the environment has AWS settings read from a workspace that a pull request fills.
    """
    if settings.provider is Provider.DRAFT:
        return DraftWriter()
    workspace = _workspace(environ)
    if workspace and settings.provider in (Provider.AWS, Provider.BEDROCK):
        refuse_settings_in(workspace, environ)
    return ClaudeWriter(
        ClaudeOptions(
            model=settings.model,
            provider=settings.provider,
            effort=settings.effort,
            api_key=settings.anthropic_api_key.get_secret_value(),
            base_url=settings.anthropic_base_url,
            region=settings.aws_region,
            instructions=settings.instructions,
            language=settings.language,
            max_workers=settings.max_workers,
            max_attempts=settings.max_attempts,
            request_lines=settings.request_lines,
            max_cost_usd=settings.max_cost,
            max_symbols=settings.max_symbols,
            prices=settings.prices,
            timeout_seconds=settings.timeout_minutes and settings.timeout_minutes * 60,
            batch=settings.batch,
        ),
        journal,
    )


def workspace_of(environ: Mapping[str, str]) -> Path:
    """Where a job's steps find what other steps left, the checkout among it."""
    return Path(environ.get("GITHUB_WORKSPACE") or ".")


def _workspace(environ: Mapping[str, str]) -> Path | None:
    """Find the checkout of a job; `None` on a developer's own machine."""
    workspace = environ.get("GITHUB_WORKSPACE")
    return Path(workspace) if workspace else None


def without_writer(writer: Writer, reason: str) -> Writer:
    """Stand in for a writer that cannot write: what it wrote in other runs is still found in the cache."""
    return AbsentWriter(writer.model, writer.prompt_version, reason)


def lacks_key(settings: Settings, environ: Mapping[str, str]) -> bool:
    """Whether Claude is to write but nothing says with which key."""
    is_keyed = bool(settings.anthropic_api_key.get_secret_value()) or has_credentials(environ)
    return settings.provider is Provider.ANTHROPIC and not is_keyed


@dataclass(frozen=True, slots=True)
class Project:
    """The code that is looked at, and its own configuration from the trusted side.

    Attributes:
        source: Where code comes from.
        pyproject: The project's pyproject.toml; `None` when it has none.
        shard_work: What shards of the run have done with it already.
    """

    source: ChangeSource
    pyproject: bytes | None
    shard_work: ShardWork = field(default_factory=ShardWork)


def open_project(source: ChangeSource) -> Project:
    """Read the project's configuration.

    Raises:
        DocgenError: If it cannot be had.
    """
    return Project(source, source.trusted_file("pyproject.toml"))


@dataclass(frozen=True, slots=True)
class Attendance:
    """The person or runner that a run is done for.

    Attributes:
        progress: Told how far the run is.
        is_stopped: Whether they have stopped it.
    """

    progress: Callable[[Progress], object]
    is_stopped: Callable[[], bool]


def assemble(settings: Settings, project: Project, cache: Cache, writer: Writer, attendance: Attendance) -> Parts:
    """Put the parts together."""
    return Parts(
        source=project.source,
        cache=cache,
        writer=writer,
        clock=time.monotonic,
        sleep=time.sleep,
        pyproject=project.pyproject,
        rules=settings.rules,
        convention=settings.docstring_style,
        language=settings.language,
        instructions=settings.instructions,
        progress=attendance.progress,
        is_stopped=attendance.is_stopped,
        shard=settings.shard,
        shard_work=project.shard_work,
    )


def _default_cache_path(environ: Mapping[str, str]) -> Path:
    """Say where the SQLite cache is kept when nobody says otherwise."""
    folder = environ.get("XDG_CACHE_HOME") or str(Path(environ.get("HOME") or Path.home()) / ".cache")
    return Path(folder) / "docgen" / "cache.sqlite"
