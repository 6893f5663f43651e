"""Foretells how many tokens texts and docs have. Estimates: what is billed is what replies report."""

from __future__ import annotations

import math

from docgen.model import Symbol

_BYTES_PER_TOKEN = 3.2
_TOKENS_PER_DOC = 20
_TOKENS_PER_FIELD = 13
_TOKENS_PER_ATTRIBUTE = 10  # only those that need a word get one
_TOKENS_FOR_RESULT = 12
_MOST_TOKENS_FOR_BRANCHES = 40
_MOST_FIELDS = 60


def count_tokens(text: str) -> int:
    """About how many tokens a text of code or prose has."""
    return math.ceil(len(text.encode("utf-8", "surrogatepass")) / _BYTES_PER_TOKEN)


def doc_tokens(symbol: Symbol) -> int:
    """About how many tokens a doc for the symbol has in a reply."""
    facts = symbol.facts
    parameters = symbol.signature.parameters if symbol.signature else ()
    fields = min(len(parameters) + len(facts.raises), _MOST_FIELDS) * _TOKENS_PER_FIELD
    attributes = min(len(facts.attributes), _MOST_FIELDS) * _TOKENS_PER_ATTRIBUTE
    result = _TOKENS_FOR_RESULT if facts.returns_value or facts.yields else 0
    return _TOKENS_PER_DOC + fields + attributes + result + min(facts.complexity, _MOST_TOKENS_FOR_BRANCHES)
