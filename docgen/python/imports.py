"""What a module imports, read from its tree."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator
from pathlib import PurePosixPath

from docgen.python.module import Module
from docgen.python.symbols import dotted_name


def imported_modules(module: Module, known: Collection[str] = ()) -> tuple[str, ...]:
    """Name the modules that a file imports anywhere in it, sorted, relative ones resolved.

    Args:
        module: The file.
        known: Names of modules: what is imported *from* a package may be one of them.
    """
    found = {name for node in ast.walk(module.tree) for name in _imported(node, module.path, known)}
    return tuple(sorted(found - {"__future__"}))


def _imported(node: ast.AST, path: str, known: Collection[str]) -> Iterator[str]:
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    elif isinstance(node, ast.ImportFrom):
        origin = _origin(node, path)
        for alias in node.names:
            name = f"{origin}.{alias.name}" if origin else alias.name
            yield name if name in known or not origin else origin


def _origin(node: ast.ImportFrom, path: str) -> str:
    """The package or module that names are imported from; empty where dots lead out of the tree."""
    if not node.level:
        return node.module or ""
    folder = PurePosixPath(path).parent.parts
    outer = folder[: max(0, len(folder) - (node.level - 1))]
    names = [*outer, *(node.module.split(".") if node.module else ())]
    return dotted_name("/".join([*names, "__init__.py"])) if names else ""
