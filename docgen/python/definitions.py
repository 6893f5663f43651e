"""Definitions in a syntax tree: where they are, what they enclose, where their docstrings stand."""

from __future__ import annotations

import ast
import weakref
from collections.abc import Iterator
from dataclasses import dataclass, field

from docgen.model import LineRange

Function = ast.FunctionDef | ast.AsyncFunctionDef
Definition = ast.ClassDef | Function
Scope = ast.Module | Definition

LONGEST_NAME = 1_000
"""Characters of a qualified name; in a file with longer ones, all names together would not fit into memory."""

MOST_BASES = 50
"""Base classes that are looked at, of one class or along its whole line; one with more has come from a program."""

CONSTRUCTORS = frozenset({"__init__", "__new__", "__post_init__", "__attrs_post_init__"})
"""The methods that run when a class is called."""

_DEFINITIONS = frozenset({ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef})
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


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class Site:
    """Where a symbol is defined.

    Attributes:
        qualified_name: Unique in the file.
        node: The definition, or the module.
        own: Its own statements: those in blocks, handlers and cases too, those in definitions not.
        members: The definitions directly in it, in source order.
        outer_ref: What encloses it; weak, for a cycle would keep whole trees until the garbage collector finds it.
    """

    qualified_name: str
    node: Scope
    own: list[ast.AST]
    members: list[Site] = field(default_factory=list)
    outer_ref: weakref.ref[Site] | None = None

    @property
    def outer(self) -> Site | None:
        """What encloses it; `None` for the module."""
        return None if self.outer_ref is None else self.outer_ref()

    @property
    def name(self) -> str:
        """The name as written; empty for a module."""
        return "" if isinstance(self.node, ast.Module) else self.node.name

    @property
    def elided(self) -> list[Site]:
        """The members that get chunks of their own.

        What a function encloses is part of the function, and what makes an instance is part of what a class's doc is
        about: its parameters, attributes and exceptions.
        """
        if isinstance(self.node, Function):
            return []
        if isinstance(self.node, ast.ClassDef):
            return [member for member in self.members if member.name not in CONSTRUCTORS]
        return self.members

    @property
    def classes(self) -> list[Site]:
        """The classes directly around it, outermost first; none beyond a function."""
        found: list[Site] = []
        outer = self.outer
        while outer is not None and isinstance(outer.node, ast.ClassDef):
            found.append(outer)
            outer = outer.outer
        return found[::-1]

    def descendants(self) -> Iterator[Site]:
        """Yield all definitions in it, at any depth."""
        stack = self.members[::-1]
        while stack:
            site = stack.pop()
            yield site
            stack += site.members[::-1]


def find_sites(tree: ast.Module, module_name: str) -> list[Site]:
    """Return the sites of all symbols in source order, the module first.

    A second definition of a name is `name#2`; a module that has the name of one of its definitions is `name#module`.

    Raises:
        ValueError: If a qualified name has more than `LONGEST_NAME` characters.
    """
    sites = _find_sites(tree, module_name)
    if any(site.qualified_name == module_name for site in sites[1:]):
        return _find_sites(tree, f"{module_name}#module")
    return sites


def _find_sites(tree: ast.Module, module_name: str) -> list[Site]:
    counts: dict[str, int] = {}
    module = Site(module_name, tree, _statements(tree.body))
    sites = [module]
    stack = [(node, module) for node in _definitions(module)]
    while stack:
        node, outer = stack.pop()
        name = node.name if outer is module else f"{outer.qualified_name}.{node.name}"
        if len(name) > LONGEST_NAME:
            raise ValueError(f"the name of `{name[:40]}...` is too long")
        count = counts[name] = counts.get(name, 0) + 1
        site = Site(
            name if count == 1 else f"{name}#{count}", node, _statements(node.body), outer_ref=weakref.ref(outer)
        )
        sites.append(site)
        outer.members.append(site)
        stack += [(child, site) for child in _definitions(site)]
    return sites


def _statements(body: list[ast.stmt]) -> list[ast.AST]:
    """Return the statements of a scope in source order; iterative, for a chain of `elif` is a deep tree."""
    if _BLOCKS.keys().isdisjoint(map(type, body)):
        return [*body]
    found: list[ast.AST] = []
    stack: list[ast.AST] = [*reversed(body)]
    while stack:
        node = stack.pop()
        found.append(node)
        blocks = _BLOCKS.get(node.__class__)
        if blocks:
            for name in reversed(blocks):
                stack += getattr(node, name)[::-1]
    return found


def _definitions(site: Site) -> list[Definition]:
    """Return the definitions directly in a site, last first."""
    return [node for node in reversed(site.own) if node.__class__ in _DEFINITIONS]  # type: ignore[misc]  # just these


def span(node: Definition) -> LineRange:
    """Return the lines of a definition, decorators included."""
    start = node.decorator_list[0].lineno if node.decorator_list else node.lineno
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
