"""The one place that text from outside passes on its way to GitHub and to logs.

Code, file names and model output are hostile: they may mention people, refer to issues, link, draw headings, or command
the runner. GitHub finds mentions, references, emoji and formulas in the *rendered* text, where no backslash hides them;
in code it looks for none of them. So what has such a shape is shown as code, and all other syntax is escaped.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import groupby
from operator import itemgetter
from urllib.parse import quote

from docgen.sanitize import redact, strip_hidden

_ACTIVE = re.compile(
    r"""
    @\w                                      # mention, e-mail address
    | \#\d                                   # issue or pull request, also as owner/name#1
    | (?<![^\W_])(?:GH|GHSA|CVE)-\w          # the same in other words, advisories
    | (?<![^\W_])[0-9a-f]{7,40}(?![^\W_])    # commit
    | \w:// | www\.                          # link
    | :[\w+-]+:                              # emoji
    | \$                                     # formula
    """,
    re.VERBOSE | re.IGNORECASE,
)
_WHITESPACE = re.compile(r"(\s+)")
_OPENING, _CLOSING = "\"'([{<*_~", "\"')]}>*_~.,;!?"
_BACKTICKS = re.compile("`+")
_PARAGRAPH_END = re.compile(r"\n(?:[ \t]*\n)+")
_INLINE_SYNTAX = re.compile(r"[\\*\[\]|~]|(?<![^\W_])_|_(?![^\W_])")
_BLOCK_SYNTAX = re.compile(r"^(\d{1,9}(?=[.)](?:\s|$))|(?=[-+#=:]))", re.MULTILINE)
_HEADING_END = re.compile(r"(?<=\s)#+\Z")
_PROSE_ENTITIES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "`": "&#96;"})
_CODE_ENTITIES = str.maketrans({mark: f"&#{ord(mark)};" for mark in "&<>\"'\\`*_[]|~!$#:"} | {"@": "&#64;<!-- -->"})
_WWW_DOT = re.compile(r"(?<=www)\.", re.IGNORECASE)
_LANGUAGE = re.compile(r"[A-Za-z0-9+_-]*")


# -- Markdown -----------------------------------------------------------------------------------------------------


def markdown(text: str) -> str:
    """Prose as inert Markdown: paragraphs, line breaks and code spans stay, all else shows as it was written."""
    paragraphs = _PARAGRAPH_END.split(_clean(text).strip())
    return "\n\n".join(filter(None, map(_paragraph, paragraphs)))


def inline(text: str) -> str:
    """Prose as inert Markdown on one line, for headings, list items and sentences of ours."""
    return _HEADING_END.sub(r"\\\g<0>", _paragraph(_one_line(text)))


def code_span(text: str) -> str:
    """Text as inline code on one line; empty for empty text, because Markdown has no empty code span."""
    content = _one_line(text)
    if not content:
        return ""
    mark = "`" * (_longest_run(content) + 1)
    padding = " " if "`" in (content[0], content[-1]) else ""
    return f"{mark}{padding}{content}{padding}{mark}"


def html_code(text: str) -> str:
    """Text as inline code where Markdown is not read, as in `<summary>`, or would cut it, as a pipe in a table."""
    content = _WWW_DOT.sub("&#46;", _one_line(text).translate(_CODE_ENTITIES))
    return f"<code>{content}</code>" if content else ""


def code_block(text: str, language: str = "") -> str:
    """Text as a fenced code block that nothing inside can close."""
    content = _clean(text).strip("\n")
    mark = fence(content)
    info = language if _LANGUAGE.fullmatch(language) else ""
    return f"{mark}{info}\n{content}\n{mark}"


def fence(text: str) -> str:
    """The shortest fence of backticks that no line of the text can close, for blocks that must stay verbatim."""
    return "`" * max(3, _longest_run(text) + 1)


def code_link(text: str, url: str) -> str:
    """Text as inline code that links to an address of our own making; only the code when that is none of the web."""
    label = code_span(text)
    if not label or not url.startswith(("https://", "http://")):
        return label
    return f"[{label}]({quote(url, safe=':/?#@!$&*+,;=%~')})"


# -- the runner and logs ------------------------------------------------------------------------------------------


def command_data(text: str) -> str:
    """Text as the message of a workflow command, line breaks included."""
    return encode_data(_without_old_command(_clean(text)))


def command_property(text: str) -> str:
    """Text as the value of a workflow command's property, such as `file` or `title`."""
    return encode_data(_clean(text)).replace(":", "%3A").replace(",", "%2C")


def encode_data(text: str) -> str:
    """Text as a workflow command carries it, otherwise verbatim: for masks, which must hold the very secret."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def log_line(text: str) -> str:
    """Text as one line of a log that the runner reads: it can neither start a workflow command nor contain one."""
    line = _without_old_command(_one_line(text))
    return line.replace("::", ": :", 1) if line.startswith("::") else line


# -- commits ------------------------------------------------------------------------------------------------------

_REFERENCE_MARKS = re.compile(r"@(?=\w)|#(?=\d)|(?<![^\W_])GH-(?=\d)|:/(?=/)", re.IGNORECASE)
_SKIP_MARK = re.compile(r"\[([^\[\]]*\b(?:ci|skip|no)\b[^\[\]]*)\]|\*\*\*", re.IGNORECASE)
_TRAILER = re.compile(r"^([a-z0-9]+(?:-[a-z0-9]+)+)\s*[:=]", re.IGNORECASE)


def commit_message(text: str) -> str:
    """Text as one line of a commit message: no mention, reference, trailer, or word that steers CI.

    Commit messages know no code spans, so a blank is put where it breaks the shape.
    """
    line = _REFERENCE_MARKS.sub(r"\g<0> ", _one_line(text))
    line = _SKIP_MARK.sub(lambda found: f"({found[1]})" if found[1] else "* * *", line)
    return _TRAILER.sub(r"\1 -", line)


# -- how it is done -----------------------------------------------------------------------------------------------


def _clean(text: str) -> str:
    return redact(strip_hidden(text))


def _one_line(text: str) -> str:
    return " ".join(_clean(text).split())


def _without_old_command(text: str) -> str:
    """Break the runner's first syntax for commands, which it finds anywhere in a line."""
    return text.replace("##[", "## [")


def _longest_run(text: str) -> int:
    return max((len(run) for run in _BACKTICKS.findall(text)), default=0)


def _paragraph(text: str) -> str:
    lines = "\n".join(line.strip() for line in text.split("\n"))
    rendered = "".join(code_span(part) if is_code else _prose(part) for is_code, part in _parts(lines))
    return _BLOCK_SYNTAX.sub(r"\1\\", rendered)


def _prose(text: str) -> str:
    return _INLINE_SYNTAX.sub(r"\\\g<0>", text).translate(_PROSE_ENTITIES)


def _parts(text: str) -> Iterator[tuple[bool, str]]:
    """Split into prose and code by turns; prose that GitHub would make something of is code."""
    pieces = (piece for is_code, part in _code_spans(text) for piece in ([(True, part)] if is_code else _words(part)))
    for is_code, group in groupby(filter(itemgetter(1), pieces), key=itemgetter(0)):
        yield is_code, "".join(part for _, part in group)


def _code_spans(text: str) -> Iterator[tuple[bool, str]]:
    """Find code spans as Markdown does: a run of backticks up to the next run of the same length."""
    runs = list(_BACKTICKS.finditer(text))
    closers = _closers(runs)
    position = index = 0
    while index < len(runs):
        closer = closers[index]
        content = text[runs[index].end() : runs[closer].start()] if closer else ""
        if closer is None or not content.strip():
            index += 1
            continue
        yield False, text[position : runs[index].start()]
        yield True, content
        position, index = runs[closer].end(), closer + 1
    yield False, text[position:]


def _closers(runs: list[re.Match[str]]) -> list[int | None]:
    """For each run of backticks the index of the next one of the same length, in one pass from the end."""
    following: dict[int, int] = {}
    closers: list[int | None] = [None] * len(runs)
    for index in range(len(runs) - 1, -1, -1):
        length = len(runs[index][0])
        closers[index] = following.get(length)
        following[length] = index
    return closers


def _words(prose: str) -> Iterable[tuple[bool, str]]:
    """Split prose into words and what is between them; words of an active shape are code but for the marks around."""
    for word in _WHITESPACE.split(prose):
        if not _ACTIVE.search(word):
            yield False, word
            continue
        body = word.lstrip(_OPENING)
        core = body.rstrip(_CLOSING)
        yield False, word[: len(word) - len(body)]
        yield True, core
        yield False, body[len(core) :]
