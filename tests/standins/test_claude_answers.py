"""The stand-in tells the truth about code, unless a test makes it lie."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from tests.standins.claude import ClaudeStandin
from tests.standins.claude.schemas import fit, schema_problems
from tests.standins.claude_requests import MODEL, SCHEMA, ask, chunk, client_of, docs_of, object_schema, text_of


def test_a_doc_names_what_the_source_has() -> None:
    with ClaudeStandin() as claude:
        [doc] = docs_of(ask(claude))
    assert doc == {
        "id": "c1",
        "summary": "Carry out open lid.",
        "params": [
            {"name": "path", "description": "The path to use."},
            {"name": "force", "description": "The force to use."},
        ],
        "returns": "The outcome of open lid.",
        "yields": None,
        "raises": [{"type": "PermissionError", "description": "If permission error applies."}],
        "attributes": [],
    }


METHOD = """\
class Box:
    async def turn(self, *sides, **how):
        def helper():
            return 1
        try:
            raise KeyError(1)
        except KeyError as error:
            raise errors.Stuck from error
        await helper()
"""


@pytest.mark.parametrize(
    ("source", "symbol", "kind", "expected"),
    [
        ("def f(): yield 1", "f", "function", {"yields": True, "returns": False}),
        ("def f(): return None", "f", "function", {"returns": False}),
        (METHOD, "Box.turn", "method", {"params": ["sides", "how"], "raises": ["errors.Stuck"], "returns": False}),
        ("class A:\n    @staticmethod\n    def f(x, /): ...", "A.f", "method", {"params": ["x"]}),
        ("class A:\n    @f.setter\n    def f(self, value): ...", "A.f#2", "property", {"params": []}),
        ("class A:\n    @property\n    def f(self): return 1", "A.f", "property", {"params": [], "returns": True}),
        (
            "class A:\n    size: int = 1\n    _secret = 2\n    def __init__(self, lid): ...",
            "A",
            "class",
            {"params": ["lid"], "attributes": ["size"]},
        ),
        ("LIMIT = 3\nimport os", "pack.module", "module", {"attributes": ["LIMIT"]}),
        ("def f(x): ...", "f#2", "function", {"params": ["x"]}),
        # Condensed: what stands for the lines left out is no Python.
        (
            "def f(x, y=(1, 2)):\n    def g():\n        return 1\n# … 90 lines left out …\n        ]\n    return x",
            "f",
            "function",
            {"params": ["x", "y"], "returns": True},
        ),
        (
            "class A:\n    def f(self, x):\n        def g():\n            return 1\n# …\n        ]\n",
            "A.f",
            "method",
            {"params": ["x"], "returns": False},
        ),
        ("nothing to see", "f", "function", {"params": [], "returns": False}),
    ],
)
def test_facts_follow_the_source(source: str, symbol: str, kind: str, expected: dict[str, Any]) -> None:
    with ClaudeStandin() as claude:
        [doc] = docs_of(ask(claude, chunk(source, symbol, kind)))
    names = {field: [entry.get("name", entry.get("type")) for entry in doc[field]] for field in ("params", "raises")}
    names["attributes"] = [entry["name"] for entry in doc["attributes"]]
    told = {**names, "returns": bool(doc["returns"]), "yields": bool(doc["yields"])}
    assert {field: told[field] for field in expected} == expected


def test_source_may_be_sent_unescaped() -> None:
    source = "def f(a, b):\n    return a < b > 1"
    raw = f'<chunk id="c1" symbol="f" kind="function">{source}</chunk>'
    with ClaudeStandin() as claude:
        [doc] = docs_of(ask(claude, raw))
    assert doc["returns"]


def test_every_chunk_is_answered_once() -> None:
    with ClaudeStandin() as claude:
        docs = docs_of(ask(claude, *(chunk(symbol=f"s{n}", chunk_id=f"c{n}") for n in range(30))))
    assert [doc["id"] for doc in docs] == [f"c{n}" for n in range(30)]
    assert claude.paid == claude.delivered == {f"s{n}": 1 for n in range(30)}


def test_an_override_replaces_single_fields() -> None:
    with ClaudeStandin(answers={"open_lid": {"summary": "Ask @everyone."}}) as claude:
        [doc] = docs_of(ask(claude))
    assert doc["summary"] == "Ask @everyone."
    assert doc["params"]


def test_an_override_may_lie_once_and_mend_its_ways() -> None:
    lie = {"params": [{"name": "ghost", "description": "Invented."}]}
    with ClaudeStandin() as claude:
        claude.answers["open_lid"] = lambda _chunk, before: lie if before == 0 else {}
        first, second = (docs_of(ask(claude))[0] for _ in range(2))
    assert first["params"] == lie["params"]
    assert second["params"] != lie["params"]


def test_an_override_of_nothing_leaves_the_doc_out() -> None:
    with ClaudeStandin(answers={"open_lid": None}) as claude:
        assert docs_of(ask(claude)) == []
    assert not claude.paid


def test_one_override_can_serve_for_all_others() -> None:
    with ClaudeStandin(answers={"*": {"summary": "Hm."}, "b": {}}) as claude:
        docs = docs_of(ask(claude, chunk(symbol="a", chunk_id="1"), chunk(symbol="b", chunk_id="2")))
    assert [doc["summary"] == "Hm." for doc in docs] == [True, False]


def test_a_repair_may_follow_without_repeating_the_chunks() -> None:
    messages = [
        {"role": "user", "content": chunk()},
        {"role": "assistant", "content": "{}"},
        {"role": "user", "content": "The doc of c1 is missing."},
    ]
    with ClaudeStandin() as claude:
        assert [doc["id"] for doc in docs_of(ask(claude, messages=messages))] == ["c1"]


def test_without_chunks_there_is_only_small_talk() -> None:
    with ClaudeStandin() as claude:
        message = ask(claude, "Hi!", output_config={})
    assert text_of(message) == "Hello."


def test_without_a_schema_all_fields_are_told() -> None:
    with ClaudeStandin() as claude:
        [doc] = docs_of(ask(claude, output_config={"effort": "low"}))
    assert {"summary", "description", "params", "returns", "example"} <= set(doc)


_leaves = st.sampled_from(
    [{"type": "string"}, {"type": "integer"}, {"type": "boolean"}, {"type": "null"}, {"enum": ["a", "b"]}, {"const": 1}]
)
_names = st.sampled_from(["docs", "id", "summary", "params", "returns", "name", "description", "mood"])
_schemas = st.recursive(
    _leaves,
    lambda inner: st.one_of(
        st.dictionaries(_names, inner, max_size=4).map(object_schema),
        inner.map(lambda items: {"type": "array", "items": items}),
        st.lists(inner, min_size=1, max_size=3).map(lambda branches: {"anyOf": branches}),
    ),
    max_leaves=8,
)
_truth = {"docs": [{"id": "c1", "summary": "Do it.", "params": [{"name": "x", "description": "It."}], "returns": ""}]}


@given(_schemas)
def test_any_schema_is_answered_with_what_fits_it(schema: dict[str, Any]) -> None:
    Draft202012Validator(schema).validate(fit(_truth, schema, schema))


def test_references_in_a_schema_are_followed() -> None:
    schema = {**object_schema({"docs": {"$ref": "#/$defs/docs"}}), "$defs": {"docs": SCHEMA["properties"]["docs"]}}
    with ClaudeStandin() as claude:
        [doc] = docs_of(ask(claude, output_config={"format": {"type": "json_schema", "schema": schema}}))
    assert set(doc) == set(SCHEMA["properties"]["docs"]["items"]["properties"])


def test_the_schema_of_these_tests_is_one_that_the_api_takes() -> None:
    assert schema_problems(SCHEMA) == []


EXCERPT = """\
```python
    return "the end of a function that began before the excerpt"


class Box:
    def open(self, lid):
        raise KeyError(lid)

    @property
    def size(self):
        return 1
```
"""


@pytest.mark.parametrize(
    ("text", "symbols"),
    [
        (f"Document all of it.\n\n{EXCERPT}", ["Box", "Box.open", "Box.size"]),
        (f"Write the docstring of `Box.open`.\n\n{EXCERPT}", ["Box.open"]),
        ('```python\n    def open(self):\n        return """\nat the margin"""\n```', ["open"]),
    ],
)
def test_code_in_a_fence_is_written_up_in_markdown(text: str, symbols: list[str]) -> None:
    with ClaudeStandin() as claude:
        message = client_of(claude).messages.create(
            model=MODEL, max_tokens=4_096, messages=[{"role": "user", "content": text}]
        )
    sections = text_of(message).split("### ")[1:]
    assert [section.split("`")[1] for section in sections] == symbols
    assert "Carry out open." in text_of(message)


def test_what_the_source_has_is_in_the_markdown() -> None:
    with ClaudeStandin() as claude:
        message = client_of(claude).messages.create(
            model=MODEL, max_tokens=4_096, messages=[{"role": "user", "content": EXCERPT}]
        )
    assert "Carry out open.\n\nArgs:\n    lid: The lid to use.\n\nRaises:\n    KeyError: If" in text_of(message)


def test_a_section_that_max_tokens_cuts_is_not_delivered() -> None:
    with ClaudeStandin(thinking=False) as claude:
        client_of(claude).messages.create(
            model=MODEL, max_tokens=30, messages=[{"role": "user", "content": f"Document all of it.\n\n{EXCERPT}"}]
        )
    assert sorted(claude.delivered) == ["Box"]
