"""Where a definition's docstring stands or would stand, as a byte range of the original file."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass

from docgen.python.definitions import Definition, Scope, docstring
from docgen.python.positions import SourceBytes

_NEWLINE = rb"(?:\r\n|\r|\n)"
_SPACE = rb"(?:[ \t\f]|\\" + _NEWLINE + rb")*"
_COLON = re.compile(rb"(?:[^:#]|#[^\r\n]*)*?:")
_BLOCK_FOLLOWS = re.compile(_SPACE + rb"(?:#[^\r\n]*)?" + _NEWLINE)
_SPACES = re.compile(_SPACE)
_SIGNATURE_COMMENT = re.compile(rb"[ \t]*#[ \t]*type:[ \t]*\([^\r\n]*" + _NEWLINE)
_NO_CODE = re.compile(rb"(?:[ \t\f]*(?:#[^\r\n]*)?" + _NEWLINE + rb")*")
_INDENT = re.compile(rb"(?:[ \t\f]*\f)?(?:\\" + _NEWLINE + rb")*([ \t]*)")
_BLANK_LINES = re.compile(rb"(?:[ \t\f]*" + _NEWLINE + rb")*")
_COMMENT_LINES = re.compile(rb"(?:[ \t\f]*#[^\r\n]*(?:" + _NEWLINE + rb"|\Z))+")
_COOKIE = re.compile(rb"[ \t\f]*#.*?coding[:=][ \t]*[-\w.]+")
_STRING_OR_COMMENT = re.compile(
    rb"""(?sx)
    \'\'\'(?:\\.|[^\\])*?\'\'\'
    | \"\"\"(?:\\.|[^\\])*?\"\"\"
    | '(?:\\.|[^\\'])*'
    | "(?:\\.|[^\\"])*"
    | (\#[^\r\n]*)
    """
)
_LICENCE = re.compile(rb"copyright|licen[cs]e|spdx-|\(c\)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Place:
    """The range that a docstring takes, and what must stand around it.

    Attributes:
        start: Offset where the range begins.
        stop: Offset where it ends; equal to `start` for a pure insertion.
        indent: Whitespace in front of the docstring.
        before: What goes in front of the docstring.
        after: What goes behind it.
    """

    start: int
    stop: int
    indent: bytes
    before: bytes = b""
    after: bytes = b""


def docstring_statement(node: Scope) -> ast.stmt | None:
    """Return the statement that is the docstring of `node`, if it has one."""
    return node.body[0] if docstring(node) is not None else None


def find_place(source: SourceBytes, node: Scope, unit: bytes) -> Place:
    """Find where the docstring of `node` goes.

    Args:
        source: The file.
        node: What is documented.
        unit: One level of indentation as the file has it, for bodies that stand on their definition's own line.
    """
    if isinstance(node, ast.Module):
        return _module_place(source, node)
    colon = _colon(source, node)
    block = _BLOCK_FOLLOWS.match(source.content, colon)
    existing = docstring_statement(node)
    if block is None:
        return _inline_place(source, node, colon, unit)
    if existing is not None:
        return _existing_place(source, existing)
    return _block_place(source, node, block.end(), source.newline_after(colon))


def indentation_unit(source: SourceBytes, tree: ast.Module) -> bytes:
    """One level of indentation as the file's first block has it; four spaces when it has none."""
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        if isinstance(node, ast.stmt) and isinstance(body, list) and body[0].lineno > node.lineno:
            inner, outer = _line_indent(source, _first_line(body[0])), _line_indent(source, _first_line(node))
            if inner.startswith(outer) and inner != outer:
                return inner.removeprefix(outer)
    return b"    "


def _existing_place(source: SourceBytes, existing: ast.stmt) -> Place:
    start, stop = _range(source, existing)
    indent = _line_indent(source, existing.lineno)
    return Place(start, stop, indent, before=_kept_comments(source, start, stop, indent))


def _inline_place(source: SourceBytes, node: Scope, colon: int, unit: bytes) -> Place:
    """Split a body that stands on its definition's own line."""
    indent = _line_indent(source, _first_line(node)) + unit
    newline = source.newline_after(colon)
    existing = docstring_statement(node)
    if existing is not None:
        start, stop = _range(source, existing)
        return Place(colon, stop, indent, before=newline + indent + _kept_comments(source, start, stop, indent))
    spaces = _SPACES.match(source.content, colon)
    blank = newline if _wants_blank_line(node) else b""
    stop = spaces.end() if spaces else colon
    return Place(colon, stop, indent, before=newline + indent, after=newline + blank + indent)


def _block_place(source: SourceBytes, node: Scope, start: int, newline: bytes) -> Place:
    """Insert below the header, but not between it and a comment that states the types."""
    if not isinstance(node, ast.ClassDef):
        comment = _SIGNATURE_COMMENT.match(source.content, start)
        start = comment.end() if comment else start
    code = _NO_CODE.match(source.content, start)
    match = _INDENT.match(source.content, code.end() if code else start)
    indent = match.group(1) if match else b""
    blank = _missing_blank_lines(source, start, 1 if _wants_blank_line(node) else 0)
    return Place(start, start, indent, before=indent, after=newline * (1 + blank))


def _module_place(source: SourceBytes, node: ast.Module) -> Place:
    existing = docstring_statement(node)
    if existing is not None:
        return _existing_place(source, existing)
    start = _below_preamble(source)
    newline = source.newline_after(start)
    before = b"" if source.content[:start].endswith((b"\n", b"\r")) or start == source.start else newline
    if _LICENCE.search(source.content, 0, start) and not _ends_blank(source.content[:start]):
        before += newline
    wanted = 2 if node.body and isinstance(node.body[0], Scope) else 1
    blank = _missing_blank_lines(source, start, wanted) if _NO_CODE.fullmatch(source.content, start) is None else 0
    return Place(start, start, b"", before=before, after=newline * (1 + blank))


def _below_preamble(source: SourceBytes) -> int:
    """Offset below shebang, encoding cookie and the comment block of licence or editor settings at the file's top."""
    floor = source.start
    lines = list(re.finditer(rb"[^\r\n]*(?:" + _NEWLINE + rb"|\Z)", source.content[source.start :]))[:2]
    for number, line in enumerate(lines):
        if (number == 0 and line.group().startswith(b"#!")) or _COOKIE.match(line.group()):
            floor = source.start + line.end()
    comments = _COMMENT_LINES.match(source.content, source.start)
    if comments is None or comments.end() <= floor:
        return floor
    below = source.content[comments.end() : comments.end() + 1]
    is_apart = below in (b"", b"\r", b"\n") or _LICENCE.search(comments.group())
    return comments.end() if is_apart else floor


def _ends_blank(text: bytes) -> bool:
    return re.search(_NEWLINE + rb"[ \t\f]*" + _NEWLINE + rb"\Z", text) is not None


def _missing_blank_lines(source: SourceBytes, offset: int, wanted: int) -> int:
    """How many blank lines must be added at `offset` so that `wanted` stand there."""
    match = _BLANK_LINES.match(source.content, offset)
    present = len(re.findall(_NEWLINE, match.group())) if match else 0
    return max(0, wanted - present)


def _wants_blank_line(node: Scope) -> bool:
    """Whether formatters put a blank line below the docstring."""
    return isinstance(node, ast.ClassDef) or isinstance(node.body[0], Scope)


def _colon(source: SourceBytes, node: Definition) -> int:
    """Offset just behind the colon that ends the header; between the header's last child and it is only punctuation."""
    line, column = max(_ends(node), default=(node.lineno, node.col_offset))
    match = _COLON.match(source.content, source.offset(line, column))
    if match is None:  # the parser saw one
        raise AssertionError(node.name)
    return match.end()


def _ends(node: Definition) -> Iterator[tuple[int, int]]:
    """End positions of what a header holds."""
    for name, value in ast.iter_fields(node):
        if name in ("body", "decorator_list"):
            continue
        parts = value if isinstance(value, list) else [value]
        for part in parts:
            if isinstance(part, ast.arguments):
                yield from (_end(child) for child in ast.iter_child_nodes(part))
            elif isinstance(part, ast.AST):
                yield _end(part)


def _end(node: ast.AST) -> tuple[int, int]:
    return int(getattr(node, "end_lineno", 0)), int(getattr(node, "end_col_offset", 0))


def _range(source: SourceBytes, node: ast.stmt) -> tuple[int, int]:
    start = source.offset(node.lineno, node.col_offset)
    return start, source.offset(node.end_lineno or node.lineno, node.end_col_offset or 0)


def _first_line(node: ast.AST) -> int:
    """The line that a statement begins on, its decorators included."""
    lines = [int(decorator.lineno) for decorator in getattr(node, "decorator_list", [])]
    return min([*lines, int(getattr(node, "lineno", 1))])


def _line_indent(source: SourceBytes, line: int) -> bytes:
    match = _INDENT.match(source.content, source.line_start(line))
    return match.group(1) if match else b""


def _kept_comments(source: SourceBytes, start: int, stop: int, indent: bytes) -> bytes:
    """Comments between the parts of an implicitly concatenated docstring, each on a line of its own."""
    newline = source.newline_after(start)
    matches = _STRING_OR_COMMENT.finditer(source.content, start, stop)
    return b"".join(match.group(1) + newline + indent for match in matches if match.group(1))
