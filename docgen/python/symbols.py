"""From a syntax tree to symbols."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from docgen.model import LineRange, Symbol, SymbolKind
from docgen.python.canonical import canonical, digest
from docgen.python.definitions import Function, Site, docstring_value, last_name, span
from docgen.python.facts import class_facts, function_facts, module_facts
from docgen.python.signatures import class_header, class_signature, function_signature
from docgen.python.text import SourceText
from docgen.python.visibility import public_names

_PROPERTY_DECORATORS = frozenset({"property", "cached_property", "abstractproperty", "classproperty"})
_ACCESSORS = frozenset({"getter", "setter", "deleter"})


@dataclass(frozen=True, slots=True)
class Declaration:
    """A symbol and where the tree has it.

    Attributes:
        symbol: The symbol.
        site: Where it is defined.
        header: Its first line without the colon, on one line; empty for a module.
        identity: Of a class, the hash of what its members' docs depend on: its name, bases and keywords. Decorators and
            type parameters are the class's own affair. Empty for others.
    """

    symbol: Symbol
    site: Site
    header: str
    identity: str = ""


def read_declarations(path: str, sites: Sequence[Site], source: SourceText, names: frozenset[str]) -> list[Declaration]:
    """Return all that can be documented in a file, in source order, the module first.

    Args:
        path: The file.
        sites: Where it is defined.
        source: The file's text.
        names: What text about any of its symbols may name.
    """
    reader = _Reader(path, sites, source, names)
    return [reader.read(site) for site in sites]


def dotted_name(path: str) -> str:
    """Return the name that a file's module is imported by, as far as the path tells: `src` is no package."""
    parts = PurePosixPath(path).with_suffix("").parts
    if parts[:1] == ("src",) and len(parts) > 1:
        parts = parts[1:]
    if parts[-1:] == ("__init__",) and len(parts) > 1:
        parts = parts[:-1]
    return ".".join(parts)


def lighten(symbol: Symbol) -> Symbol:
    """Let go of the identifiers of its file, which only the check needs: a report may hold all symbols of a tree."""
    return with_names(symbol, frozenset())


def with_names(symbol: Symbol, names: frozenset[str]) -> Symbol:
    """Let text about a symbol name these identifiers."""
    return replace(symbol, facts=replace(symbol.facts, names=names))


class _Reader:
    """Reads the declarations of one file."""

    def __init__(self, path: str, sites: Sequence[Site], source: SourceText, names: frozenset[str]) -> None:
        self._path = path
        self._classes = {site.name: site for site in sites if isinstance(site.node, ast.ClassDef)}
        self._source = source
        self._names = names
        self._public = public_names(path, sites)

    def read(self, site: Site) -> Declaration:
        node = site.node
        if isinstance(node, ast.Module):
            return self._module(site, node)
        return self._class(site, node) if isinstance(node, ast.ClassDef) else self._function(site, node)

    def _module(self, site: Site, node: ast.Module) -> Declaration:
        symbol = Symbol(
            path=self._path,
            qualified_name=site.qualified_name,
            kind=SymbolKind.MODULE,
            span=LineRange(1, self._source.line_count),
            docstring=docstring_value(node),
            facts=module_facts(site, self._source, self._names),
            is_public=site.qualified_name in self._public,
        )
        return Declaration(symbol, site, "")

    def _class(self, site: Site, node: ast.ClassDef) -> Declaration:
        symbol = Symbol(
            path=self._path,
            qualified_name=site.qualified_name,
            kind=SymbolKind.CLASS,
            span=span(node),
            signature=class_signature(site, node, self._classes, self._source),
            docstring=docstring_value(node),
            facts=class_facts(site, self._source, self._names),
            is_public=site.qualified_name in self._public,
            decorators=self._texts(node.decorator_list),
            bases=self._texts(node.bases),
        )
        identity = digest(canonical([node.name, node.bases, node.keywords]))
        return Declaration(symbol, site, class_header(node, self._source), identity)

    def _function(self, site: Site, node: Function) -> Declaration:
        kind = _function_kind(site, node)
        signature = function_signature(node, self._source, is_method=kind is SymbolKind.METHOD)
        symbol = Symbol(
            path=self._path,
            qualified_name=site.qualified_name,
            kind=kind,
            span=span(node),
            signature=None if kind is SymbolKind.PROPERTY else signature,
            docstring=docstring_value(node),
            facts=function_facts(site, node, self._source, self._names),
            is_public=site.qualified_name in self._public,
            decorators=self._texts(node.decorator_list),
        )
        return Declaration(symbol, site, signature.text)

    def _texts(self, nodes: list[ast.expr]) -> tuple[str, ...]:
        return tuple(map(self._source.one_line, nodes))


def _function_kind(site: Site, node: Function) -> SymbolKind:
    if site.outer is None or not isinstance(site.outer.node, ast.ClassDef):
        return SymbolKind.FUNCTION
    for decorator in node.decorator_list:
        is_accessor = isinstance(decorator, ast.Attribute) and decorator.attr in _ACCESSORS
        if is_accessor or last_name(decorator) in _PROPERTY_DECORATORS:
            return SymbolKind.PROPERTY
    return SymbolKind.METHOD
