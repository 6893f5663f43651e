"""Which symbols of a changed file get docs, and why the others do not."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from docgen.model import LineRange, Location, Selected, Skipped, Symbol
from docgen.python.definitions import Site, docstring
from docgen.python.globs import is_too_long, matches
from docgen.python.inheritance import Inheritance
from docgen.python.module import Module
from docgen.python.runtime import acts_at_run_time
from docgen.python.skips import (
    commented_out,
    is_generated,
    is_generated_path,
    is_test,
    is_test_path,
    skips_file,
)
from docgen.python.stale import stale_reasons
from docgen.python.touched import touched
from docgen.python.trivial import is_overload, is_override, is_trivial


class Update(StrEnum):
    """Which docstrings are written."""

    MISSING = "missing"
    STALE = "stale"
    ALL = "all"


class Visibility(StrEnum):
    """Whose docstrings are written."""

    PUBLIC = "public"
    ALL = "all"


class Skip(StrEnum):
    """What can be left out; also the reason that reports give."""

    TRIVIAL = "trivial"
    OVERLOAD = "overload"
    OVERRIDE = "override"
    TEST = "test"
    GENERATED = "generated"
    RUNTIME = "runtime"


SKIP_COMMENT = "skip comment"
DOCUMENTED = "documented"
PRIVATE = "private"
EXCLUDED = "excluded"
NOT_INCLUDED = "not included"
TOO_LONG = "path too long"

_NEEDS_NONE = (Skip.OVERLOAD, Skip.OVERRIDE, Skip.TRIVIAL)
"""Reasons for which a docstring is not missed; one that is there may still be wrong."""


@dataclass(frozen=True, slots=True)
class Rules:
    """What is to be documented.

    Attributes:
        update: Only missing docstrings, also stale ones, or all.
        visibility: Only public symbols, or all.
        skip: Names of `Skip` that are left out.
        include: Patterns as in `.gitignore`; where there are some, a file must match.
        exclude: Patterns as in `.gitignore` of files that are left out.
    """

    update: Update = Update.STALE
    visibility: Visibility = Visibility.PUBLIC
    skip: frozenset[str] = frozenset(Skip)
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Selection:
    """What becomes of the touched symbols of a file: each is in exactly one of both."""

    selected: tuple[Selected, ...]
    skipped: tuple[Skipped, ...]


def skip_path(path: str, rules: Rules) -> str | None:
    """Return why a file is left alone as a whole, `None` when it is to be read."""
    if is_too_long(path):
        return TOO_LONG
    if rules.include and not matches(path, rules.include):
        return NOT_INCLUDED
    if matches(path, rules.exclude):
        return EXCLUDED
    if Skip.TEST in rules.skip and is_test_path(path):
        return Skip.TEST
    if Skip.GENERATED in rules.skip and is_generated_path(path):
        return Skip.GENERATED
    return None


def select(module: Module, lines: Sequence[LineRange] | None, rules: Rules) -> Selection:
    """Decide for each symbol that a change touches whether it gets a doc.

    A file that is skipped as a whole is one outcome; symbols that the change does not touch are none.

    Args:
        module: The file at head.
        lines: Changed lines at head; `None` when the whole file counts as changed.
        rules: What is to be documented.
    """
    reason = _skip_file(module, rules)
    if reason is not None:
        return Selection((), (Skipped(Location(module.path), str(reason)),))
    return _Selector(module, rules).select(touched(module, lines))


def _skip_file(module: Module, rules: Rules) -> str | None:
    if skips_file(module):
        return SKIP_COMMENT
    return Skip.GENERATED if Skip.GENERATED in rules.skip and is_generated(module) else None


class _Selector:
    """Decides for the symbols of one file."""

    def __init__(self, module: Module, rules: Rules) -> None:
        self._module = module
        self._rules = rules
        self._inheritance = Inheritance(module.sites)
        self._commented_out = commented_out(module, module.sites)
        self._selected: dict[str, Selected] = {}

    def select(self, symbols: Sequence[Symbol]) -> Selection:
        """Decide for symbols in source order: whether a constructor gets a doc depends on its class."""
        skipped = []
        for symbol in symbols:
            stale = self._stale(symbol)
            reason = self._reason(symbol, stale)
            if reason is None:
                self._selected[symbol.qualified_name] = Selected(symbol, stale)
            else:
                skipped.append(Skipped(symbol.location, str(reason)))
        return Selection(tuple(self._selected.values()), tuple(skipped))

    def _stale(self, symbol: Symbol) -> tuple[str, ...]:
        looks = self._rules.update is not Update.MISSING and _has_docstring(symbol)
        return stale_reasons(symbol) if looks else ()

    def _reason(self, symbol: Symbol, stale: tuple[str, ...]) -> str | None:
        """Return why a symbol gets no doc, the most telling reason first; `None` if it gets one."""
        site = self._module.declarations[symbol.qualified_name].site
        if site.qualified_name in self._commented_out:
            return SKIP_COMMENT
        if self._rules.visibility is Visibility.PUBLIC and not symbol.is_public:
            return PRIVATE
        if self._rules.update is not Update.ALL and _has_docstring(symbol) and not stale:
            return DOCUMENTED
        return next((reason for reason in self._rule_reasons(site) if not (stale and reason in _NEEDS_NONE)), None)

    def _rule_reasons(self, site: Site) -> Iterator[Skip]:
        """Yield the rules that leave a symbol out."""
        checks: dict[Skip, Callable[[], bool]] = {
            Skip.TEST: lambda: is_test(site),
            Skip.RUNTIME: lambda: acts_at_run_time(self._module, site),
            Skip.OVERLOAD: lambda: is_overload(site.node),
            Skip.OVERRIDE: lambda: self._is_override(site),
            Skip.TRIVIAL: lambda: is_trivial(site.node),
        }
        return (skip for skip, applies in checks.items() if skip in self._rules.skip and applies())

    def _is_override(self, site: Site) -> bool:
        """Tell whether a method takes its meaning from elsewhere; a constructor does if its class has a doc."""
        outer = site.outer
        if outer is not None and isinstance(outer.node, ast.ClassDef) and site.name == "__init__":
            return docstring(outer.node) is not None or outer.qualified_name in self._selected
        return is_override(site, self._inheritance)


def _has_docstring(symbol: Symbol) -> bool:
    return bool((symbol.docstring or "").strip())
