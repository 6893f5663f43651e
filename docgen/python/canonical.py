"""The meaning of code as text: equal for sources that differ in layout only, on every version of Python.

Left out are positions, contexts, docstrings, statements that do nothing, and how strings are put together.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from itertools import chain, groupby
from operator import attrgetter
from typing import Any

from docgen.python.definitions import Scope, docstring

_IGNORED_FIELDS = frozenset({"ctx", "kind", "type_comment", "str"})
_NEWER_FIELDS = frozenset({"type_params", "default_value", "is_lazy"})
"""Fields that came after Python 3.11: written only where they hold something."""

_Part = Any  # a node, a list of parts, a token, a number, or nothing
_Reader = Callable[[Any], Iterable[_Part]]


def canonical(root: ast.AST | list[Any], elided: Iterable[ast.AST] = ()) -> str:
    """Write a tree in prefix notation, one token a line.

    Each type of node has a fixed number of parts, lists are bracketed and constants marked, so trees that differ give
    texts that differ. Iterative, for a tree may be deeper than Python's stack; in one loop, for it visits every node.

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
        if kind is ast.Name:
            add(part.id)
        elif kind is str:
            add(part)
        elif kind is list:
            if part:
                push("]")
                stack += part
                add("[")
            else:
                add("[]")
        elif kind is ast.Constant:
            add(_constant(part.value))
        elif kind is ast.Attribute:
            add("." + part.attr)
            push(part.value)
        elif part is None:
            add("-")
        elif kind is int or kind is bool:
            add(f"={part}")
        else:
            label, read = _plan(kind)
            add(label)
            stack += _header(part) if id(part) in headers else read(part)
    return "\n".join(tokens)


def _constant(value: object) -> str:
    """Write a constant so that its type shows; integers in hexadecimal, as huge ones refuse to become decimal."""
    return f"={value:#x}" if value.__class__ is int else f"={value!a}"


@cache
def _plan(kind: type[ast.AST]) -> tuple[str, _Reader]:
    """Return a type's token, and the function that takes a node of it apart."""
    return f"{kind.__name__}:", _READERS.get(kind.__name__) or _plain_reader(kind)


def _plain_reader(kind: type[ast.AST]) -> _Reader:
    names = [name for name in kind._fields if name not in _IGNORED_FIELDS | _NEWER_FIELDS]
    newer = [name for name in kind._fields if name in _NEWER_FIELDS]
    if not newer and len(names) > 1:
        return attrgetter(*names)
    return lambda node: [*(getattr(node, name) for name in names), *_newer(node, newer)]


def _newer(node: ast.AST, names: Iterable[str]) -> Iterator[_Part]:
    return (value for name in names if (value := getattr(node, name)))


def _header(node: ast.AST) -> list[_Part]:
    """Return a definition's parts but for its body."""
    return [*_HEADERS[node.__class__](node), *_newer(node, _NEWER_FIELDS.intersection(node._fields))]


def _scope(node: ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) -> list[_Part]:
    return [*_header(node), *_module(node)]


def _module(node: Scope) -> tuple[_Part, ...]:
    return (node.body if docstring(node) is None else node.body[1:],)


def _call(node: ast.Call) -> list[_Part]:
    """Flatten the lists of the most frequent node with lists; the token that is taken first tells their lengths."""
    return [node.func, *node.args, *node.keywords, f"{len(node.args)} {len(node.keywords)}"]


def _arguments(node: ast.arguments) -> list[_Part]:
    """Flatten seven parts that are mostly empty in the same way."""
    lists = (node.posonlyargs, node.args, node.kwonlyargs, node.kw_defaults, node.defaults)
    lengths = " ".join(str(len(part)) for part in lists)
    return [*chain.from_iterable(lists), node.vararg, node.kwarg, lengths]


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


_FUNCTION_HEADER = attrgetter("name", "args", "returns", "decorator_list")
_HEADERS: dict[type[ast.AST], _Reader] = {
    ast.FunctionDef: _FUNCTION_HEADER,
    ast.AsyncFunctionDef: _FUNCTION_HEADER,
    ast.ClassDef: attrgetter("name", "bases", "keywords", "decorator_list"),
}
_READERS: dict[str, _Reader] = {
    "Module": _module,
    "ClassDef": _scope,
    "FunctionDef": _scope,
    "AsyncFunctionDef": _scope,
    "Call": _call,
    "arguments": _arguments,
    "Expr": _expression_statement,
    "Pass": _nothing,
    "Delete": _delete,
    "JoinedStr": _interpolated,
    "TemplateStr": _interpolated,
    "FormattedValue": _replacement,
    "Interpolation": _replacement,
}
