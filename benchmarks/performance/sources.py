"""Code to document: files of a given length made of the standard library, a repository, and edits to both."""

from __future__ import annotations

import ast
import hashlib
import re
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef

_LEFT_OUT = frozenset({"test", "tests", "idlelib", "lib2to3", "turtledemo", "site-packages", "__phello__"})
_MOST_LINES = 400
"""Longest definition that is taken: one class of a thousand lines would be a whole file."""

_LISTS_ITS_NAMES = re.compile(r"^__all__\b", re.MULTILINE)

_TRIVIAL = 2
"""Statements of a function that docgen might not find worth a docstring."""


@dataclass(frozen=True, slots=True)
class Piece:
    """One definition of the standard library at the top level of its module, without docstrings.

    Attributes:
        names: Qualified names of all that it defines.
        text: Its source, decorators included.
    """

    names: tuple[str, ...]
    text: str

    @property
    def lines(self) -> int:
        """Lines of its source."""
        return self.text.count("\n") + 1


def generated_file(lines: int) -> str:
    """A module of at least so many lines, the same on every machine with the same Python.

    Definitions of all sizes up to 400 lines are taken in an order that the hash of their source decides; one whose
    names are taken already is left out.
    """
    parts = [f'"""{lines:,} lines of the standard library."""']
    taken: set[str] = set()
    count = 1
    for piece in _pieces():
        if count >= lines:
            break
        if taken.isdisjoint(piece.names):
            taken.update(piece.names)
            parts.append(piece.text)
            count += piece.lines + 2
    return "\n\n\n".join(parts) + "\n"


def names_of(source: str) -> frozenset[str]:
    """Qualified names of all functions, classes and methods, nested ones included."""
    return frozenset(_names(ast.parse(source)))


def change_one(source: str) -> str | None:
    """Let the function in the middle of a module do something else; `None` when no function there lacks a docstring."""
    functions = [
        node
        for node in ast.parse(source).body
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_") and len(node.body) > _TRIVIAL
        if ast.get_docstring(node, clean=False) is None and node.body[0].lineno > node.lineno
    ]
    if not functions:
        return None
    first = functions[len(functions) // 2].body[0]
    lines = source.splitlines(keepends=True)
    lines.insert(first.lineno - 1, " " * first.col_offset + "print('changed')\n")
    return "".join(lines)


def change_one_in(folder: Path) -> None:
    """Change one function in the largest file that has one to change, and in which all are public."""
    for path in sorted(folder.rglob("*.py"), key=lambda path: (-path.stat().st_size, path)):
        is_internal = any(part.startswith(("_", "test")) for part in path.relative_to(folder).parts)
        if not is_internal and (changed := _changed(path)):
            path.write_text(changed, "utf-8")
            return
    raise SystemExit(f"{folder} has no function to change")


def _changed(path: Path) -> str | None:
    try:
        source = path.read_text("utf-8")
        return None if _LISTS_ITS_NAMES.search(source) else change_one(source)
    except (SyntaxError, ValueError):
        return None


def reformat(folder: Path) -> None:
    """Run `ruff format` with a house style that touches nearly every file: single quotes and narrow lines."""
    style = ("--config", "format.quote-style='single'", "--config", "line-length=72", "--no-cache", "--isolated")
    command = [sys.executable, "-m", "ruff", "format", "--quiet", *style, "--target-version", "py311", str(folder)]
    # 2: some files of a corpus are not Python of this version.
    if subprocess.run(command, check=False, stderr=subprocess.DEVNULL).returncode not in {0, 2}:
        raise SystemExit("ruff format failed")


def move(folder: Path) -> None:
    """Move everything in a folder one level down."""
    inside = list(folder.iterdir())
    target = folder / "moved"
    target.mkdir()
    for path in inside:
        path.rename(target / path.name)


def repository(folder: Path, lines: int) -> int:
    """Copy the standard library and then installed packages until there are so many lines; returns how many."""
    count = 0
    for root, path in _installed():
        if count >= lines:
            break
        target = folder / root.name / path.relative_to(root)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target)
        count += path.read_bytes().count(b"\n")
    return count


def _installed() -> Iterator[tuple[Path, Path]]:
    for root in dict.fromkeys(Path(sysconfig.get_path(name)) for name in ("stdlib", "purelib", "platlib")):
        for path in sorted(root.rglob("*.py")):
            if path.is_file() and "site-packages" not in path.relative_to(root).parts:
                yield root, path


@cache
def _pieces() -> tuple[Piece, ...]:
    library = Path(sysconfig.get_path("stdlib"))
    paths = (path for path in library.rglob("*.py") if _LEFT_OUT.isdisjoint(path.relative_to(library).parts))
    pieces = {piece for path in sorted(paths) for piece in _pieces_of(path)}
    return tuple(sorted(pieces, key=lambda piece: hashlib.sha256(piece.text.encode()).digest()))


def _pieces_of(path: Path) -> Iterator[Piece]:
    try:
        source = path.read_text("utf-8")
        tree = ast.parse(source)
    except (SyntaxError, ValueError):
        return
    lines = source.splitlines()
    for node in tree.body:
        if isinstance(node, Definition) and (text := _without_docstrings(node, lines)):
            names = tuple(_names(ast.parse(text)))
            if len(set(names)) == len(names) and text.count("\n") < _MOST_LINES:
                yield Piece(names, text)


def _without_docstrings(node: Definition, lines: list[str]) -> str | None:
    """The source of a definition without any docstring; `None` where one shares its line, or is all there is."""
    first = min(each.lineno for each in (node, *node.decorator_list))
    kept = dict(enumerate(lines[first - 1 : node.end_lineno], start=first))
    for inner in ast.walk(node):
        if not isinstance(inner, Definition) or ast.get_docstring(inner, clean=False) is None:
            continue
        docstring = inner.body[0]
        if len(inner.body) == 1 or inner.body[1].lineno <= (docstring.end_lineno or 0):
            return None
        for number in range(docstring.lineno, (docstring.end_lineno or docstring.lineno) + 1):
            kept.pop(number, None)
    text = "\n".join(kept.values())
    return text if _is_sound(text) else None


def _is_sound(text: str) -> bool:
    try:
        tree = ast.parse(text)
    except SyntaxError:
        return False
    nodes: Iterable[ast.AST] = ast.walk(tree)
    return not any(isinstance(node, Definition) and ast.get_docstring(node, clean=False) for node in nodes)


def _names(node: ast.AST, prefix: str = "") -> Iterator[str]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, Definition):
            yield prefix + child.name
            yield from _names(child, f"{prefix}{child.name}.")
        else:
            yield from _names(child, prefix)
