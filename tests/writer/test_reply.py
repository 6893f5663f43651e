"""Replies are read with suspicion: what is whole and asked for is kept, nothing else."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docgen.model import Field
from docgen.writer.prompt import reply_schema
from docgen.writer.reply import DocReply, read_docs

IDS = ("c1", "c2", "c3")


def reply(*docs: dict[str, Any]) -> str:
    return json.dumps({"docs": docs})


def doc(doc_id: str = "c1", **fields: object) -> dict[str, object]:
    return {"id": doc_id, "summary": f"Do {doc_id}.", **fields}


def test_the_schema_and_the_model_name_the_same_fields() -> None:
    item = reply_schema()["properties"]["docs"]["items"]
    assert set(item["properties"]) == set(DocReply.model_fields)
    assert set(item["required"]) == {name for name, field in DocReply.model_fields.items() if field.is_required()}


def test_all_fields_of_a_doc_are_read() -> None:
    text = reply(
        doc(
            description="More.",
            params=["path: Where."],
            returns="Bytes.",
            yields="",
            raises=["OSError: If it fails: no disk."],
            attributes=[],
            example="run()",
        )
    )
    found = read_docs(text, IDS)["c1"]
    assert (found.summary, found.description, found.returns, found.example) == ("Do c1.", "More.", "Bytes.", "run()")
    assert found.params == (Field("path", "Where."),)
    assert found.raises == (Field("OSError", "If it fails: no disk."),)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", ""),
        ("```json\n", "\n```"),
        ("Here is what you asked for:\n\n", "\n\nAnything else?"),
        ("<thinking>[1, 2]</thinking>", ""),
        ("\ufeff", "\n"),
    ],
)
def test_prose_and_fences_around_the_json_do_not_matter(before: str, after: str) -> None:
    assert list(read_docs(before + reply(doc("c1"), doc("c2")) + after, IDS)) == ["c1", "c2"]


def test_a_bare_list_is_read() -> None:
    assert list(read_docs(json.dumps([doc("c1"), doc("c3")]), IDS)) == ["c1", "c3"]


def test_invented_ids_are_ignored() -> None:
    assert list(read_docs(reply(doc("c9"), doc("c2")), IDS)) == ["c2"]


def test_of_two_docs_for_one_chunk_the_first_counts() -> None:
    assert read_docs(reply(doc("c1", summary="First."), doc("c1", summary="Second.")), IDS)["c1"].summary == "First."


def test_null_counts_as_empty() -> None:
    found = read_docs(reply(doc(description=None, params=None, returns=None)), IDS)["c1"]
    assert (found.description, found.params, found.returns) == ("", (), "")


@pytest.mark.parametrize(
    "params",
    [
        {"path": "Where."},
        [{"name": "path", "description": "Where."}],
        ["`path` :  Where."],
        ["path (str): Where."],
        ["`path` (str, optional) : Where."],
        ["path: Where.", "Not about any name."],
    ],
)
def test_fields_of_another_form_are_read_as_far_as_they_are_about_a_name(params: object) -> None:
    assert read_docs(reply(doc(params=params)), IDS)["c1"].params == (Field("path", "Where."),)


def test_stars_of_parameters_are_not_part_of_their_names() -> None:
    found = read_docs(reply(doc(params=["**options: More."])), IDS)["c1"]
    assert found.params == (Field("options", "More."),)


@pytest.mark.parametrize(
    "broken", [{"summary": ""}, {"summary": "  \n"}, {"summary": 42}, {"params": "all"}, {"id": None}]
)
def test_a_doc_of_another_form_is_missing_and_harms_no_other(broken: dict[str, object]) -> None:
    assert list(read_docs(reply({**doc("c1"), **broken}, doc("c2")), IDS)) == ["c2"]


def test_hidden_characters_and_secrets_never_get_in() -> None:
    found = read_docs(reply(doc(summary="Use\u200b it.\x00", description="Key sk-ant-api03-" + "a" * 30)), IDS)["c1"]
    assert found.summary == "Use it."
    assert "sk-ant" not in found.description


def test_an_indented_example_keeps_its_shape() -> None:
    found = read_docs(reply(doc(example="    for a in b:\n        print(a)\n")), IDS)["c1"]
    assert found.example == "for a in b:\n    print(a)"


def test_a_summary_is_one_line() -> None:
    assert read_docs(reply(doc(summary="Do\n  this.")), IDS)["c1"].summary == "Do this."


@pytest.mark.parametrize(
    "text", ["", "I cannot help with that.", "{", "[]", '{"docs": 3}', '{"docs": [', "null", "[" * 100_000]
)
def test_what_is_no_reply_has_no_docs(text: str) -> None:
    assert read_docs(text, IDS) == {}


def test_a_number_without_end_ends_the_reply_where_it_stands() -> None:
    text = reply(doc("c1"), {**doc("c2"), "summary": 0}).replace('"summary": 0', f'"summary": {"9" * 5_000}')
    assert list(read_docs(text, IDS)) == ["c1"]


@given(st.data())
def test_a_cut_reply_keeps_exactly_the_docs_that_are_whole(data: st.DataObject) -> None:
    summaries = data.draw(st.lists(st.text(min_size=1).map(lambda text: f"x{text}"), min_size=1, max_size=3))
    docs = [doc(doc_id, summary=summary) for doc_id, summary in zip(IDS, summaries, strict=False)]
    text = json.dumps({"docs": docs}, ensure_ascii=data.draw(st.booleans()))
    cut = data.draw(st.integers(0, len(text)))
    found = list(read_docs(text[:cut], IDS))
    whole = list(read_docs(text, IDS))
    assert found == whole[: len(found)]
    ends = [text.index(json.dumps(d["id"])) for d in docs]
    assert len(found) <= sum(end < cut for end in ends)
    if cut >= len(text) - 2:
        assert found == whole


@given(st.text())
def test_no_text_breaks_the_reader(text: str) -> None:
    assert set(read_docs(text, IDS)) <= set(IDS)


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=9),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from([*DocReply.model_fields]), inner),
        max_leaves=6,
    )
)
def test_no_json_breaks_the_reader(value: object) -> None:
    assert read_docs(json.dumps({"docs": [value, doc("c2")]}), IDS).keys() == {"c2"}
