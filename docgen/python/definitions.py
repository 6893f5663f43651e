"""Definitions in a syntax tree: where they are, what they enclose, where their docstrings stand."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from docgen.model import LineRange

Function = ast.FunctionDef | ast.AsyncFunctionDef
Definition = ast.ClassDef | Function
Scope = ast.Module | Definition

_BLOCKS: dict[type[ast.AST], tuple[str, ...]] = {
    ast.If: ("body", "orelse"),
    ast.For: ("body", "orelse"),
    ast.AsyncFor: ("body", "orelse"),
    ast.While: ("body", "orelse"),
    ast.With: ("body",),
    ast.AsyncWith: ("body",),
    ast.Try: ("body", "handlers", "orelse", "finalbody"),
    ast.TryStar: ("body", "handlers", "orelse", "finalbody"),
    ast.ExceptHandler: ("body",),
    ast.Match: ("cases",),
    ast.match_case: ("body",),
}
_DEFINITIONS = frozenset({ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef})


def statements(body: list[ast.stmt]) -> Iterator[ast.AST]:
    """Yield the statements of one scope in source order: into blocks, handlers and cases, not into definitions."""
    stack: list[ast.AST] = [*reversed(body)]
    while stack:
        node = stack.pop()
        yield node
        blocks = _BLOCKS.get(node.__class__)
        if blocks:
            for name in reversed(blocks):
                stack += getattr(node, name)[::-1]


def children(scope: Scope) -> Iterator[Definition]:
    """Yield the definitions directly in a scope, those under `if`, `try`, `with` and `match` included."""
    for node in statements(scope.body):
        if node.__class__ in _DEFINITIONS:
            yield node  # type: ignore[misc]  # the set holds just these classes


def descendants(scope: Scope) -> Iterator[Definition]:
    """Yield all definitions in a scope, at any depth."""
    stack = list(children(scope))[::-1]
    while stack:
        node = stack.pop()
        yield node
        stack += list(children(node))[::-1]


def elided(scope: Scope) -> tuple[Definition, ...]:
    """Return the children that get chunks of their own; what a function encloses is part of the function."""
    return () if isinstance(scope, Function) else tuple(children(scope))


def span(node: Definition) -> LineRange:
    """Return the lines of a definition, decorators included."""
    start = min((node.lineno, *(decorator.lineno for decorator in node.decorator_list)))
    return LineRange(start, node.end_lineno or node.lineno)


def docstring(scope: Scope) -> ast.Constant | None:
    """Return the docstring's node: a plain string, however it is quoted, prefixed or concatenated."""
    if not scope.body:
        return None
    first = scope.body[0]
    if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant) and isinstance(first.value.value, str):
        return first.value
    return None


def docstring_value(scope: Scope) -> str | None:
    """Return the docstring as the parser reads it, `None` when there is none."""
    node = docstring(scope)
    return None if node is None else str(node.value)


def last_name(node: ast.expr) -> str:
    """Return the last name of a dotted, called or subscripted expression: `b` of `a.b(c)`; empty for others."""
    while isinstance(node, ast.Call | ast.Subscript):
        node = node.func if isinstance(node, ast.Call) else node.value
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""
