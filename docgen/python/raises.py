"""Which exceptions leave a function: what it raises itself and does not catch."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from docgen.python.definitions import last_name

MOST_NAMES = 100
"""Exceptions that are told of a function; one that raises more has come from a program."""

_SUPPRESSING = frozenset({"suppress", "raises", "assertRaises", "assertRaisesRegex"})
"""Context managers that let nothing pass of what they are given: of `contextlib`, `pytest` and `unittest`."""

_Variables = Mapping[str, Iterable[str]]

_ERROR_ENDINGS = ("error", "exception", "timeout", "exit", "interrupt", "warning")


@dataclass(frozen=True, slots=True)
class _Handled:
    """The handler that statements stand in.

    Attributes:
        names: What a bare `raise` in it raises again.
        variable: The name that it binds to the exception.
    """

    names: tuple[str, ...] = ()
    variable: str | None = None


def raised(body: list[ast.stmt], own: Sequence[ast.AST]) -> tuple[str, ...]:
    """Return the names of exceptions that leave a function, as written, in order, each once, `MOST_NAMES` at most.

    An exception that is raised from a variable is known only if the variable is a handler's, or was assigned from one
    or from a constructor call in the same function.

    Args:
        body: The function's body.
        own: All its own statements.
    """
    if ast.Raise not in map(type, own):
        return ()
    return _distinct(_leaving(body, _Handled(), _assigned(own)))


def _distinct(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))[:MOST_NAMES]


def _assigned(own: Iterable[ast.AST]) -> _Variables:
    """Map variables to the exceptions that they are assigned from: new ones, and what a handler above has caught."""
    found: dict[str, dict[str, None]] = {}
    handled: dict[str, tuple[str, ...]] = {}
    for node in own:
        match node:
            case ast.ExceptHandler(name=str(variable)):
                handled[variable] = _again(node, ())
            case (
                ast.Assign(targets=[ast.Name(id=variable)], value=value)
                | ast.AnnAssign(target=ast.Name(id=variable), value=ast.expr() as value)
            ) if made := _made(value, handled):
                found.setdefault(variable, {}).update(dict.fromkeys(made))
    return found


def _made(value: ast.expr, handled: dict[str, tuple[str, ...]]) -> tuple[str, ...]:
    match value:
        case ast.Call(func=function) if _names_class(function):
            return (ast.unparse(function),)
        case ast.Name(id=name):
            return handled.get(name, ())
    return ()


def _leaving(body: Iterable[ast.AST], handled: _Handled, variables: _Variables) -> Iterator[str]:
    for node in _flat(body):
        if isinstance(node, ast.Raise):
            yield from _names(node.exc, handled, variables)
        elif isinstance(node, ast.Try | ast.TryStar):
            yield from _leaving_try(node, handled, variables)
        elif isinstance(node, ast.With | ast.AsyncWith):
            caught = {name for item in node.items for name in _suppressed(item.context_expr)}
            yield from _not_caught(_leaving(node.body, handled, variables), caught)


def _flat(body: Iterable[ast.AST]) -> Iterator[ast.AST]:
    """Yield statements through blocks that catch nothing; iterative, for a chain of `elif` is a deep tree."""
    stack = list(body)[::-1]
    while stack:
        node = stack.pop()
        yield node
        if isinstance(node, ast.If | ast.For | ast.AsyncFor | ast.While):
            stack += [*node.body, *node.orelse][::-1]
        elif isinstance(node, ast.Match):
            stack += [statement for case in node.cases for statement in case.body][::-1]


def _leaving_try(node: ast.Try | ast.TryStar, handled: _Handled, variables: _Variables) -> Iterator[str]:
    passing = _distinct(_leaving(node.body, handled, variables))
    again = []
    for handler in node.handlers:
        inside, passing = passing, tuple(_not_caught(passing, {*_caught(handler)}))
        again.append(_again(handler, [name for name in inside if name not in passing]))
    yield from passing
    for handler, names in zip(node.handlers, again, strict=True):
        yield from _leaving(handler.body, _Handled(names, handler.name), variables)
    yield from _leaving([*node.orelse, *node.finalbody], handled, variables)


def _names(exception: ast.expr | None, handled: _Handled, variables: _Variables) -> Iterator[str]:
    """Yield the names that a `raise` statement may raise."""
    match exception:
        case None:
            yield from handled.names
        case ast.Name(id=name) if name == handled.variable:
            yield from handled.names
        case ast.Name(id=name) if name in variables:
            yield from variables[name]
        case ast.Call(func=ast.Attribute(value=inner, attr="with_traceback")):
            yield from _names(inner, handled, variables)
        case ast.IfExp(body=body, orelse=orelse):
            yield from _names(body, handled, variables)
            yield from _names(orelse, handled, variables)
        case ast.Call(func=function) if _names_class(function):
            yield ast.unparse(function)
        case _ if _names_class(exception, is_variable=isinstance(exception, ast.Name)):
            yield ast.unparse(exception)


def _names_class(node: ast.expr, *, is_variable: bool = False) -> bool:
    """Tell a class by its name: `ValueError` and `zlib.error` are classes, `self.fail` is not.

    Args:
        node: What may name a class.
        is_variable: Whether it may as well be a variable: `raise error`.
    """
    if not isinstance(node, ast.Name | ast.Attribute):
        return False
    name = last_name(node).lstrip("_")
    return name[:1].isupper() or (not is_variable and name.endswith(_ERROR_ENDINGS))


def _caught(handler: ast.ExceptHandler) -> tuple[str, ...]:
    """Return the names that a handler catches; one without a type catches everything."""
    if handler.type is None:
        return ("BaseException",)
    return tuple(map(ast.unparse, _types(handler.type)))


def _again(handler: ast.ExceptHandler, inside: Sequence[str]) -> tuple[str, ...]:
    """Return what a bare `raise` in a handler raises again: what it is known to catch, and what it names."""
    named = () if handler.type is None else tuple(filter(_names_class, _types(handler.type)))
    return _distinct([*inside, *map(ast.unparse, named)])


def _types(node: ast.expr) -> list[ast.expr]:
    return node.elts if isinstance(node, ast.Tuple) else [node]


def _suppressed(context: ast.expr) -> tuple[str, ...]:
    if isinstance(context, ast.Call) and last_name(context) in _SUPPRESSING:
        return tuple(ast.unparse(kind) for argument in context.args for kind in _types(argument))
    return ()


def _not_caught(names: Iterable[str], caught: set[str]) -> Iterator[str]:
    """Yield the exceptions that handlers let pass: neither they nor a builtin base of theirs is caught.

    Classes that are not builtin are taken for ordinary subclasses of `Exception`.
    """
    bases = tuple(base for name in caught if isinstance(base := getattr(builtins, name, None), type))
    for name in names:
        derived = getattr(builtins, name, Exception)
        if name not in caught and not (isinstance(derived, type) and issubclass(derived, bases)):
            yield name
