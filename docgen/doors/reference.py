"""What the API reference says of each module: the docs of this run, and the docstrings that the code has already."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from docgen.changes.interface import Reading, Source
from docgen.delivery.api_page import ModuleReference
from docgen.errors import SettingsError, SourceError
from docgen.github.escape import log_line
from docgen.model import Doc, Report, Symbol, SymbolKind
from docgen.python.imports import imported_modules
from docgen.python.module import Module, parse
from docgen.python.reading_back import read_doc
from docgen.python.selection import PRIVATE, SKIP_COMMENT, Rules, Skip, select, skip_path
from docgen.python.symbols import dotted_name, lighten
from docgen.steps.parts import Parts

_LEFT_OUT = frozenset({PRIVATE, SKIP_COMMENT, Skip.TEST})
"""Reasons for which a symbol has no place in a reference; others, such as triviality, only spare it a doc."""


def reference_folder(workspace: Path, path: str) -> Path | None:
    """Find the folder that the pages go to; `None` when nobody wants them.

    Raises:
        SettingsError: If it is not inside of the workspace.
    """
    if not path:
        return None
    home, folder = workspace.resolve(), (workspace / path).resolve()
    if not folder.is_relative_to(home) or folder == home or folder.is_relative_to(home / ".git"):
        raise SettingsError(
            f"`reference-path` is `{log_line(path)}`, which is no folder inside of the workspace.",
            "Name one such as `docs/api`.",
        )
    return folder


def reference_modules(parts: Parts, report: Report) -> list[ModuleReference]:
    """Describe every module that the run looked at; those that cannot be read are failures of the report.

    Args:
        parts: What the run was made of.
        report: What it did.
    """
    written: dict[str, dict[str, Doc]] = {}
    for outcome in report.documented:
        written.setdefault(outcome.symbol.path, {})[outcome.symbol.qualified_name] = outcome.doc
    changes = [change for change in parts.source.changes() if skip_path(change.path, parts.rules) is None]
    known = frozenset(dotted_name(change.path) for change in changes)
    modules = filter(None, map(_parsed, parts.source.read(changes)))
    found = (_reference(module, written.get(module.path, {}), parts.rules, known) for module in modules)
    return sorted((reference for reference in found if reference.symbols), key=lambda reference: reference.path)


def _parsed(source: Reading) -> Module | None:
    if not isinstance(source, Source):
        return None
    try:
        return parse(source.change.path, source.content)
    except SourceError:
        return None


def _reference(module: Module, written: Mapping[str, Doc], rules: Rules, known: frozenset[str]) -> ModuleReference:
    symbols = tuple(map(lighten, _shown(module, rules)))
    existing = {symbol.qualified_name: read_doc(symbol.docstring or "") for symbol in symbols}
    docs = {name: doc for name, doc in existing.items() if doc is not None}
    return ModuleReference(
        module.path, dotted_name(module.path), symbols, {**docs, **written}, imported_modules(module, known)
    )


def _shown(module: Module, rules: Rules) -> Iterator[Symbol]:
    """Yield the symbols that the reference shows; a property once, without its setter."""
    skipped = {skip.location.qualified_name: skip.reason for skip in select(module, None, rules).skipped}
    if "" in skipped:
        return
    for symbol in module.symbols:
        is_accessor = symbol.kind is SymbolKind.PROPERTY and "#" in symbol.qualified_name
        if skipped.get(symbol.qualified_name) not in _LEFT_OUT and not is_accessor:
            yield symbol
