"""What the syntax tree proves about a definition's body."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

from docgen.model import Attribute, Facts
from docgen.python.definitions import Function, Site
from docgen.python.raises import raised
from docgen.python.text import SourceText

_BRANCHES = frozenset({ast.If, ast.For, ast.AsyncFor, ast.While, ast.ExceptHandler, ast.match_case})
_NEW_SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)
_INITIALIZERS = ("__init__", "__post_init__", "__attrs_post_init__")


def function_facts(site: Site, node: Function, source: SourceText, names: frozenset[str]) -> Facts:
    """Read a function's facts; what nested definitions do is theirs.

    Args:
        site: Where it is defined.
        node: The function.
        source: The file's text.
        names: Identifiers of the whole file, shared by all its symbols.
    """
    returns = [statement for statement in site.own if isinstance(statement, ast.Return)]
    return Facts(
        returns_value=any(map(_returns_value, returns)),
        yields="yield" in source.lines(node.lineno, node.end_lineno or node.lineno) and _yields(node),
        raises=raised(node.body, site.own),
        names=names,
        complexity=_complexity(site.own),
    )


def class_facts(site: Site, source: SourceText, names: frozenset[str]) -> Facts:
    """Read a class's facts; what its constructor raises is raised by calling the class."""
    assigned = [*_assigned(site.own, source), *_slots(site.own)]
    raises: list[str] = []
    for member in site.members:
        if isinstance(member.node, Function) and member.name in _INITIALIZERS:
            assigned += _assigned_to_self(member.node, member.own, source)
            raises += raised(member.node.body, member.own)
    return Facts(
        raises=tuple(dict.fromkeys(raises)),
        attributes=_public_once(assigned),
        names=names,
    )


def module_facts(site: Site, source: SourceText, names: frozenset[str]) -> Facts:
    """Read a module's facts: its attributes are its public variables."""
    return Facts(
        attributes=_public_once(_assigned(site.own, source)),
        names=names,
        complexity=_complexity(site.own),
    )


def _returns_value(node: ast.Return) -> bool:
    return not (node.value is None or (isinstance(node.value, ast.Constant) and node.value.value is None))


def _yields(node: Function) -> bool:
    stack: list[ast.AST] = list(node.body)
    while stack:
        current = stack.pop()
        if isinstance(current, ast.Yield | ast.YieldFrom):
            return True
        if not isinstance(current, _NEW_SCOPES):
            stack.extend(ast.iter_child_nodes(current))
    return False


def _complexity(own: Iterable[ast.AST]) -> int:
    return 1 + sum(map(_BRANCHES.__contains__, map(type, own)))


def _public_once(attributes: Iterable[Attribute]) -> tuple[Attribute, ...]:
    """Keep public attributes, each at its first place and with the first annotation that is known."""
    found: dict[str, Attribute] = {}
    for attribute in attributes:
        known = found.get(attribute.name)
        if not attribute.name.startswith("_") and (known is None or known.annotation is None):
            found[attribute.name] = attribute
    return tuple(found.values())


def _assigned(own: Iterable[ast.AST], source: SourceText) -> Iterator[Attribute]:
    """Yield the names that a module's or class's own statements bind by assignment."""
    for statement in own:
        for target, annotation in _targets(statement):
            if isinstance(target, ast.Name):
                yield Attribute(target.id, source.one_line(annotation) if annotation else None)


def _slots(own: Iterable[ast.AST]) -> Iterator[Attribute]:
    """Yield the attributes that `__slots__` declares."""
    for statement in own:
        match statement:
            case ast.Assign(targets=[ast.Name(id="__slots__")], value=ast.Tuple(elts=names) | ast.List(elts=names)):
                constants = (name.value for name in names if isinstance(name, ast.Constant))
                yield from (Attribute(name) for name in constants if isinstance(name, str) and name.isidentifier())


def _assigned_to_self(node: Function, own: Iterable[ast.AST], source: SourceText) -> Iterator[Attribute]:
    arguments = [*node.args.posonlyargs, *node.args.args]
    if not arguments:
        return
    for statement in own:
        for target, annotation in _targets(statement):
            match target:
                case ast.Attribute(value=ast.Name(id=owner), attr=name) if owner == arguments[0].arg:
                    yield Attribute(name, source.one_line(annotation) if annotation else None)


def _targets(statement: ast.AST) -> Iterator[tuple[ast.expr, ast.expr | None]]:
    """Yield the targets of an assignment, tuples unpacked, with their annotation."""
    if isinstance(statement, ast.AnnAssign):
        yield statement.target, statement.annotation
    elif isinstance(statement, ast.Assign):
        for target in statement.targets:
            yield from ((part, None) for part in _unpacked(target))
    elif statement.__class__.__name__ == "TypeAlias":  # since Python 3.12
        yield statement.name, None  # type: ignore[attr-defined]


def _unpacked(target: ast.expr) -> Iterator[ast.expr]:
    if isinstance(target, ast.Tuple | ast.List):
        for element in target.elts:
            yield from _unpacked(element.value if isinstance(element, ast.Starred) else element)
    else:
        yield target
