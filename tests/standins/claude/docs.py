"""Writes plausible, true docs: every name comes from the source, every sentence from the names."""

from __future__ import annotations

import re
from typing import Any

from tests.standins.claude.chunks import AskedChunk
from tests.standins.claude.facts import facts_of
from tests.standins.claude.tree_facts import SourceFacts

_SUMMARY_WIDTH = 72
_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")


def true_doc(chunk: AskedChunk) -> dict[str, Any]:
    """All that can be said of a chunk, by the names of docgen's doc; what does not apply is empty."""
    facts = facts_of(chunk)
    subject = _words(chunk.name) or "module"
    return {
        "id": chunk.id,
        "symbol": chunk.symbol,
        "summary": _summary(chunk, subject),
        "description": _description(facts),
        "params": [{"name": name, "description": _what(name)} for name in facts.params],
        "returns": f"The outcome of {subject}." if facts.returns else "",
        "yields": f"One item of {subject} at a time." if facts.yields else "",
        "raises": [_raise(name) for name in facts.raises],
        "attributes": [{"name": name, "description": _what(name)} for name in facts.attributes],
        "example": "",
    }


def _raise(name: str) -> dict[str, str]:
    description = f"If {_words(name.rpartition('.')[2])} applies."
    return {"type": name, "name": name, "exception": name, "description": description}


def _summary(chunk: AskedChunk, subject: str) -> str:
    patterns = {
        "class": "Hold what belongs to {}.",
        "module": "Collect what belongs to {}.",
        "property": "Tell the {}.",
    }
    sentence = patterns.get(chunk.kind, "Carry out {}.").format(subject)
    return sentence if len(sentence) <= _SUMMARY_WIDTH else f"{sentence[: _SUMMARY_WIDTH - 1].rpartition(' ')[0]}."


def _description(facts: SourceFacts) -> str:
    names = [f"`{name}`" for name in facts.params[:2]]
    return f"Works on {' and '.join(names)} together." if len(names) > 1 else ""


def _what(name: str) -> str:
    return f"The {_words(name) or name} to use."


def _words(name: str) -> str:
    """The words of an identifier: `HTTPServer` and `http_server` are both `http server`."""
    return " ".join(word.lower() for word in _WORD.findall(name))
