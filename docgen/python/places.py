"""Where a definition's docstring stands or would stand, as a range of the file's characters."""

from __future__ import annotations

import ast
import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass

from docgen.python.comments import Comment
from docgen.python.definitions import Definition, Scope, docstring
from docgen.python.indentation import first_line, indent_at, line_indent
from docgen.python.module import ParsedFile
from docgen.python.preamble import NEWLINE, end_of_preamble
from docgen.python.text import SourceText

_SPACES = re.compile(rf"(?:[ \t\f]|\\{NEWLINE})*")
_COLON = re.compile(r"(?:[^:#]|#[^\r\n]*)*?:")
_END_OF_HEADER = re.compile(rf"(?:[ \t\f]|\\{NEWLINE})*(?:#[^\r\n]*)?({NEWLINE})")
_SIGNATURE_COMMENT = re.compile(rf"[ \t]*#[ \t]*type:[ \t]*\([^\r\n]*{NEWLINE}")
_NO_CODE = re.compile(rf"(?:[ \t\f]*(?:#[^\r\n]*)?{NEWLINE})*")
_BLANK_LINES = re.compile(rf"(?:[ \t\f]*{NEWLINE})*")
_ANY_NEWLINE = re.compile(NEWLINE)


@dataclass(frozen=True, slots=True)
class Place:
    """The range that a docstring takes, and what must stand around it.

    Attributes:
        start: Offset where the range begins.
        stop: Offset where it ends; equal to `start` for a pure insertion.
        newline: How lines end there.
        indent: Whitespace in front of the docstring's lines.
        before: What goes in front of the docstring.
        after: What goes behind it.
    """

    start: int
    stop: int
    newline: str
    indent: str = ""
    before: str = ""
    after: str = ""


def find_place(file: ParsedFile, node: Scope) -> Place:
    """Find where the docstring of a node goes."""
    if isinstance(node, ast.Module):
        return _module_place(file) if docstring(node) is None else _existing_place(file, node)
    colon = _colon(file.source, node)
    end = _END_OF_HEADER.match(file.text, colon)
    if end is None:
        return _inline_place(file, node, colon)
    if docstring(node) is not None:
        return _existing_place(file, node)
    return _block_place(file.source, node, end.end(), end[1])


def indent_of(file: ParsedFile, qualified_name: str) -> int:
    """Count the columns that a symbol's docstring is indented by, a tab as four, as linters do."""
    return len(find_place(file, file.nodes[qualified_name]).indent.expandtabs(4))


def _existing_place(file: ParsedFile, node: Scope) -> Place:
    """Replace the docstring that is there, in whatever form."""
    start, stop = file.source.extent(node.body[0])
    indent = line_indent(file.source, node.body[0].lineno)
    newline = _newline(file.text, start)
    return Place(start, stop, newline, indent, before=_comments(file, start, stop, newline + indent))


def _inline_place(file: ParsedFile, node: Definition, colon: int) -> Place:
    """Split a body that stands on its definition's own line."""
    indent = line_indent(file.source, first_line(node)) + file.indentation
    newline = _newline(file.text, colon)
    if docstring(node) is not None:
        _, stop = file.source.extent(node.body[0])
        kept = _comments(file, colon, stop, newline + indent)
        return Place(colon, stop, newline, indent, before=newline + indent + kept)
    spaces = _SPACES.match(file.text, colon)
    start = spaces.end() if spaces else colon
    after = newline * (2 if _wants_blank_line(node) else 1) + indent
    directive = _trailing_directive(file, node, colon)
    if directive is None:
        return Place(colon, start, newline, indent, before=newline + indent, after=after)
    stop = directive.offset + len(directive.text)
    body = file.text[start : directive.offset].rstrip()
    return Place(colon, stop, newline, indent, before=f"  {directive.text}{newline}{indent}", after=after + body)


def _trailing_directive(file: ParsedFile, node: Definition, colon: int) -> Comment | None:
    """Return the comment behind a definition of one line that tells tools what to make of it: its header keeps it."""
    _, end = file.source.extent(node)
    index = bisect_left(file.comments, end, key=lambda comment: comment.offset)
    comment = file.comments[index] if index < len(file.comments) else None
    if comment is None or _ANY_NEWLINE.search(file.text, colon, comment.offset):
        return None
    parts = [part for part in comment.text.split("#") if part.strip()]
    return comment if len(comment.remarks()) < len(parts) else None


def _block_place(source: SourceText, node: Definition, start: int, newline: str) -> Place:
    """Insert below the header, but not between it and a comment that states the types."""
    if not isinstance(node, ast.ClassDef):
        comment = _SIGNATURE_COMMENT.match(source.text, start)
        start = comment.end() if comment else start
    code = _NO_CODE.match(source.text, start)
    indent = indent_at(source.text, code.end() if code else start)
    blank = _missing_blank_lines(source.text, start, 1 if _wants_blank_line(node) else 0)
    return Place(start, start, newline, indent, before=indent, after=newline * (1 + blank))


def _module_place(file: ParsedFile) -> Place:
    """Insert below shebang, encoding and licence, with the blank lines that formatters want."""
    text = file.text
    newline = _newline(text, 0)
    start, before = end_of_preamble(text, newline)
    has_code = _NO_CODE.fullmatch(text, start) is None
    wanted = 2 if file.tree.body and isinstance(file.tree.body[0], Scope) else 1
    blank = _missing_blank_lines(text, start, wanted) if has_code else 0
    return Place(start, start, newline, before=before, after=newline * (1 + blank))


def _missing_blank_lines(text: str, offset: int, wanted: int) -> int:
    """Count the blank lines to add at `offset` so that at least `wanted` stand there."""
    match = _BLANK_LINES.match(text, offset)
    present = len(_ANY_NEWLINE.findall(match[0])) if match else 0
    return max(0, wanted - present)


def _wants_blank_line(node: Definition) -> bool:
    """Tell whether formatters put a blank line below the docstring."""
    return isinstance(node, ast.ClassDef) or isinstance(node.body[0], Scope)


def _colon(source: SourceText, node: Definition) -> int:
    """Return the offset behind the colon that ends the header: only punctuation and comments precede it there."""
    line, column = max(_ends(node), default=(node.lineno, node.col_offset))
    start = source.offset(line, column)
    match = _COLON.match(source.text, start)
    return match.end() if match else start


def _ends(node: Definition) -> Iterator[tuple[int, int]]:
    """Yield the end positions of all that a header holds."""
    parts: list[ast.expr | ast.arg | ast.keyword | None]
    if isinstance(node, ast.ClassDef):
        parts = [*node.bases, *node.keywords]
    else:
        taken = node.args
        parts = [*taken.posonlyargs, *taken.args, *taken.defaults, taken.vararg, *taken.kwonlyargs]
        parts += [*taken.kw_defaults, taken.kwarg, node.returns]
    for part in [*parts, *getattr(node, "type_params", ())]:  # since Python 3.12
        if part is not None:
            yield part.end_lineno or 0, part.end_col_offset or 0


def _newline(text: str, offset: int) -> str:
    """Return the first line end behind `offset`; where there is none, the file's first, else a line feed."""
    match = _ANY_NEWLINE.search(text, offset) or _ANY_NEWLINE.search(text)
    return match[0] if match else "\n"


def _comments(file: ParsedFile, start: int, stop: int, separator: str) -> str:
    """Return the comments between the parts of a concatenated docstring, to stand on lines of their own."""
    first = bisect_left(file.comments, start, key=lambda comment: comment.offset)
    last = bisect_left(file.comments, stop, key=lambda comment: comment.offset)
    return "".join(comment.text + separator for comment in file.comments[first:last])
