"""Public or private, as the ecosystem counts it: leading underscores and `__all__`."""

from __future__ import annotations

import ast
from bisect import bisect_right
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate
from pathlib import PurePosixPath

from docgen.python.definitions import Site


@dataclass(frozen=True, slots=True)
class Exports:
    """What a module's `__all__` says.

    Attributes:
        names: The names that it lists.
        is_complete: Whether it lists all: false when there is no `__all__` or when a part is computed at run time.
    """

    names: frozenset[str]
    is_complete: bool


def public_names(path: str, sites: Sequence[Site]) -> frozenset[str]:
    """Return the qualified names of a file's public symbols.

    A module is public if no part of its path is private. Its own names are public if `__all__` lists them; where there
    is no `__all__`, or none that can be read, if the module is public and they are not private. Members are public if
    their class is and they are not private. What is defined in a function, or only where the module is run as a script,
    is private.
    """
    module = sites[0]
    exports = read_exports(module.own)
    is_public_module = not any(map(is_private_name, PurePosixPath(path).with_suffix("").parts))
    scripts = _Scripts(module.own)
    public = {module.qualified_name} if is_public_module else set()
    for site in sites[1:]:
        outer = site.outer
        if outer is module:
            is_public = _is_public_top_level(site.name, exports, in_public_module=is_public_module)
            is_public = is_public and not scripts.hold(site)
        else:
            is_public = _is_public_member(site.name, outer, public)
        if is_public:
            public.add(site.qualified_name)
    return frozenset(public)


class _Scripts:
    """What stands under `if __name__ == "__main__":`, by lines."""

    def __init__(self, own: Iterable[ast.AST]) -> None:
        guards = [node for node in own if isinstance(node, ast.If) and _is_main_guard(node.test)]
        self._starts = [guard.lineno for guard in guards]
        self._stops = [*accumulate((guard.body[-1].end_lineno or guard.lineno for guard in guards), max)]

    def hold(self, site: Site) -> bool:
        """Tell whether a definition of the module stands in one of them."""
        line = 1 if isinstance(site.node, ast.Module) else site.node.lineno
        index = bisect_right(self._starts, line) - 1
        return index >= 0 and line <= self._stops[index]


def _is_main_guard(test: ast.expr) -> bool:
    match test:
        case ast.Compare(ast.Name("__name__"), [ast.Eq()], [ast.Constant("__main__")]):
            return True
        case ast.Compare(ast.Constant("__main__"), [ast.Eq()], [ast.Name("__name__")]):
            return True
    return False


def _is_public_member(name: str, outer: Site | None, public: Collection[str]) -> bool:
    is_in_class = outer is not None and isinstance(outer.node, ast.ClassDef) and outer.qualified_name in public
    return is_in_class and not is_private_name(name)


def read_exports(own: Iterable[ast.AST]) -> Exports:
    """Read `__all__` with what is added to it by `+=`, `extend` and `append`, without running anything."""
    names: set[str] = set()
    is_complete = False
    for statement in own:
        value, is_start = _exported(statement)
        if value is None:
            continue
        known, is_static = _listed(value)
        names.update(known)
        is_complete = is_static and (is_start or is_complete)
    return Exports(frozenset(names), is_complete)


def is_dunder(name: str) -> bool:
    """Tell whether a name is a special one such as `__init__`."""
    return name.startswith("__") and name.endswith("__") and len(name) > len("____")


def is_private_name(name: str) -> bool:
    """Tell whether a name starts with an underscore and is not a special one."""
    return name.startswith("_") and not is_dunder(name)


def _is_public_top_level(name: str, exports: Exports, *, in_public_module: bool) -> bool:
    if name in exports.names:
        return True
    return in_public_module and not exports.is_complete and not is_private_name(name)


def _exported(statement: ast.AST) -> tuple[ast.expr | None, bool]:
    """Return what a statement puts into `__all__`, and whether that starts it anew."""
    match statement:
        case ast.Assign(targets=[ast.Name(id="__all__")], value=value):
            return value, True
        case ast.AnnAssign(target=ast.Name(id="__all__"), value=ast.expr() as value):
            return value, True
        case ast.AugAssign(target=ast.Name(id="__all__"), value=value):
            return value, False
        case ast.Expr(value=ast.Call(func=ast.Attribute(value=ast.Name(id="__all__"), attr=verb), args=[value])):
            if verb == "append":
                return ast.List(elts=[value]), False
            if verb == "extend":
                return value, False
    return None, False


def _listed(value: ast.expr) -> tuple[set[str], bool]:
    """Return the strings in an expression, and whether it holds nothing else."""
    match value:
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            (first, is_first_static), (second, is_second_static) = _listed(left), _listed(right)
            return first | second, is_first_static and is_second_static
        case ast.List(elts=elements) | ast.Tuple(elts=elements):
            constants = [element.value for element in elements if isinstance(element, ast.Constant)]
            names = {constant for constant in constants if isinstance(constant, str)}
            return names, len(constants) == len(elements)
    return set(), False
