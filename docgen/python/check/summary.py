"""The rule about the summary: without a good one there is no doc."""

from __future__ import annotations

import re
from dataclasses import replace

from docgen.model import Doc, Symbol
from docgen.python.check.ruling import Ruling
from docgen.python.check.shape import is_prose
from docgen.python.styles.prose import one_line, paragraphs, sentences
from docgen.python.texts import details

_MAX_SUMMARY = 160
_DEFINITION = re.compile(r"(?:async\s+)?(?:def|class)\s+\w+\s*[(:\[]|@\w+")
_WORD = re.compile(r"[^\W_]+")
_ARTICLES = frozenset({"a", "an", "the"})


def summary(symbol: Symbol, doc: Doc) -> Ruling:
    """The summary is about what the symbol does; what follows its first sentence is the description's."""
    found = paragraphs(doc.summary)
    if not found:
        return Ruling(None, ("`summary` is empty.",))
    parts = sentences(found[0])
    fatal = _fatal_problem(symbol, doc, parts[0])
    if fatal:
        return Ruling(None, (fatal,))
    kept, rest = _without_call(symbol, parts[0]), [" ".join(parts[1:]), *found[1:]]
    moved = "\n\n".join(part for part in (*rest, doc.description) if part.strip())
    if _repeats_name(symbol, doc, parts[0]) and not any(map(str.strip, (moved, doc.example, *details(doc)))):
        return Ruling(None, ("`summary` only repeats the name: say what the name does not.",))
    # What moves is not lost: no reason to pay for another answer.
    return Ruling(replace(doc, summary=kept, description=moved))


def _fatal_problem(symbol: Symbol, doc: Doc, text: str) -> str | None:
    """What no mending makes a summary of."""
    signature = symbol.signature.text if symbol.signature else ""
    bare = text.strip("`'\" ")
    if not is_prose(doc.summary):
        return "`summary` must be a sentence about the code, not code or talk about the task."
    if _DEFINITION.match(bare) or (signature and one_line(signature) in text):
        return "`summary` must not repeat the signature."
    if len(text) > _MAX_SUMMARY:
        return f"`summary` is too long: at most {_MAX_SUMMARY} characters, better 70."
    if not _letters(text):
        return "`summary` has no words."
    return None


def _repeats_name(symbol: Symbol, doc: Doc, text: str) -> bool:
    """Tell a summary that says no more than the name: good enough only above something that does."""
    return not doc.is_draft and _letters(text) == _letters(symbol.name)


def _without_call(symbol: Symbol, text: str) -> str:
    """Name the symbol without parentheses: linters take `name(...)` for a repeated signature."""
    if f"{symbol.name}(" not in text:
        return text  # without compiling a pattern for each symbol
    return re.sub(rf"\b{re.escape(symbol.name)}\([^()]*\)", symbol.name, text)


def _letters(text: str) -> str:
    """Return the letters and digits of prose or of an identifier, lower-case, without articles and what separates."""
    return "".join(word for word in _WORD.findall(text.lower()) if word not in _ARTICLES)
