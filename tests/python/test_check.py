"""The truth gate lets pass what the code bears out, and nothing else."""

from __future__ import annotations

from docgen.model import Doc, Field, Symbol
from docgen.python.check import judge
from docgen.python.module import parse


def symbol_of(source: str, name: str = "f") -> Symbol:
    return next(symbol for symbol in parse("pkg/mod.py", source.encode()).symbols if symbol.qualified_name == name)


FETCH = symbol_of(
    "def f(url, *args, timeout=3, **kwargs):\n"
    "    if not url:\n        raise http.Error(url)\n    return urlopen(url, timeout)\n"
)


def test_true_doc_passes_unchanged() -> None:
    doc = Doc(
        "Fetch a page.",
        "Waits for `timeout` seconds, then calls `urlopen`.",
        params=(Field("url", "Where it is."), Field("*args", "More."), Field("**kwargs", "Even more.")),
        returns="The page.",
        raises=(Field("http.Error", "If there is no URL."),),
        example="f('https://example.org')",
    )
    verdict = judge(FETCH, doc)
    assert (verdict.problems, verdict.mended) == ((), doc)


def test_invented_parameter_is_named_and_removed() -> None:
    verdict = judge(FETCH, Doc("Fetch a page.", params=(Field("url", "Where."), Field("retries", "How often."))))
    assert "`retries` is not a parameter" in verdict.problems[0]
    assert verdict.mended == Doc("Fetch a page.", params=(Field("url", "Where."),))


def test_refusal_leaves_nothing() -> None:
    assert judge(FETCH, Doc("I'm sorry, I cannot document this code.")).mended is None


def test_invented_identifier_takes_its_sentence_away() -> None:
    verdict = judge(FETCH, Doc("Fetch a page.", "Calls `urlopen`. Then `frobnicate()` is called."))
    assert verdict.mended == Doc("Fetch a page.", "Calls `urlopen`.")
