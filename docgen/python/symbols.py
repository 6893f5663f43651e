"""From a syntax tree to symbols."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from pathlib import PurePosixPath

from docgen.model import LineRange, Symbol, SymbolKind
from docgen.python.definitions import Function, Place, docstring_value, find_places, last_name, span
from docgen.python.facts import class_facts, function_facts, module_facts
from docgen.python.signatures import class_header, class_signature, function_signature
from docgen.python.text import SourceText
from docgen.python.visibility import public_names

_PROPERTY_DECORATORS = frozenset({"property", "cached_property", "abstractproperty", "classproperty"})
_ACCESSORS = frozenset({"getter", "setter", "deleter"})


@dataclass(frozen=True, slots=True)
class Declaration:
    """A symbol with its place in the tree.

    Attributes:
        symbol: The symbol.
        place: Where it is defined.
        header: Its first line without the colon, on one line; empty for a module.
    """

    symbol: Symbol
    place: Place
    header: str


def read_declarations(path: str, tree: ast.Module, source: SourceText, names: frozenset[str]) -> list[Declaration]:
    """Return all that can be documented in a file, in source order, the module first.

    Args:
        path: The file.
        tree: Its tree.
        source: Its text.
        names: What text about any of its symbols may name.
    """
    places = find_places(tree, dotted_name(path))
    reader = _Reader(path, places, source, names)
    return [reader.read(place) for place in places]


def dotted_name(path: str) -> str:
    """Return the name that a file's module is imported by, as far as the path tells: `src` is no package."""
    parts = PurePosixPath(path).with_suffix("").parts
    if parts[:1] == ("src",) and len(parts) > 1:
        parts = parts[1:]
    if parts[-1:] == ("__init__",) and len(parts) > 1:
        parts = parts[:-1]
    return ".".join(parts)


class _Reader:
    """Reads the declarations of one file."""

    def __init__(self, path: str, places: list[Place], source: SourceText, names: frozenset[str]) -> None:
        self._path = path
        self._classes = {place.name: place for place in places if isinstance(place.node, ast.ClassDef)}
        self._source = source
        self._names = names
        self._public = public_names(path, places)

    def read(self, place: Place) -> Declaration:
        node = place.node
        if isinstance(node, ast.Module):
            return self._module(place, node)
        return self._class(place, node) if isinstance(node, ast.ClassDef) else self._function(place, node)

    def _module(self, place: Place, node: ast.Module) -> Declaration:
        symbol = Symbol(
            path=self._path,
            qualified_name=place.qualified_name,
            kind=SymbolKind.MODULE,
            span=LineRange(1, self._source.line_count),
            docstring=docstring_value(node),
            facts=module_facts(place, self._source, self._names),
            is_public=place.qualified_name in self._public,
        )
        return Declaration(symbol, place, "")

    def _class(self, place: Place, node: ast.ClassDef) -> Declaration:
        symbol = Symbol(
            path=self._path,
            qualified_name=place.qualified_name,
            kind=SymbolKind.CLASS,
            span=span(node),
            signature=class_signature(place, node, self._classes, self._source),
            docstring=docstring_value(node),
            facts=class_facts(place, self._source, self._names),
            is_public=place.qualified_name in self._public,
            decorators=self._texts(node.decorator_list),
            bases=self._texts(node.bases),
        )
        return Declaration(symbol, place, class_header(node, self._source))

    def _function(self, place: Place, node: Function) -> Declaration:
        kind = _function_kind(place, node)
        signature = function_signature(node, self._source, is_method=kind is SymbolKind.METHOD)
        symbol = Symbol(
            path=self._path,
            qualified_name=place.qualified_name,
            kind=kind,
            span=span(node),
            signature=None if kind is SymbolKind.PROPERTY else signature,
            docstring=docstring_value(node),
            facts=function_facts(place, node, self._source, self._names),
            is_public=place.qualified_name in self._public,
            decorators=self._texts(node.decorator_list),
        )
        return Declaration(symbol, place, signature.text)

    def _texts(self, nodes: list[ast.expr]) -> tuple[str, ...]:
        return tuple(map(self._source.one_line, nodes))


def _function_kind(place: Place, node: Function) -> SymbolKind:
    if place.outer is None or not isinstance(place.outer.node, ast.ClassDef):
        return SymbolKind.FUNCTION
    for decorator in node.decorator_list:
        is_accessor = isinstance(decorator, ast.Attribute) and decorator.attr in _ACCESSORS
        if is_accessor or last_name(decorator) in _PROPERTY_DECORATORS:
            return SymbolKind.PROPERTY
    return SymbolKind.METHOD
