"""Rules about what no text may carry."""

from __future__ import annotations

from docgen.model import Doc, Symbol
from docgen.python.check.ruling import Ruling
from docgen.python.texts import map_texts, texts
from docgen.sanitize import redact, strip_hidden


def hidden_characters(_: Symbol, doc: Doc) -> Ruling:
    """No control, zero-width or bidirectional characters."""
    if all(strip_hidden(text) == text for text in texts(doc)):
        return Ruling(doc)
    return Ruling(map_texts(doc, strip_hidden), ("The text holds invisible characters: leave them out.",))


def secrets(_: Symbol, doc: Doc) -> Ruling:
    """No key, token or private key."""
    if all(redact(text) == text for text in texts(doc)):
        return Ruling(doc)
    problem = "The text holds what looks like a key or token: describe it, never quote it."
    return Ruling(map_texts(doc, redact), (problem,))
