"""Foretells how many tokens texts and docs have. Estimates: what is billed is what replies report."""

from __future__ import annotations

import math

from docgen.model import Symbol

_CHARACTERS_PER_TOKEN = 3.4
_TOKENS_PER_DOC = 75
_TOKENS_PER_FIELD = 26
_TOKENS_PER_BRANCH = 2
_MOST_TOKENS_FOR_BRANCHES = 60
_MOST_FIELDS = 20


def count_tokens(text: str) -> int:
    """About how many tokens a text of code or prose has."""
    return math.ceil(len(text) / _CHARACTERS_PER_TOKEN)


def doc_tokens(symbol: Symbol) -> int:
    """About how many tokens a doc for the symbol has in a reply."""
    facts = symbol.facts
    parameters = symbol.signature.parameters if symbol.signature else ()
    fields = min(len(parameters) + len(facts.raises) + len(facts.attributes), _MOST_FIELDS)
    branches = min(facts.complexity * _TOKENS_PER_BRANCH, _MOST_TOKENS_FOR_BRANCHES)
    returns = _TOKENS_PER_FIELD // 2 if facts.returns_value or facts.yields else 0
    return _TOKENS_PER_DOC + fields * _TOKENS_PER_FIELD + branches + returns
