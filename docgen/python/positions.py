"""Where AST positions lie in a file's original bytes.

The AST counts columns in UTF-8 bytes of a line without byte order mark; edits need offsets in the file's own encoding.
"""

from __future__ import annotations

import codecs
import re

_LINE = re.compile(rb"[^\r\n]*(?:\r\n|\r|\n|\Z)")
_NEWLINE = re.compile(rb"\r\n|\r|\n")
_UTF8_COMPATIBLE = frozenset({"utf-8", "ascii"})


class SourceBytes:
    """The bytes of a Python file, addressed by AST positions."""

    def __init__(self, content: bytes, encoding: str) -> None:
        self.content = content
        self.encoding = codecs.lookup(encoding).name.removesuffix("-sig")
        self._lines = [match.start() for match in _LINE.finditer(content)]
        self.start = len(codecs.BOM_UTF8) if content.startswith(codecs.BOM_UTF8) else 0

    def line_start(self, line: int) -> int:
        """Offset of the first byte of a 1-based line, the byte order mark skipped."""
        return max(self._lines[line - 1], self.start)

    def offset(self, line: int, column: int) -> int:
        """Offset of an AST position: 1-based line, column in UTF-8 bytes."""
        start = self.line_start(line)
        if column == 0 or self.encoding in _UTF8_COMPATIBLE:
            return start + column
        text = self._line(start).decode(self.encoding)
        before = text.encode()[:column].decode()
        return start + len(before.encode(self.encoding))

    def newline_after(self, offset: int) -> bytes:
        """The first line end behind `offset`; the file's first one, else a line feed, when there is none."""
        match = _NEWLINE.search(self.content, offset) or _NEWLINE.search(self.content)
        return match.group() if match else b"\n"

    def encode(self, text: str) -> bytes:
        """Encode text that goes into the file; what the encoding lacks becomes an escape of Python's."""
        return text.encode(self.encoding, "backslashreplace")

    def can_encode(self, text: str) -> bool:
        """Whether the file's encoding has all characters of `text`."""
        try:
            text.encode(self.encoding)
        except UnicodeEncodeError:
            return False
        return True

    def _line(self, start: int) -> bytes:
        match = _LINE.match(self.content, start)
        return match.group() if match else b""
