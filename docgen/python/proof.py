"""The proof that an edit changed nothing but docstrings."""

from __future__ import annotations

import ast
import inspect
import warnings
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from operator import attrgetter
from typing import Any

from docgen.errors import ProofError
from docgen.model import Edit, Splice
from docgen.python.comments import read_lexicon
from docgen.python.definitions import Scope, docstring, docstring_value


def prove(edit: Edit, before: ast.Module, meant: Sequence[tuple[Scope, str]]) -> None:
    """Check that only docstrings changed: in the bytes, in the tree, for the compiler; and that they read as meant.

    Args:
        edit: What was done.
        before: The tree of the original.
        meant: The nodes of that tree that got docstrings, each with its docstring as tools read it.

    Raises:
        ProofError: If anything else changed, or a second pass would change the file again.
    """
    if undo(edit.content, edit.original, edit.splices) != edit.original:
        raise unproven("removing the docstrings does not give the original back")
    if not all(_keeps_comments(edit.original[splice.start : splice.stop], splice.text) for splice in edit.splices):
        raise unproven("a comment would be lost")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        after = _parsed(edit)
        if not _equal_trees(before, after, {id(node): text for node, text in meant}):
            raise unproven("the syntax tree is not the original's with just these docstrings")
        if not _compiles(after, edit.path) and _compiles(before, edit.path):
            raise unproven("the result does not compile")


def undo(content: bytes, original: bytes, splices: Sequence[Splice]) -> bytes:
    """Take the splices out of `content` again; what they replaced comes from `original`.

    Returns:
        The bytes without the splices; none when a splice is not where it should be.
    """
    parts: list[bytes] = []
    position = last = 0
    for splice in splices:
        end = position + splice.start - last
        parts += [content[position:end], original[splice.start : splice.stop]]
        position = end + len(splice.text)
        if splice.start < last or content[end:position] != splice.text:
            return b""
        last = splice.stop
    return b"".join([*parts, content[position:]])


def _keeps_comments(old: bytes, new: bytes) -> bool:
    """Tell whether all comments of a replaced range are in what replaces it, whatever the encoding."""
    comments = {comment.text for comment in read_lexicon(old.decode("latin-1")).comments}
    return not comments or comments <= {comment.text for comment in read_lexicon(new.decode("latin-1")).comments}


def unproven(reason: str) -> ProofError:
    """Make the error for a file whose edit must not leave."""
    return ProofError(f"The file is left as it is: {reason}.", "Please report it, with the file, as a bug in docgen.")


def _parsed(edit: Edit) -> ast.Module:
    try:
        return ast.parse(edit.content)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise unproven(f"the result does not parse: {error}") from error


def _compiles(tree: ast.Module, path: str) -> bool:
    """Tell whether what was parsed compiles, too."""
    try:
        compile(tree, path, "exec", dont_inherit=True)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return True


def _equal_trees(before: ast.Module, after: ast.Module, meant: Mapping[int, str]) -> bool:
    """Compare two trees without recursion, for deep ones; nodes in `meant`, by identity, must have that docstring."""
    olds: list[Any] = [before]
    news: list[Any] = [after]
    while olds:
        old, new = olds.pop(), news.pop()
        if old is new:
            continue  # contexts, operators and short strings are shared by all trees
        kind = old.__class__
        if kind is not new.__class__:
            return False
        if kind is list:
            if len(old) != len(new):
                return False
            olds += old
            news += new
        elif id(old) in meant:
            olds += _parts(old, meant[id(old)])
            news += _parts(new, inspect.cleandoc(docstring_value(new) or ""))
        elif issubclass(kind, ast.AST):
            fields_of = _reader(kind)
            olds += fields_of(old)
            news += fields_of(new)
        elif old != new and repr(old) != repr(new):
            return False
    return True


def _parts(scope: Scope, said: str) -> list[object]:
    """Take a definition apart: what its docstring says, its other statements, and its other fields."""
    statements = scope.body[1 if docstring(scope) else 0 :]
    return [said, statements, *(getattr(scope, name) for name in scope._fields if name != "body")]


@cache
def _reader(kind: type[ast.AST]) -> Callable[[Any], Iterable[object]]:
    """Return the function that takes any node of a type apart."""
    if len(kind._fields) > 1:
        return attrgetter(*kind._fields)
    return lambda node: [getattr(node, name) for name in kind._fields]
