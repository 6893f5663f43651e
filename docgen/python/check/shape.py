"""Rules about the form of descriptions and examples: bounded, prose where prose belongs, code where code belongs."""

from __future__ import annotations

import ast
import re
import warnings
from dataclasses import replace

from docgen.model import Doc, Symbol
from docgen.python.check.ruling import Ruling
from docgen.python.check.wording import CHATTER
from docgen.python.styles.prose import one_line, sentences
from docgen.python.texts import details as all_details
from docgen.python.texts import map_details

_MAX_DESCRIPTION = 2_000
_MAX_DETAIL = 400
_MAX_EXAMPLE_LINES = 20
_MAX_EXAMPLE = 1_200
_NOT_PROSE = re.compile(
    r"```|~~~|\"\"\"|'''"
    r"|^[ \t]*(?:async[ \t]+)?(?:def|class)[ \t]+\w[^\n]*:[ \t]*$"
    r"|^[ \t]*(?:Args|Arguments|Parameters|Returns?|Yields|Raises|Attributes|Examples?|Notes?)[ \t]*"
    r"(?::[ \t]*$|\n[ \t]*-{3})"
    r"|^[ \t]*:(?:param|type|returns?|rtype|raises?|yields?|ivar|cvar|var)\b[^:\n]*:",
    re.MULTILINE,
)


def description(_: Symbol, doc: Doc) -> Ruling:
    """The description is prose, without fences, sections or code of its own, and not too long."""
    if not doc.description:
        return Ruling(doc)
    text, problems = doc.description, []
    match = _NOT_PROSE.search(text) or CHATTER.search(text)
    if match:
        problems.append("`description` must be plain prose: no fence, no section, no function, no talk about the task.")
        text = text[: match.start()].rstrip()
    if len(text) > _MAX_DESCRIPTION:
        problems.append(f"`description` is too long: at most {_MAX_DESCRIPTION} characters.")
        text = _shortened(text, _MAX_DESCRIPTION)
    return Ruling(replace(doc, description=text), tuple(problems))


def details(_: Symbol, doc: Doc) -> Ruling:
    """What is said of a parameter, result, exception or attribute is a sentence or two."""
    if all(_mended_detail(text) == text for text in all_details(doc) if text):
        return Ruling(doc)
    problem = f"What is said of a name or result must be plain prose of at most {_MAX_DETAIL} characters."
    return Ruling(map_details(doc, _mended_detail), (problem,))


def _mended_detail(text: str) -> str:
    match = _NOT_PROSE.search(text) or CHATTER.search(text)
    kept = text[: match.start()].rstrip() if match else text
    return kept if len(kept) <= _MAX_DETAIL else _shortened(kept, _MAX_DETAIL)


def _shortened(text: str, limit: int) -> str:
    """The first sentences that fit."""
    kept = ""
    for sentence in sentences(text):
        longer = f"{kept} {sentence}".strip()
        if len(longer) > limit:
            break
        kept = longer
    return kept


def example(symbol: Symbol, doc: Doc) -> Ruling:
    """The example is Python, short, and a use of the symbol rather than the symbol itself."""
    problem = _example_problem(symbol, doc.example) if doc.example.strip() else None
    if problem is None:
        return Ruling(doc)
    return Ruling(replace(doc, example=""), (problem,))


def _example_problem(symbol: Symbol, code: str) -> str | None:
    if len(code) > _MAX_EXAMPLE or code.count("\n") >= _MAX_EXAMPLE_LINES:
        return f"`example` is too long: at most {_MAX_EXAMPLE_LINES} lines."
    if re.search(rf"\b(?:def|class)\s+{re.escape(symbol.name)}\b", code):
        return "`example` must show a use, not the definition."
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(code)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return "`example` does not parse as Python: plain code, without fence and prompts."
    return None if tree.body else "`example` has no code."


def is_prose(text: str) -> bool:
    """Whether a text of one line holds neither code nor talk."""
    return not _NOT_PROSE.search(text) and not CHATTER.search(one_line(text))
