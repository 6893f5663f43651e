"""From a syntax tree to symbols."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

from docgen.model import LineRange, Symbol, SymbolKind
from docgen.python.definitions import Definition, children, docstring_value, last_name, span
from docgen.python.facts import class_facts, function_facts, module_facts
from docgen.python.signatures import class_signature, function_signature
from docgen.python.text import SourceText
from docgen.python.visibility import Exports, is_private_name, is_public_module, is_public_top_level, read_exports

_PROPERTY_DECORATORS = frozenset({"property", "cached_property", "abstractproperty"})
_ACCESSORS = frozenset({"getter", "setter", "deleter"})


@dataclass(frozen=True, slots=True)
class _Scope:
    """Where definitions stand.

    Attributes:
        node: What encloses them.
        prefix: Its qualified name with a dot; empty for the module.
        is_public: Whether it is.
    """

    node: ast.Module | Definition
    prefix: str = ""
    is_public: bool = True


class SymbolReader:
    """Reads the symbols of one file."""

    def __init__(self, path: str, tree: ast.Module, source: SourceText, names: frozenset[str]) -> None:
        """Take what `parse` has read of the file; `names` is what text about any of its symbols may name."""
        self._path = path
        self._tree = tree
        self._source = source
        self._names = names
        self._exports: Exports = read_exports(tree)
        self._in_public_module = is_public_module(path)
        self._seen: dict[str, int] = {}

    def read(self) -> Iterator[tuple[Symbol, ast.Module | Definition]]:
        """Yield each symbol with its node in source order, the module first."""
        found = list(self._definitions())
        yield self._module({symbol.qualified_name for symbol, _ in found}), self._tree
        yield from found

    def _definitions(self) -> Iterator[tuple[Symbol, Definition]]:
        stack = self._in_scope(_Scope(self._tree))
        while stack:
            symbol, node = stack.pop()
            yield symbol, node
            stack += self._in_scope(_Scope(node, f"{symbol.qualified_name}.", symbol.is_public))

    def _in_scope(self, scope: _Scope) -> list[tuple[Symbol, Definition]]:
        """Return the symbols directly in a scope, last first."""
        return [(self._symbol(node, scope), node) for node in children(scope.node)][::-1]

    def _module(self, taken: set[str]) -> Symbol:
        name = dotted_name(self._path)
        return Symbol(
            path=self._path,
            qualified_name=f"{name}#module" if name in taken else name,
            kind=SymbolKind.MODULE,
            span=LineRange(1, self._source.line_count),
            docstring=docstring_value(self._tree),
            facts=module_facts(self._tree, self._source, self._names),
            is_public=self._in_public_module,
        )

    def _symbol(self, node: Definition, scope: _Scope) -> Symbol:
        kind = _kind(node, scope)
        is_class = isinstance(node, ast.ClassDef)
        return Symbol(
            path=self._path,
            qualified_name=self._unique(scope.prefix + node.name),
            kind=kind,
            span=span(node),
            signature=(
                class_signature(node, self._source)
                if isinstance(node, ast.ClassDef)
                else None
                if kind is SymbolKind.PROPERTY
                else function_signature(node, self._source, is_method=kind is SymbolKind.METHOD)
            ),
            docstring=docstring_value(node),
            facts=(
                class_facts(node, self._source, self._names)
                if isinstance(node, ast.ClassDef)
                else function_facts(node, self._names)
            ),
            is_public=self._is_public(node, scope),
            decorators=tuple(map(self._source.one_line, node.decorator_list)),
            bases=tuple(map(self._source.one_line, node.bases)) if is_class else (),  # type: ignore[union-attr]
        )

    def _unique(self, name: str) -> str:
        count = self._seen[name] = self._seen.get(name, 0) + 1
        return name if count == 1 else f"{name}#{count}"

    def _is_public(self, node: Definition, scope: _Scope) -> bool:
        if isinstance(scope.node, ast.Module):
            return is_public_top_level(node.name, self._exports, in_public_module=self._in_public_module)
        return isinstance(scope.node, ast.ClassDef) and scope.is_public and not is_private_name(node.name)


def dotted_name(path: str) -> str:
    """Return the name that a file's module is imported by, as far as the path tells: `src` is no package."""
    parts = PurePosixPath(path).with_suffix("").parts
    if parts[:1] == ("src",) and len(parts) > 1:
        parts = parts[1:]
    if parts[-1] == "__init__" and len(parts) > 1:
        parts = parts[:-1]
    return ".".join(parts)


def is_accessor(node: Definition) -> bool:
    """Tell whether a definition only adds to a property of the same name: `@x.setter`, `@x.deleter`."""
    return any(
        isinstance(decorator, ast.Attribute)
        and decorator.attr in _ACCESSORS
        and last_name(decorator.value) == node.name
        for decorator in node.decorator_list
    )


def _kind(node: Definition, scope: _Scope) -> SymbolKind:
    if isinstance(node, ast.ClassDef):
        return SymbolKind.CLASS
    if not isinstance(scope.node, ast.ClassDef):
        return SymbolKind.FUNCTION
    is_property = any(last_name(decorator) in _PROPERTY_DECORATORS for decorator in node.decorator_list)
    return SymbolKind.PROPERTY if is_property or is_accessor(node) else SymbolKind.METHOD
