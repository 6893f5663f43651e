"""What the syntax tree of a chunk's source proves."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from tests.standins.claude.chunks import AskedChunk

Function = ast.FunctionDef | ast.AsyncFunctionDef
_SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)
_CATCHES_ALL = frozenset({"", "Exception", "BaseException"})


@dataclass(frozen=True, slots=True)
class SourceFacts:
    """What a true doc of the source may say.

    Attributes:
        params: Names of the parameters without stars, `self` and `cls`.
        returns: Whether a value is returned.
        yields: Whether it is a generator.
        raises: Exceptions that are raised here and leave the function, as written.
        attributes: Public names that a class or module assigns.
    """

    params: tuple[str, ...] = ()
    returns: bool = False
    yields: bool = False
    raises: tuple[str, ...] = ()
    attributes: tuple[str, ...] = ()


def facts_of_tree(tree: ast.Module, chunk: AskedChunk) -> SourceFacts:
    """What the tree says about the chunk's symbol; nothing when the symbol is not there."""
    if chunk.kind == "module":
        return SourceFacts(attributes=_assigned(tree.body))
    node = _definition(tree, chunk)
    if isinstance(node, ast.ClassDef):
        return SourceFacts(params=_constructor_params(node), attributes=_assigned(node.body))
    return _facts_of_function(node, chunk) if node else SourceFacts()


def _constructor_params(node: ast.ClassDef) -> tuple[str, ...]:
    methods = {method.name: method for method in node.body if isinstance(method, Function)}
    constructor = methods.get("__init__") or methods.get("__new__")
    return params_of(constructor, bound=True) if constructor else ()


def _definition(tree: ast.Module, chunk: AskedChunk) -> Function | ast.ClassDef | None:
    for node in ast.walk(tree):
        if not isinstance(node, Function | ast.ClassDef) or node.name != chunk.name:
            continue
        if not chunk.kind or isinstance(node, ast.ClassDef) == (chunk.kind == "class"):
            return node
    return None


def _facts_of_function(node: Function, chunk: AskedChunk) -> SourceFacts:
    own = list(_own_nodes(node.body))
    yields = any(isinstance(n, ast.Yield | ast.YieldFrom) for n in own)
    is_static = any(ast.unparse(decorator).endswith("staticmethod") for decorator in node.decorator_list)
    return SourceFacts(
        # What a property is read or set with is nobody's argument.
        params=() if chunk.kind == "property" else params_of(node, bound=chunk.kind == "method" and not is_static),
        returns=not yields and any(isinstance(n, ast.Return) and _is_value(n.value) for n in own),
        yields=yields,
        raises=tuple(dict.fromkeys(_raised(node.body, frozenset()))),
    )


def params_of(node: Function, *, bound: bool) -> tuple[str, ...]:
    """Names of the parameters that a caller passes, those with stars last; `bound` leaves out the first."""
    arguments = node.args
    positional = [*arguments.posonlyargs, *arguments.args][1 if bound else 0 :]
    stars = [star for star in (arguments.vararg, arguments.kwarg) if star]
    return tuple(argument.arg for argument in (*positional, *arguments.kwonlyargs, *stars))


def _is_value(value: ast.expr | None) -> bool:
    return value is not None and not (isinstance(value, ast.Constant) and value.value is None)


def _own_nodes(nodes: Iterable[ast.AST]) -> Iterator[ast.AST]:
    """The nodes that run when the function runs: not those of functions and classes within."""
    for node in nodes:
        yield node
        if not isinstance(node, _SCOPES):
            yield from _own_nodes(ast.iter_child_nodes(node))


def _raised(nodes: Iterable[ast.AST], caught: frozenset[str]) -> Iterator[str]:
    for node in nodes:
        if isinstance(node, ast.Raise):
            yield from (name for name in _exception(node) if name not in caught and not caught & _CATCHES_ALL)
        elif isinstance(node, ast.Try):
            yield from _raised(node.body, caught | _handled(node))
            yield from _raised([*node.handlers, *node.orelse, *node.finalbody], caught)
        elif not isinstance(node, _SCOPES):
            yield from _raised(ast.iter_child_nodes(node), caught)


def _exception(node: ast.Raise) -> Iterator[str]:
    raised = node.exc.func if isinstance(node.exc, ast.Call) else node.exc
    if isinstance(raised, ast.Name | ast.Attribute):
        written = ast.unparse(raised)
        if written.rpartition(".")[2][:1].isupper():
            yield written


def _handled(node: ast.Try) -> frozenset[str]:
    names: set[str] = set()
    for handler in node.handlers:
        types = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
        names.update(ast.unparse(type_) if type_ else "" for type_ in types)
    return frozenset(names)


def _assigned(body: list[ast.stmt]) -> tuple[str, ...]:
    names: list[str] = []
    for node in body:
        targets = node.targets if isinstance(node, ast.Assign) else []
        targets = [node.target] if isinstance(node, ast.AnnAssign) else targets
        names += [target.id for target in targets if isinstance(target, ast.Name)]
    return tuple(dict.fromkeys(name for name in names if not name.startswith("_")))
