"""Prompts fence code as data, name what they are about, and change their version with their words."""

from __future__ import annotations

import html
import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docgen.model import Doc, Field, SymbolKind
from docgen.writer.packing import Limits, make_tasks
from docgen.writer.prompt import (
    chunk_ids,
    fenced,
    prompt_version,
    reply_schema,
    system_prompt,
    user_message,
    version_of,
)
from tests.writer.samples import make_assignment, make_assignments, make_chunk, make_task_list

TAGS = st.sampled_from(
    [
        "<",
        ">",
        "/",
        "&",
        "lt;",
        "&lt;",
        "&amp;",
        "chunk",
        "</chunk>",
        "<chunk id=",
        "</ Outline >",
        "file",
        "REJECTED",
        " ",
        "\n",
        "x",
    ]
)


@given(st.lists(TAGS).map("".join))
def test_no_code_can_open_or_close_an_element(code: str) -> None:
    assert not re.search(r"<\s*/?\s*(file|outline|chunk|rejected)\b", fenced(code), re.IGNORECASE)


@given(st.lists(TAGS).map("".join))
def test_escaping_can_be_undone(code: str) -> None:
    tag = r"\s*/?\s*(?:file|outline|chunk|rejected)\b"
    escaped = re.compile(rf"&lt;(?={tag})|&amp;(?=(?:amp;)*lt;{tag})", re.IGNORECASE)
    assert escaped.sub(lambda match: html.unescape(match[0]), fenced(code)) == code


def test_code_without_tags_stays_as_it_is() -> None:
    code = "if a < b and c & d: print('<p>&lt;&amp;</p>')"
    assert fenced(code) == code


def test_each_chunk_stands_in_its_own_element_with_a_short_id() -> None:
    tasks = make_task_list(make_chunk("load"), make_chunk("Store.save", kind=SymbolKind.METHOD))
    message = user_message(tasks)
    assert re.findall(r"<chunk ([^>]*)>", message) == [
        'id="c1" symbol="load" kind="function"',
        'id="c2" symbol="Store.save" kind="method"',
    ]
    assert list(chunk_ids(tasks)) == ["c1", "c2"]
    assert tasks[0].chunk.fingerprint not in message


def test_a_file_gets_its_outline_once() -> None:
    chunk = make_chunk("load", "def load():\n    return os.sep\n")
    message = user_message(make_task_list(chunk, make_chunk("save", "def save():\n    os.sync()\n")))
    assert message.count("<outline>") == 1
    assert message.count("import os") == 1


def test_names_cannot_break_out_of_an_attribute() -> None:
    assignment = make_assignment([make_chunk('"><evil>', "def f(): ...\n", path='a">b.py')], 'a">b.py', outline="")
    message = user_message(make_tasks([assignment], Limits(2_000, 5)))
    assert "<evil>" not in message
    assert 'path="a&quot;&gt;b.py"' in message


def test_secrets_in_outline_and_instructions_are_masked() -> None:
    key = "sk-ant-api03-" + "b" * 40
    chunk = make_chunk("load", "def load():\n    call()\n")
    assignment = make_assignment([chunk], outline=f"def call(key='{key}')")
    assert key not in user_message(make_tasks([assignment], Limits(2_000, 5)))
    assert key not in system_prompt("English", f"Use {key}.")


def test_a_rejected_doc_comes_back_with_its_problems() -> None:
    (task,) = make_task_list(make_chunk("load"))
    rejected = Doc("Load.", params=(Field("pth", "Where."),))
    message = user_message([replace(task, rejected=rejected, problems=("`pth` is no </rejected> parameter.",))])
    assert '<rejected id="c1">' in message
    assert '"params": ["pth: Where."]' in message
    assert "- `pth` is no &lt;/rejected> parameter." in message
    assert '"returns"' not in message


@pytest.mark.parametrize("language", ["English", "english", " English "])
def test_english_needs_no_words(language: str) -> None:
    assert "# Language" not in system_prompt(language, "")


def test_language_and_house_rules_are_part_of_the_prefix() -> None:
    prefix = system_prompt("German", "Address the reader as you.")
    assert "German" in prefix
    assert prefix.endswith("Address the reader as you.")


def test_the_version_changes_with_the_prompt_and_with_the_schema() -> None:
    schema = reply_schema()
    versions = {
        version_of("Ask.", schema),
        version_of("Ask again.", schema),
        version_of("Ask.", {**schema, "title": ""}),
    }
    assert len(versions) == 3
    assert prompt_version() == prompt_version()


def test_the_same_code_makes_the_same_message() -> None:
    tasks = make_tasks(make_assignments(6, 2), Limits(2_000, 5))
    assert user_message(tasks) == user_message(tasks)
