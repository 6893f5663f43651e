"""Prose in docstrings: paragraphs, sentences, lists, wrapping."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Sequence

_SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[A-Z`\"'(])")
_ABBREVIATION = re.compile(r"\b(?:e\.?g|i\.?e|aka|al|etc|cf|vs|approx|no|resp|incl|Dr|Mr|Ms|St|[A-Z])\.$")
_END_MARKS = (".", "?", "。", "？", "！", "।", "؟")  # noqa: RUF001 - of other languages
_ITEM = re.compile(r"[ \t]*(?P<marker>[-*+]|\d{1,3}[.)])[ \t]+(?P<text>\S.*)")
_VERBATIM = re.compile(r"[ \t]{2,}|\t|>>> |\.\. |\||\+[-=]")


def one_line(text: str) -> str:
    """Return the text with every run of whitespace as one space."""
    return " ".join(text.split())


def sentences(paragraph: str) -> list[str]:
    """Split a paragraph into sentences; abbreviations do not end one."""
    found: list[list[str]] = []
    for part in _SENTENCE_END.split(one_line(paragraph)):
        if found and _ABBREVIATION.search(found[-1][-1]):
            found[-1].append(part)
        elif part:
            found.append([part])
    return [" ".join(parts) for parts in found]


def paragraphs(text: str) -> list[str]:
    """Split text at its blank lines."""
    return [part.strip("\n") for part in re.split(r"\n(?:[ \t]*\n)+", text) if part.strip()]


def is_block(paragraph: str) -> bool:
    """Tell whether the line breaks of a paragraph mean something: it has a list, code, a table or a directive."""
    return any(_ITEM.match(line) or _VERBATIM.match(line) for line in paragraph.split("\n"))


def wrap(text: str, width: int, first: str = "", rest: str = "") -> list[str]:
    """Wrap prose, never inside a word, so that URLs and names stay whole.

    Args:
        text: One paragraph.
        width: Columns that a line may take.
        first: What the first line begins with.
        rest: What the other lines begin with.
    """
    line, width = one_line(text), max(width, 20)
    if line and len(first) + len(line) <= width:
        return [first + line]  # most do, and what follows takes many times as long
    return textwrap.wrap(
        line,
        width=width,
        initial_indent=first,
        subsequent_indent=rest,
        break_long_words=False,
        break_on_hyphens=False,
    ) or [first.rstrip()]


def wrap_paragraph(paragraph: str, width: int) -> list[str]:
    """Wrap a paragraph; a list keeps its items, and a block whose lines must stay and do not fit is left out."""
    if not is_block(paragraph):
        return wrap(paragraph, width)
    lines = paragraph.split("\n")
    if any(_ITEM.match(line) for line in lines):
        return _wrap_list(lines, width)
    return fitting_block(lines, width)


def fitting_block(lines: Sequence[str], width: int, indent: str = "") -> list[str]:
    """Indent lines that must stay as they are; none of them when one is too long."""
    block = [f"{indent}{line}".rstrip() for line in lines]
    return block if all(len(line) <= width for line in block) else []


def with_full_stop(sentence: str) -> str:
    """Return the sentence with an end mark, a full stop where it has none."""
    return sentence if sentence.endswith(_END_MARKS) else f"{sentence.rstrip(' ,;:!')}."


def capitalised(sentence: str) -> str:
    """Return the sentence with a capital first letter, unless its first word is code."""
    word = sentence.partition(" ")[0].rstrip(",:;.")
    return sentence[:1].upper() + sentence[1:] if word.isalpha() and word.islower() else sentence


def _wrap_list(lines: list[str], width: int) -> list[str]:
    """Wrap each item under its own text; what precedes the list is a paragraph of its own."""
    items: list[tuple[str, list[str]]] = [("", [])]
    for line in lines:
        item = _ITEM.match(line)
        if item:
            items.append((f"{item['marker']} ", [item["text"]]))
        else:
            items[-1][1].append(line)
    intro = wrap(" ".join(items[0][1]), width) if any(items[0][1]) else []
    wrapped = [wrap(" ".join(text), width, marker, " " * len(marker)) for marker, text in items[1:]]
    return [*intro, *([""] if intro else []), *(line for item in wrapped for line in item)]
