"""What hypothesis makes of docs: true ones for reading back, and anything at all for the truth gate."""

from __future__ import annotations

from hypothesis import strategies as st

from docgen.model import Doc, Field, Symbol
from docgen.python.module import parse

SOURCE = """
def fetch(url: str, *hosts, timeout=3.0, **options) -> dict[str, bytes]:
    if not url:
        raise net.Error
    return {}
def items(path, /, *, flag: bool = False) -> Iterator[tuple[str, int]]:
    yield 1
def nothing() -> None: ...
class Page(Base):
    size: int = 0
    def __init__(self, body: bytes) -> None:
        self.body = body
    @property
    def text(self) -> str:
        return self.body
"""
SYMBOLS = parse("pkg/mod.py", SOURCE.encode()).symbols

_ANY_TEXT = st.text(st.characters(), max_size=60)
_TRICKY = st.sampled_from(
    [
        "```", '"""', "'''", "Args:\n    x: y", ":param x: y", "`url`", "`nope`", "`nope()`",
        "def fetch(url):\n    pass", "- item",
        "Here is the docstring.", "I'm sorry, no.", "Returns\n-------\nint", "sk-ant-" + "a1" * 20, "\u202e",
        "\n\n", ". ", "  x",
    ]
)  # fmt: skip
hostile_texts = st.lists(_ANY_TEXT | _TRICKY, max_size=5).map(" ".join) | st.lists(_TRICKY, max_size=4).map("\n".join)
"""Text that a model, or code that talks to it, may come up with."""

_WORDS = (
    "a",
    "the page",
    "of",
    "and to",
    "what",
    "nothing else",
    "returns",
    "raises",
    "args",
    "whenever",
    "internationally",
)
_words = st.sampled_from(_WORDS)
plain_sentences = st.lists(_words, min_size=2, max_size=9).map(lambda found: f"Say {' '.join(found).lower()}.")
"""Prose without any markup."""


def hostile_docs() -> st.SearchStrategy[Doc]:
    """Docs that nobody should trust."""
    names = st.sampled_from(["url", "*hosts", "options", "path", "size", "body", "net.Error", "Error"]) | hostile_texts
    fields = st.lists(st.builds(Field, names, hostile_texts), max_size=3).map(tuple)
    return st.builds(
        Doc,
        summary=hostile_texts | plain_sentences,
        description=hostile_texts,
        params=fields,
        returns=hostile_texts,
        yields=hostile_texts,
        raises=fields,
        attributes=fields,
        example=hostile_texts | st.just("fetch('/')"),
        is_draft=st.booleans(),
    )


def true_docs(symbol: Symbol) -> st.SearchStrategy[Doc]:
    """Docs in plain prose that say something of all that a symbol has."""
    parameters = symbol.signature.parameters if symbol.signature else ()
    facts = symbol.facts
    return st.builds(
        Doc,
        summary=plain_sentences,
        description=st.lists(plain_sentences, max_size=2).map("\n\n".join),
        params=_described(parameter.display_name for parameter in parameters),
        returns=plain_sentences if facts.returns_value else st.just(""),
        yields=plain_sentences if facts.yields else st.just(""),
        raises=_described(facts.raises),
        attributes=_described(attribute.name for attribute in facts.attributes),
    )


def _described(names: object) -> st.SearchStrategy[tuple[Field, ...]]:
    return st.tuples(*(st.builds(Field, st.just(str(name)), plain_sentences) for name in names))  # type: ignore[attr-defined]
