"""The proof that an edit changed nothing but docstrings."""

from __future__ import annotations

import ast
import inspect
import warnings
from collections.abc import Iterator, Mapping, Sequence

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
        raise unproven(edit.path, "removing the docstrings does not give the original back")
    if not all(_keeps_comments(edit.original[splice.start : splice.stop], splice.text) for splice in edit.splices):
        raise unproven(edit.path, "a comment would be lost")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        if not _equal_trees(before, _parsed(edit), {id(node): text for node, text in meant}):
            raise unproven(edit.path, "the syntax tree is not the original's with just these docstrings")
        if not _compiles(edit.content, edit.path) and _compiles(edit.original, edit.path):
            raise unproven(edit.path, "the result does not compile")


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


def unproven(path: str, reason: str) -> ProofError:
    """Make the error for a file whose edit must not leave."""
    return ProofError(f"{path} is left as it is: {reason}.", "Please report it, with the file, as a bug in docgen.")


def _parsed(edit: Edit) -> ast.Module:
    try:
        return ast.parse(edit.content)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise unproven(edit.path, f"the result does not parse: {error}") from error


def _compiles(content: bytes, path: str) -> bool:
    try:
        compile(content, path, "exec", dont_inherit=True)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return True


def _equal_trees(before: ast.Module, after: ast.Module, meant: Mapping[int, str]) -> bool:
    """Compare two trees without recursion, for deep ones; nodes in `meant`, by identity, must have that docstring."""
    pending: list[tuple[object, object]] = [(before, after)]
    while pending:
        old, new = pending.pop()
        if old is new:
            continue  # contexts, operators and short strings are shared by all trees
        if type(old) is not type(new):
            return False
        if isinstance(old, ast.AST) and isinstance(new, ast.AST):
            pending += _parts(old, new, meant)
        elif isinstance(old, list) and isinstance(new, list):
            if len(old) != len(new):
                return False
            pending += zip(old, new, strict=True)
        elif old != new and repr(old) != repr(new):
            return False
    return True


def _parts(old: ast.AST, new: ast.AST, meant: Mapping[int, str]) -> Iterator[tuple[object, object]]:
    """Yield what must be equal for two nodes to be equal: their fields, and the docstring where one is meant."""
    skipped = ""
    if id(old) in meant and isinstance(old, Scope) and isinstance(new, Scope):
        skipped = "body"
        yield meant[id(old)], inspect.cleandoc(docstring_value(new) or "")
        yield old.body[1 if docstring(old) else 0 :], new.body[1:]
    for name in old._fields:
        if name != skipped:
            yield getattr(old, name, None), getattr(new, name, None)
