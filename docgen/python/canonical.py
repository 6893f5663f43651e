"""The meaning of code as text: equal for sources that differ in layout only, on every version of Python.

Left out are positions, contexts, docstrings, statements that do nothing, and how strings are put together.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from itertools import groupby
from typing import Any

from docgen.python.definitions import docstring

_IGNORED_FIELDS = frozenset({"ctx", "kind", "type_comment", "str"})
_NEWER_FIELDS = frozenset({"type_params", "default_value", "is_lazy"})
"""Fields that came after Python 3.11: written only where they hold something."""

_Part = Any  # a node, a list of parts, an identifier, a number, or nothing
_Reader = Callable[[Any], Iterable[_Part]]


def canonical(root: ast.AST | list[Any], elided: Iterable[ast.AST] = ()) -> str:
    """Write a tree in prefix notation, one token a line.

    Each type of node has a fixed number of parts, lists are bracketed and constants marked, so trees that differ give
    texts that differ. Iterative, for a tree may be deeper than Python's stack.

    Args:
        root: The tree, or a list of trees and identifiers.
        elided: Definitions whose bodies are left out.
    """
    headers = {id(node) for node in elided}
    tokens: list[str] = []
    add = tokens.append
    stack: list[_Part] = [root]
    pop, push = stack.pop, stack.append
    while stack:
        part = pop()
        kind = part.__class__
        if kind is str:
            add(part)
        elif kind is ast.Name:
            add(part.id)
        elif kind is ast.Attribute:
            add("." + part.attr)
            push(part.value)
        elif kind is ast.Constant:
            add(_constant(part.value))
        elif kind is list:
            push("]")
            stack += part
            add("[")
        elif part is None:
            add("-")
        elif kind is int or kind is bool:
            add(f"={part}")
        elif id(part) in headers:
            add(kind.__name__ + ":")
            stack += _header(part)
        else:
            add(kind.__name__ + ":")
            stack += _reader(kind)(part)
    return "\n".join(tokens)


def _constant(value: object) -> str:
    """Write a constant so that its type shows; integers in hexadecimal, as huge ones refuse to become decimal."""
    return f"={value:#x}" if isinstance(value, int) and not isinstance(value, bool) else f"={value!a}"


@cache
def _reader(kind: type[ast.AST]) -> _Reader:
    """Return the function that takes a node of one type apart."""
    special = _READERS.get(kind.__name__)
    if special is not None:
        return special
    names = [name for name in kind._fields if name not in _IGNORED_FIELDS | _NEWER_FIELDS]
    newer = [name for name in kind._fields if name in _NEWER_FIELDS]

    def read(node: ast.AST) -> list[_Part]:
        parts = [getattr(node, name) for name in names]
        parts += [value for name in newer if (value := getattr(node, name))]
        return parts

    return read


def _header(node: ast.AST) -> Iterator[_Part]:
    """Yield a definition's parts but for its body."""
    for name in node._fields:
        if name == "body" or name in _IGNORED_FIELDS:
            continue
        value = getattr(node, name)
        if value or name not in _NEWER_FIELDS:
            yield value


def _scope(node: ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) -> Iterator[_Part]:
    yield from () if isinstance(node, ast.Module) else _header(node)
    yield node.body if docstring(node) is None else node.body[1:]


def _expression_statement(node: ast.Expr) -> tuple[_Part, ...]:
    """Read a string that stands alone as a comment: its words matter, its layout does not."""
    if not isinstance(node.value, ast.Constant):
        return (node.value,)
    return (f"# {' '.join(node.value.value.split())!a}",) if isinstance(node.value.value, str) else ()


def _nothing(_: ast.AST) -> tuple[()]:
    return ()


def _delete(node: ast.Delete) -> list[_Part]:
    """Read `del (a, b)` as `del a, b`: formatters make one of the other."""
    targets: list[ast.expr] = []
    for target in node.targets:
        targets += target.elts if isinstance(target, ast.Tuple) else [target]
    return [targets]


def _interpolated(node: ast.JoinedStr) -> list[_Part]:
    """Join neighbouring literal parts of an f-string or t-string: how they are split depends on Python's version."""
    parts: list[_Part] = []
    for is_literal, values in groupby(node.values, lambda value: isinstance(value, ast.Constant)):
        if not is_literal:
            parts += values
        elif text := "".join(value.value for value in values):  # type: ignore[attr-defined]  # all are constants
            parts.append(f"={text!a}")
    return [parts]


def _replacement(node: ast.FormattedValue) -> tuple[_Part, ...]:
    specification = node.format_spec
    is_empty = isinstance(specification, ast.JoinedStr) and not any(map(_is_meant, specification.values))
    return node.value, node.conversion, None if is_empty else specification


def _is_meant(value: ast.expr) -> bool:
    return not (isinstance(value, ast.Constant) and value.value == "")


_READERS: dict[str, _Reader] = {
    "Module": _scope,
    "ClassDef": _scope,
    "FunctionDef": _scope,
    "AsyncFunctionDef": _scope,
    "Expr": _expression_statement,
    "Pass": _nothing,
    "Delete": _delete,
    "JoinedStr": _interpolated,
    "TemplateStr": _interpolated,
    "FormattedValue": _replacement,
    "Interpolation": _replacement,
}
