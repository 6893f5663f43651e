"""What stands above a module's docstring: shebang, encoding cookie, licence, editor settings."""

from __future__ import annotations

import re

NEWLINE = r"(?:\r\n|\r(?!\n)|\n)"
"""One line end as the tokenizer sees it; a pattern cannot match half of one."""

_FIRST_LINES = re.compile(rf"(?P<first>[^\r\n]*{NEWLINE}?)(?P<second>[^\r\n]*{NEWLINE}?)")
_COMMENT_LINES = re.compile(rf"(?:[ \t\f]*#[^\r\n]*(?:{NEWLINE}|\Z))+")
_COOKIE = re.compile(r"[ \t\f]*#.*?coding[:=][ \t]*[-\w.]+")
_LICENCE = re.compile(r"copyright|licen[cs]e|spdx-|\(c\)", re.IGNORECASE)
_ENDS_BLANK = re.compile(rf"{NEWLINE}[ \t\f]*{NEWLINE}\Z")


def end_of_preamble(text: str, newline: str) -> tuple[int, str]:
    """Find where a module's docstring goes, and what must separate it from what is above.

    A comment block at the top belongs to the preamble if it speaks of a licence or a blank line follows; else it is
    about the first statement.

    Args:
        text: The file's characters.
        newline: How its lines end.
    """
    end = _end_of_magic(text)
    comments = _COMMENT_LINES.match(text)
    is_licence = comments is not None and _LICENCE.search(comments[0]) is not None
    if comments and comments.end() > end and (is_licence or text[comments.end() : comments.end() + 1] in "\r\n"):
        end = comments.end()
    above = text[:end]
    separator = newline if above and not above.endswith(("\r", "\n")) else ""
    if is_licence and not _ENDS_BLANK.search(above):
        separator += newline
    return end, separator


def _end_of_magic(text: str) -> int:
    """Return the offset below the shebang and the cookie, which must stay on the first two lines."""
    match = _FIRST_LINES.match(text)
    if match is None:
        return 0
    if _COOKIE.match(match["second"]):
        return match.end()
    return match.end("first") if match["first"].startswith("#!") or _COOKIE.match(match["first"]) else 0
