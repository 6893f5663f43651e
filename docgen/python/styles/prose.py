"""Prose in docstrings: paragraphs, sentences, wrapping."""

from __future__ import annotations

import re
import textwrap

_SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[A-Z`\"'(])")
_ABBREVIATION = re.compile(r"\b(?:e\.g|i\.e|etc|cf|vs|approx|no|resp|incl|Dr|Mr|Ms|St)\.$")
_BLOCK_LINE = re.compile(r"\s|[-*+] |\d+[.)] |>>> |```|\.\. |\||:\w+")


def one_line(text: str) -> str:
    """The text with every run of whitespace as one space."""
    return " ".join(text.split())


def sentences(paragraph: str) -> list[str]:
    """Split a paragraph into sentences; abbreviations do not end one."""
    found: list[str] = []
    for part in _SENTENCE_END.split(one_line(paragraph)):
        if found and _ABBREVIATION.search(found[-1]):
            found[-1] += " " + part
        elif part:
            found.append(part)
    return found


def paragraphs(text: str) -> list[str]:
    """Split text at its blank lines."""
    return [part.strip("\n") for part in re.split(r"\n[ \t]*\n", text) if part.strip()]


def is_block(paragraph: str) -> bool:
    """Whether the line breaks of a paragraph mean something: a list, code, a table, a directive."""
    return any(_BLOCK_LINE.match(line) for line in paragraph.split("\n"))


def wrap(text: str, width: int, first: str = "", rest: str = "") -> list[str]:
    """Wrap prose, never inside a word, so that URLs and names stay whole.

    Args:
        text: One paragraph.
        width: Columns that a line may take.
        first: What the first line begins with.
        rest: What the other lines begin with.
    """
    return textwrap.wrap(
        one_line(text),
        width=max(width, len(rest) + 20, len(first) + 1),
        initial_indent=first,
        subsequent_indent=rest,
        break_long_words=False,
        break_on_hyphens=False,
    ) or [first.rstrip()]


def wrap_text(text: str, width: int, indent: str = "") -> list[str]:
    """Wrap several paragraphs, one blank line between them; lists and code keep their lines."""
    lines: list[str] = []
    for paragraph in paragraphs(text):
        if lines:
            lines.append("")
        if is_block(paragraph):
            lines += [f"{indent}{line}".rstrip() for line in textwrap.dedent(paragraph).split("\n")]
        else:
            lines += wrap(paragraph, width, indent, indent)
    return lines


def with_full_stop(sentence: str) -> str:
    """The sentence with an end mark, a full stop where it has none."""
    return sentence if sentence.endswith((".", "!", "?")) else f"{sentence.rstrip(' ,;:')}."


def capitalised(sentence: str) -> str:
    """The sentence with a capital first letter, unless its first word is code."""
    word = sentence.split(" ", 1)[0]
    return sentence[:1].upper() + sentence[1:] if word.rstrip(",:;.").isalpha() and word.islower() else sentence
