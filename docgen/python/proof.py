"""The proof that an edit changed nothing but docstrings."""

from __future__ import annotations

import ast
import warnings
from collections.abc import Iterator, Sequence

from docgen.errors import ProofError
from docgen.model import Edit, Splice
from docgen.python.definitions import Scope, docstring


def documentable_nodes(tree: ast.Module) -> list[Scope]:
    """All nodes that can have a docstring, in an order that docstrings do not change."""
    return [node for node in ast.walk(tree) if isinstance(node, Scope)]


def parse_again(edit: Edit) -> ast.Module:
    """Parse the edited bytes.

    Raises:
        ProofError: If they are no Python.
    """
    try:
        return quiet_parse(edit.content)
    except (SyntaxError, ValueError) as error:
        raise unproven(edit.path, f"the result does not parse: {error}") from error


def quiet_parse(content: bytes) -> ast.Module:
    """Parse without the warnings that a file's own code may cause."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return ast.parse(content)


def prove(edit: Edit, before: ast.Module, after: ast.Module, touched: Sequence[ast.AST]) -> None:
    """Check that only docstrings changed: in the bytes, in the tree, and for the compiler.

    Args:
        edit: What was done.
        before: The tree of the original.
        after: The tree of the result.
        touched: Nodes of `before` whose docstrings were meant to change.

    Raises:
        ProofError: If something else changed.
    """
    if undo(edit.content, edit.original, edit.splices) != edit.original:
        raise unproven(edit.path, "removing the docstrings does not give the original back")
    identities = {id(node) for node in touched}
    if not _equal_trees(before, after, identities):
        raise unproven(edit.path, "the syntax trees differ in more than docstrings")
    if not _compiles(after, edit.path) and _compiles(before, edit.path):
        raise unproven(edit.path, "the result does not compile")


def undo(content: bytes, original: bytes, splices: Sequence[Splice]) -> bytes:
    """Take the splices out of `content` again; what they replaced comes from `original`."""
    parts: list[bytes] = []
    position = last = 0
    for splice in splices:
        kept = splice.start - last
        parts += [content[position : position + kept], original[splice.start : splice.stop]]
        position += kept
        if kept < 0 or content[position : position + len(splice.text)] != splice.text:
            return b""
        position += len(splice.text)
        last = splice.stop
    return b"".join([*parts, content[position:]])


def unproven(path: str, reason: str) -> ProofError:
    """The error for a file whose edit must not leave."""
    return ProofError(
        f"{path}: {reason}.",
        "Nothing was written to this file; please report it with the file, as a bug in docgen.",
    )


def _compiles(tree: ast.Module, path: str) -> bool:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            compile(tree, path, "exec", dont_inherit=True)
        except (SyntaxError, ValueError, RecursionError):
            return False
    return True


def _equal_trees(before: ast.Module, after: ast.Module, touched: set[int]) -> bool:
    """Compare two trees, the docstrings of `touched` nodes left out; without recursion, for deep trees."""
    pending: list[tuple[object, object]] = [(before, after)]
    while pending:
        old, new = pending.pop()
        if type(old) is not type(new):
            return False
        if isinstance(old, ast.AST) and isinstance(new, ast.AST):
            pending += _fields(old, new, touched)
        elif isinstance(old, list) and isinstance(new, list):
            if len(old) != len(new):
                return False
            pending += zip(old, new, strict=True)
        elif old != new and repr(old) != repr(new):
            return False
    return True


def _fields(old: ast.AST, new: ast.AST, touched: set[int]) -> Iterator[tuple[object, object]]:
    is_touched = id(old) in touched
    for name in old._fields:
        left, right = getattr(old, name, None), getattr(new, name, None)
        if is_touched and name == "body" and isinstance(left, list) and isinstance(right, list):
            yield left[1 if _has_docstring(old) else 0 :], right[1:]
        else:
            yield left, right


def _has_docstring(node: ast.AST) -> bool:
    return isinstance(node, Scope) and docstring(node) is not None
