"""The meaning of code as text and its hash: equal for sources that differ in layout only, on every version of Python.

Left out are positions, contexts, docstrings, statements that do nothing, and how strings are put together.
"""

from __future__ import annotations

import ast
import hashlib
from collections.abc import Callable, Iterable
from functools import cache, partial
from itertools import groupby
from operator import attrgetter
from typing import Any, cast

from docgen.python.definitions import Scope, docstring

_IGNORED_FIELDS = frozenset({"ctx", "type_comment"})
_NEWER_FIELDS = frozenset({"type_params", "default_value", "is_lazy"})
"""Fields that came after Python 3.11: written only where they hold something."""

_BLOCKS = frozenset({"body", "orelse", "finalbody"})
_SCOPES = frozenset({ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef})

_Part = Any  # a node, a list of parts, a token, a number, or nothing
_Reader = Callable[[Any], Iterable[_Part]]


def digest(*parts: str) -> str:
    """Hash texts with their lengths, so that none can pass for the end of another.

    Returns:
        SHA-256 as 64 hexadecimal digits.
    """
    text = "".join([f"{len(part)}:{part}" for part in parts])
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def canonical(root: ast.AST | list[Any], elided: Iterable[ast.AST] = ()) -> str:
    """Write a tree in prefix notation, one token a line.

    Each type of node has a fixed number of parts, lists tell their length and constants are marked, so trees that
    differ give texts that differ. Integers are hexadecimal, for huge ones refuse to become decimal. One loop, for trees
    may be deeper than the stack, and it sees all nodes of all files.

    Args:
        root: The tree, or a list of trees and identifiers.
        elided: Definitions whose bodies are left out.
    """
    headers = {id(node) for node in elided}
    tokens: list[str] = []
    add = tokens.append
    stack: list[_Part] = [root]
    pop = stack.pop
    name, constant, attribute = ast.Name, ast.Constant, ast.Attribute
    while stack:
        part = pop()
        kind = part.__class__
        while kind is attribute:
            add("." + part.attr)
            part = part.value
            kind = part.__class__
        if kind is name:
            add(part.id)
        elif kind is str:
            add(part)
        elif kind is constant:
            value = part.value
            add(f"={value:#x}" if value.__class__ is int else f"={value!a}")
        elif kind is list:
            add(f"[{len(part)}")
            stack += part
        elif part is None:
            add("-")
        elif kind is int or kind is bool:
            add(f"={part}")
        else:
            label, read, read_header = _plan(kind)
            add(label)
            stack += read_header(part) if headers and id(part) in headers else read(part)
    return "\n".join(tokens)


@cache
def _plan(kind: type[ast.AST]) -> tuple[str, _Reader, _Reader]:
    """Return a type's token, the function that takes a node of it apart, and the one that does so without its body."""
    return f"{kind.__name__}:", _READERS.get(kind.__name__) or _reader(kind), _reader(kind, without="body")


def _reader(kind: type[ast.AST], without: str = "") -> _Reader:
    """Return a function that takes any node of a type apart."""
    names = [name for name in kind._fields if name not in _IGNORED_FIELDS and name != without]
    newer = [name for name in names if name in _NEWER_FIELDS]
    if newer or not _BLOCKS.isdisjoint(names):
        return partial(_parts, [name for name in names if name not in newer], newer)
    if len(names) > 1:
        return attrgetter(*names)
    return lambda node: [getattr(node, name) for name in names]


def _parts(names: list[str], newer: list[str], node: ast.AST) -> list[_Part]:
    parts = [_block(node, name) if name in _BLOCKS else getattr(node, name) for name in names]
    return parts + [value for name in newer if (value := getattr(node, name))]


def _block(node: ast.AST, name: str) -> _Part:
    """Return the statements of a block that do something: no docstring, `pass` or `...`.

    A string that stands alone tells its words, as a comment does.
    """
    block = getattr(node, name)
    if not isinstance(block, list):
        return block  # of a lambda or a conditional expression
    has_docstring = node.__class__ in _SCOPES and docstring(cast("Scope", node)) is not None
    parts: list[_Part] = []
    for statement in block[1:] if has_docstring else block:
        kind = statement.__class__
        if kind is not ast.Expr:
            if kind is not ast.Pass:
                parts.append(statement)
        elif statement.value.__class__ is not ast.Constant:
            parts.append(statement.value)
        elif isinstance(statement.value.value, str):
            parts.append(f"# {' '.join(statement.value.value.split())!a}")
    return parts


# The lists of the most frequent nodes are flattened; the token that is taken first tells their lengths.


def _call(node: ast.Call) -> list[_Part]:
    return [node.func, *node.args, *node.keywords, f"{len(node.args)} {len(node.keywords)}"]


def _assign(node: ast.Assign) -> list[_Part]:
    return [node.value, *node.targets, f"{len(node.targets)}"]


def _elements(node: ast.Tuple | ast.List) -> list[_Part]:
    return [*node.elts, f"{len(node.elts)}"]


def _compare(node: ast.Compare) -> list[_Part]:
    return [node.left, *node.comparators, " ".join([operator.__class__.__name__ for operator in node.ops])]


def _arguments(node: ast.arguments) -> list[_Part]:
    """Shorten the usual case, plain parameters."""
    plain = [part if part.annotation else part.arg for part in node.args]
    usual = [*plain, *node.defaults, f"{len(plain)} {len(node.defaults)}"]
    if not (node.posonlyargs or node.vararg or node.kwonlyargs or node.kwarg):
        return usual
    return [*usual, node.posonlyargs, node.vararg, node.kwonlyargs, node.kw_defaults, node.kwarg, "*"]


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
    "Call": _call,
    "Assign": _assign,
    "Tuple": _elements,
    "List": _elements,
    "Compare": _compare,
    "arguments": _arguments,
    "Delete": _delete,
    "JoinedStr": _interpolated,
    "TemplateStr": _interpolated,
    "FormattedValue": _replacement,
    "Interpolation": _replacement,
}
