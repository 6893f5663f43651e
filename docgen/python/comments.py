"""Comments and identifiers of a source, told apart from strings without a full tokenizer run.

A pure tokenizer would cost more than the parser; one regular expression that knows strings and comments finds the same.
What it cannot know is a quote nested in a replacement field (PEP 701): such files go through the tokenizer.
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

_STRING_OR_COMMENT = re.compile(
    r"""#[^\r\n]*"""
    r'''|"""[^"\\]*(?:(?:\\.|"(?!""))[^"\\]*)*"""'''
    r"""|'''[^'\\]*(?:(?:\\.|'(?!''))[^'\\]*)*'''"""
    r'''|"[^"\\\r\n]*(?:\\(?:\r\n|.)[^"\\\r\n]*)*"'''
    r"""|'[^'\\\r\n]*(?:\\(?:\r\n|.)[^'\\\r\n]*)*'""",
    re.DOTALL,
)
_WORD = re.compile(r"[^\W\d]\w*")
_ESCAPED_BRACES = re.compile(r"\{\{|\}\}")
_HAS_NESTED_QUOTES = sys.version_info >= (3, 12)
_BUILTINS = frozenset(dir(builtins))
_KEYWORDS = frozenset(keyword.kwlist) - _BUILTINS

_DIRECTIVE = re.compile(
    r"(?:noqa|nosec|nosemgrep|type:\s*ignore|pragma|fmt|yapf|isort|black|ruff|flake8|mypy|pyright|pylint|pytype|pyre"
    r"|ty|pyrefly|autopep8|skipcq|sourcery|sonar|docgen)\b(?=$|[\s:\[-])|NOSONAR|-\*-.*-\*-|!|(?:vim?|ex|en)?coding[:=]",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment with its `#` and the offset where it starts."""

    offset: int
    text: str

    @property
    def meaning(self) -> str:
        """What the comment tells a reader: its words without layout and without directives to tools."""
        parts = (" ".join(part.split()) for part in self.text.split("#"))
        return " # ".join(part for part in parts if part and not _DIRECTIVE.match(part))


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
    comments: list[Comment] = []
    names: set[str] = set()
    end = 0
    is_certain = True
    for match in _STRING_OR_COMMENT.finditer(text):
        start = match.start()
        names.update(_WORD.findall(text, end, start))
        end = match.end()
        token = match[0]
        if token[0] == "#":
            comments.append(Comment(start, token))
        elif token[1:-1].isidentifier():
            names.add(token[1:-1])
        elif _HAS_NESTED_QUOTES and is_certain and _is_cut(token):
            is_certain = False
    names.update(_WORD.findall(text, end))
    found = comments if is_certain else _tokenized(text)
    return Lexicon(tuple(found), frozenset(names - _KEYWORDS) | _BUILTINS)


def _is_cut(token: str) -> bool:
    """Tell whether a string may end inside a replacement field, where a nested quote looks like its end."""
    braces = _ESCAPED_BRACES.sub("", token)
    return braces.count("{") != braces.count("}")


def _tokenized(text: str) -> Iterator[Comment]:
    """Yield the comments that the tokenizer finds."""
    starts = [0]
    lines = io.StringIO(text, newline="")

    def readline() -> str:
        line = lines.readline()
        starts.append(starts[-1] + len(line))
        return line

    for token in tokenize.generate_tokens(readline):
        if token.type == tokenize.COMMENT:
            row, column = token.start
            yield Comment(starts[row - 1] + column, token.string)
