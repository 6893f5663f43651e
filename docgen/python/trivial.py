"""Definitions that need no docstring of their own: their code says it all, or another docstring does."""

from __future__ import annotations

import ast

from docgen.python.definitions import Function, Scope, Site, last_name
from docgen.python.inheritance import Inheritance
from docgen.python.visibility import is_dunder

_OVERRIDE_DECORATORS = frozenset({"override", "overrides"})
_ACCESSORS = frozenset({"setter", "deleter"})


def is_trivial(node: Scope) -> bool:
    """Tell whether a body does nothing worth a word.

    That is: nothing, return a constant or an attribute, set an attribute, `raise NotImplementedError`. A module is
    trivial when it only imports and says what it exports.
    """
    body = [statement for statement in node.body if not _does_nothing(statement)]
    if isinstance(node, ast.Module):
        return all(map(_only_exports, body))
    return not body or (isinstance(node, Function) and len(body) == 1 and _is_plain(body[0]))


def is_overload(node: Scope) -> bool:
    """Tell whether a function is documented by another definition of its name: the implementation, or the getter."""
    return isinstance(node, Function) and any(
        last_name(decorator) == "overload" or (isinstance(decorator, ast.Attribute) and decorator.attr in _ACCESSORS)
        for decorator in node.decorator_list
    )


def is_override(site: Site, inheritance: Inheritance) -> bool:
    """Tell whether a function takes its meaning from elsewhere.

    It does if it is marked so, if it is a special method, or if a base class in the same file documents it.

    Args:
        site: The definition.
        inheritance: What the classes of its file inherit.
    """
    node, outer = site.node, site.outer
    if not isinstance(node, Function):
        return False
    if is_dunder(site.name) or any(last_name(decorator) in _OVERRIDE_DECORATORS for decorator in node.decorator_list):
        return True
    return outer is not None and inheritance.documents(outer, site.name)


def _does_nothing(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Pass) or (
        isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
    )


def _is_plain(statement: ast.stmt) -> bool:
    match statement:
        case ast.Return(value=value):
            return value is None or _is_plain_value(value)
        case ast.Raise(exc=ast.expr() as exception):
            return last_name(exception) == "NotImplementedError"
        case ast.Assign(targets=[ast.Attribute(value=ast.Name())], value=ast.Name()):
            return True
    return False


def _is_plain_value(node: ast.expr) -> bool:
    while isinstance(node, ast.Attribute):
        node = node.value
    match node:
        case ast.Constant() | ast.Name() | ast.UnaryOp(operand=ast.Constant()):
            return True
        case ast.List(elts=[]) | ast.Tuple(elts=[]) | ast.Dict(keys=[]):
            return True
    return False


def _only_exports(statement: ast.stmt) -> bool:
    match statement:
        case ast.Import() | ast.ImportFrom():
            return True
        case ast.Assign(targets=[ast.Name(id=name)]) | ast.AugAssign(target=ast.Name(id=name)):
            return is_dunder(name)
        case ast.If(test=test, body=body, orelse=orelse) if last_name(test) == "TYPE_CHECKING":
            return all(map(_only_exports, [*body, *orelse]))
    return False
