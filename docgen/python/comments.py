"""Comments and identifiers of a source, told apart from strings without a full tokenizer run.

A pure tokenizer would cost more than the parser; one regular expression that knows strings and comments finds the same.
What it cannot know are quotes and comments in replacement fields (PEP 701): such files go through the tokenizer.
"""

from __future__ import annotations

import builtins
import io
import keyword
import re
import sys
import tokenize
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate, islice
from typing import NamedTuple

from docgen.python.text import SourceText

_STRING_OR_COMMENT = re.compile(
    r"""(#[^\r\n]*"""
    r'''|"""[^"\\]*(?:(?:\\.|"(?!""))[^"\\]*)*"""'''
    r"""|'''[^'\\]*(?:(?:\\.|'(?!''))[^'\\]*)*'''"""
    r'''|"[^"\\\r\n]*(?:\\(?:\r\n|.)[^"\\\r\n]*)*"'''
    r"""|'[^'\\\r\n]*(?:\\(?:\r\n|.)[^'\\\r\n]*)*')""",
    re.DOTALL,
)
_WORD_BYTES = bytes(
    byte if byte >= 0x80 or chr(byte).isalnum() or byte == ord("_") else ord(" ") for byte in range(256)
)
_ESCAPED_BRACES = re.compile(r"\{\{|\}\}")
_REPLACEMENT = re.compile(r"\{([^{}]*)")
_INTERPOLATED = frozenset("fFtT")
_PREFIX_ENDS = frozenset("fFtTrR")
_HAS_NESTED_QUOTES = sys.version_info >= (3, 12)
_BUILTINS = frozenset(dir(builtins))
_KEYWORDS = frozenset(keyword.kwlist) - _BUILTINS

_DIRECTIVE = re.compile(
    r"(?:noqa|nosec|nosemgrep|nosonar|skipcq|pyre-(?:ignore|fixme|strict|unsafe))\b"
    r"|(?:fmt|yapf|isort|black|ruff|flake8|autopep8|mypy|pyright|pylint|pytype|pyrefly|pragma|docgen)\s*:"
    r"|(?:type|ty)\s*:\s*ignore\b|pragma\s+no\b"
    r"|(?:-\*-\s*)?(?:en)?coding[:=]|-\*-.*-\*-|vim?:",
    re.IGNORECASE,
)
"""What speaks to tools, not to readers: linters, type checkers, formatters, editors and the system's loader."""


class Comment(NamedTuple):
    """A comment with its `#` and the offset where it starts."""

    offset: int
    text: str

    def remarks(self) -> list[str]:
        """Return what the comment tells a reader: its words without layout and without directives to tools.

        A comment may hold several remarks, as formatters join lines: `# first  # second`.
        """
        if self.offset == 0 and self.text.startswith("#!"):
            return []
        parts = (" ".join(part.split()) for part in self.text.split("#"))
        return [part for part in parts if part and not _DIRECTIVE.match(part)]


@dataclass(frozen=True, slots=True)
class Lexicon:
    """What the characters of a file say beside its tree.

    Attributes:
        comments: All comments in order.
        names: Identifiers in code, strings that are one identifier, and builtins: what text about the code may name.
    """

    comments: tuple[Comment, ...]
    names: frozenset[str]


def read_lexicon(text: str) -> Lexicon:
    """Read comments and identifiers of a text that the parser has accepted."""
    parts = _STRING_OR_COMMENT.split(text)
    code, tokens = parts[::2], parts[1::2]
    names = {name for token in tokens if (name := token.strip("'\"")).isidentifier()}
    interpolated = [token for before, token in zip(code, tokens, strict=False) if _is_interpolated(before)]
    replacements = (field for token in interpolated for field in _REPLACEMENT.findall(token))
    names.update(_identifiers("\n".join([*code, *replacements])))
    if _HAS_NESTED_QUOTES and any(map(_is_uncertain, interpolated)):
        comments = tuple(_tokenized(text))
    else:
        offsets = accumulate(map(len, parts))
        comments = tuple(
            Comment(offset, token)
            for offset, token in zip(islice(offsets, 0, None, 2), tokens, strict=False)
            if token[0] == "#"
        )
    return Lexicon(comments, frozenset(names - _KEYWORDS) | _BUILTINS)


def _identifiers(code: str) -> Iterator[str]:
    """Yield the words of code that has neither strings nor comments: what is not ASCII in it are letters."""
    words = set(code.encode("utf-8", "surrogatepass").translate(_WORD_BYTES).split())
    return (word for word in map(bytes.decode, words) if word.isidentifier())


def _is_interpolated(before: str) -> bool:
    """Tell a string that may have replacement fields by the prefix at the end of what stands in front of it."""
    return before[-1:] in _PREFIX_ENDS and not _INTERPOLATED.isdisjoint(before[-2:])


def _is_uncertain(token: str) -> bool:
    """Tell whether a string may end within a replacement field, at a nested quote, or have a comment in one."""
    braces = _ESCAPED_BRACES.sub("", token)
    return braces.count("{") != braces.count("}") or ("#" in token and "\n" in token)


def _tokenized(text: str) -> Iterator[Comment]:
    """Yield the comments that the tokenizer finds."""
    starts = SourceText.of(text).starts
    for token in tokenize.generate_tokens(io.StringIO(text, newline="").readline):
        if token.type == tokenize.COMMENT:
            row, column = token.start
            yield Comment(starts[row - 1] + column, token.string)
