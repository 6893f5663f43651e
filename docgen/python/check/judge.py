"""All rules of the truth gate, in the order in which they mend."""

from __future__ import annotations

from docgen.model import Doc, Symbol, Verdict
from docgen.python.check.fields import attributes, nothing_said, parameters, raises, results
from docgen.python.check.references import references
from docgen.python.check.ruling import Rule
from docgen.python.check.safety import hidden_characters, secrets
from docgen.python.check.shape import description, details, example
from docgen.python.check.summary import summary

_RULES: tuple[Rule, ...] = (
    hidden_characters,
    secrets,
    parameters,
    results,
    raises,
    attributes,
    example,
    details,
    references,
    summary,
    description,
    nothing_said,
)
_ROUNDS = 4
"""Mending one thing may uncover another; what is not settled by then is not worth publishing."""


def judge(symbol: Symbol, doc: Doc) -> Verdict:
    """Hold a doc against its code.

    The mended doc, if there is one, holds; judging it again changes nothing.
    """
    problems, mended = _apply_rules(symbol, doc)
    unsettled = problems
    for _ in range(_ROUNDS):
        if mended is None or not unsettled:
            return Verdict(problems, mended)
        unsettled, mended = _apply_rules(symbol, mended)
    return Verdict(problems, None)


def _apply_rules(symbol: Symbol, doc: Doc) -> tuple[tuple[str, ...], Doc | None]:
    problems: list[str] = []
    current = doc
    is_lost = False
    for rule in _RULES:
        ruling = rule(symbol, current)
        problems += ruling.problems
        is_lost = is_lost or ruling.doc is None
        current = ruling.doc or current
    return tuple(dict.fromkeys(problems)), None if is_lost else current
