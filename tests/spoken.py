"""The texts that an expression of our code may have, read without running it; `…` stands for what differs."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import product
from pathlib import Path

ROOT = Path(__file__).parent.parent
GAP = "…"
_PLACEHOLDER = re.compile(r"%[.\d]*[sdf]|\{\w*\}")
_DEEPEST = 6
_Values = Mapping[str, list[ast.expr]]


@dataclass(frozen=True)
class Module:
    """What one file defines at its top: values, and functions by the modules that they are in, imported ones too."""

    tree: ast.Module
    values: _Values
    functions: Mapping[str, tuple[Path, ast.FunctionDef]]


@dataclass(frozen=True)
class Scope:
    """What names mean at some place.

    Attributes:
        module: The file.
        values: Expressions that were assigned to names in the function around.
        texts: Texts that were handed to the function as arguments.
        depth: How many names and functions deep the reading is.
    """

    module: Module
    values: _Values = field(default_factory=dict)
    texts: Mapping[str, list[str]] = field(default_factory=dict)
    depth: int = 0


@cache
def read_module(path: Path) -> Module:
    """Read a file of ours."""
    tree = ast.parse(path.read_text("utf-8"))
    values, functions = _assigned(tree.body), _functions(path, tree)
    for node in tree.body:
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("docgen."):
            source = (ROOT / str(node.module).replace(".", "/")).with_suffix(".py")
            theirs = ast.parse(source.read_text("utf-8")) if source.is_file() else ast.Module([], [])
            for name in (alias.name for alias in node.names):
                values |= {name: _assigned(theirs.body).get(name, [])}
                functions |= {key: found for key, found in _functions(source, theirs).items() if key == name}
    return Module(tree, values, functions)


def scopes(module: Module, function: ast.FunctionDef) -> Iterator[Scope]:
    """What names mean in a function: one scope for each row of the table that it takes apart, if it does."""
    values = _assigned(list(ast.walk(function)))
    rows = [row for node in ast.walk(function) for row in _rows(node, module)]
    for row in rows or [{}]:
        yield Scope(module, values | row)


def texts(node: ast.expr, scope: Scope) -> list[str]:
    """All texts that an expression may have; none where it is none, or nothing is known of it."""
    found: list[str] = []
    match node:
        case ast.Constant(value=str(text)):
            found = [_PLACEHOLDER.sub(GAP, text)]
        case ast.JoinedStr(values=values):
            found = ["".join(_piece(value, scope) for value in values)]
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            sides = [side for side in (texts(left, scope), texts(right, scope)) if side]
            found = ["".join(parts) for parts in product(*sides)] if sides else []
        case ast.IfExp(body=body, orelse=orelse):
            found = [*texts(body, scope), *texts(orelse, scope)]
        case ast.Tuple(elts=elements) | ast.List(elts=elements):
            found = [text for element in elements for text in texts(element, scope)]
        case ast.GeneratorExp(elt=element, generators=[ast.comprehension(target=ast.Name(id=name), iter=source)]):
            found = texts(element, replace(scope, values={**scope.values, name: [source]}))
        case ast.ListComp(elt=element):
            found = texts(element, scope)
        case ast.Name(id=name):
            found = _named(name, scope)
        case ast.Call():
            found = _called(node, scope)
    return found


def _piece(node: ast.expr, scope: Scope) -> str:
    """Part of an f-string: a gap, unless it is always the same text of ours."""
    if isinstance(node, ast.Constant):
        return _PLACEHOLDER.sub(GAP, str(node.value))
    inner = node.value if isinstance(node, ast.FormattedValue) else node
    found = set(texts(inner, scope)) if isinstance(inner, ast.Name | ast.Call) else set()
    return (len(found) == 1 and found.pop()) or GAP


def _named(name: str, scope: Scope) -> list[str]:
    if name in scope.texts:
        return scope.texts[name]
    for values, within in ((scope.values, scope), (scope.module.values, Scope(scope.module))):
        if name in values and scope.depth < _DEEPEST:
            deeper = replace(within, depth=scope.depth + 1)
            return [text for value in values[name] for text in texts(value, deeper)]
    return []


def _called(call: ast.Call, scope: Scope) -> list[str]:
    """What a method of a text, or a function of ours, gives back."""
    match call:
        case ast.Call(func=ast.Attribute(value=value, attr="format" | "rstrip")):
            return texts(value, scope)
        case ast.Call(func=ast.Attribute(attr="join") | ast.Name(id="tuple"), args=[values]):
            return texts(values, scope)
        case ast.Call(func=ast.Name(id=name)) if name in scope.module.functions and scope.depth < _DEEPEST:
            path, function = scope.module.functions[name]
            parameters = (parameter.arg for parameter in function.args.args)
            given = {name: texts(value, scope) for name, value in zip(parameters, call.args, strict=False)}
            inner = Scope(read_module(path), _assigned(list(ast.walk(function))), _known(given), depth=scope.depth + 1)
            returned = (node.value for node in ast.walk(function) if isinstance(node, ast.Return) and node.value)
            return [text for value in returned for text in texts(value, inner)]
    return []


def _known(given: Mapping[str, list[str]]) -> dict[str, list[str]]:
    return {name: said for name, said in given.items() if said}


def _functions(path: Path, tree: ast.Module) -> dict[str, tuple[Path, ast.FunctionDef]]:
    return {node.name: (path, node) for node in tree.body if isinstance(node, ast.FunctionDef)}


def _assigned(statements: list[ast.stmt] | list[ast.AST]) -> dict[str, list[ast.expr]]:
    """What is assigned to each name, one after the other or in branches."""
    found: dict[str, list[ast.expr]] = {}
    for statement in statements:
        match statement:
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                found.setdefault(name, []).append(value)
            case ast.Assign(targets=[ast.Tuple(elts=names)], value=ast.Tuple(elts=values)):
                for target, value in zip(names, values, strict=False):
                    if isinstance(target, ast.Name):
                        found.setdefault(target.id, []).append(value)
    return found


def _rows(node: ast.AST, module: Module) -> Iterator[dict[str, list[ast.expr]]]:
    """The rows of a table of texts, when the node takes one of them apart: `what, fix = _TABLE[key]`."""
    match node:
        case ast.Assign(targets=[ast.Tuple(elts=names)], value=ast.Subscript(value=ast.Name(id=table))):
            for entries in (value.values for value in module.values.get(table, []) if isinstance(value, ast.Dict)):
                for entry in entries:
                    found = module.values[entry.id][0] if isinstance(entry, ast.Name) else entry
                    if isinstance(found, ast.Tuple):
                        yield {
                            name.id: [text]
                            for name, text in zip(names, found.elts, strict=False)
                            if isinstance(name, ast.Name)
                        }
