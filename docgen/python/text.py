"""Source text by the positions that the parser gives: 1-based lines and columns in UTF-8 bytes."""

from __future__ import annotations

import ast
import io
from dataclasses import dataclass
from itertools import accumulate

LONGEST_DEFAULT = 120
"""Characters of a default value that are worth reading."""

_LONGEST_LAYOUT = 10
"""How many times as long it may be with its line ends, indentation and comments."""


@dataclass(frozen=True, slots=True)
class SourceText:
    """A file's characters and where its lines start.

    Attributes:
        text: The characters with their original line ends, without a byte order mark.
        starts: Offset of each line's first character, then the offset of the end.
        is_ascii: Whether columns in bytes are columns in characters.
    """

    text: str
    starts: tuple[int, ...]
    is_ascii: bool

    @classmethod
    def of(cls, text: str) -> SourceText:
        """Find the lines as the tokenizer does: form feeds and Unicode separators do not end one."""
        return cls(text, (0, *accumulate(map(len, io.StringIO(text, newline="")))), text.isascii())

    @property
    def line_count(self) -> int:
        """Number of lines."""
        return len(self.starts) - 1

    def lines(self, start: int, stop: int) -> str:
        """Return lines `start` to `stop`, inclusive, with their line ends."""
        return self.text[self.starts[start - 1] : self.starts[stop]]

    def offset(self, line: int, column: int) -> int:
        """Turn a line and a byte column into an offset into `text`."""
        begin = self.starts[line - 1]
        if self.is_ascii:
            return begin + column
        prefix = self.text[begin : begin + column]
        return begin + len(prefix.encode("utf-8", "surrogatepass")[:column].decode("utf-8", "surrogatepass"))

    def extent(self, node: ast.expr | ast.stmt) -> tuple[int, int]:
        """Return the offsets between which a node stands."""
        start = self.offset(node.lineno, node.col_offset)
        return start, self.offset(node.end_lineno or node.lineno, node.end_col_offset or node.col_offset)

    def one_line(self, node: ast.expr) -> str:
        """Return an expression as one line: as written if it is on one, else as the parser would write it."""
        if node.lineno != node.end_lineno:
            return ast.unparse(node)
        start, stop = self.extent(node)
        return self.text[start:stop]

    def default(self, node: ast.expr) -> str:
        """Return a default value as one line, `...` in place of a long one: that is a table, not a default."""
        start, stop = self.extent(node)
        text = self.one_line(node) if stop - start <= _LONGEST_LAYOUT * LONGEST_DEFAULT else "..."
        return text if len(text) <= LONGEST_DEFAULT else "..."
