"""Docs as JSON: what goes in comes out, and nothing else comes in."""

from __future__ import annotations

import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docgen.cache.doc_json import MAX_DOC_BYTES, ItemError, decode_doc, doc_to_json, encode_doc
from docgen.model import Doc, Field
from docgen.sanitize import redact, strip_hidden

texts = st.text(max_size=300).map(strip_hidden).map(redact)
names = texts.filter(bool)
groups = st.lists(st.builds(Field, names, texts), max_size=4).map(tuple)
docs = st.builds(Doc, names, texts, groups, texts, texts, groups, groups, texts, st.booleans())


@given(docs)
def test_a_doc_survives_the_round_trip(doc: Doc) -> None:
    assert decode_doc(encode_doc(doc)) == doc


@given(st.binary() | st.text())
def test_anything_else_is_refused_in_one_way(stored: str | bytes) -> None:
    with pytest.raises(ItemError):
        decode_doc(stored)


@given(st.text(min_size=1))
def test_whatever_is_stored_can_be_read_back(summary: str) -> None:
    try:
        stored = encode_doc(Doc(summary))
    except ItemError:
        assert not strip_hidden(summary)
    else:
        assert decode_doc(stored).summary == redact(strip_hidden(summary))


def test_long_docs_are_stored_small() -> None:
    assert len(encode_doc(Doc("Sum.", "word " * 3_000))) < 500


def test_a_doc_that_would_not_be_read_back_is_not_stored() -> None:
    many = tuple(Field(f"name{number}", "x" * 200) for number in range(900))
    with pytest.raises(ItemError, match=f"{MAX_DOC_BYTES:,}"):
        encode_doc(Doc("Sum.", params=many))


def test_a_small_stream_that_inflates_to_much_is_refused() -> None:
    with pytest.raises(ItemError, match="too large"):
        decode_doc(zlib.compress(b'{"summary": "x"}' + b" " * 50_000_000))


def test_a_stream_that_is_cut_is_refused() -> None:
    with pytest.raises(ItemError, match="cut"):
        decode_doc(zlib.compress(b'{"summary": "x"}')[:-2])


def test_a_text_beyond_the_bound_is_refused() -> None:
    with pytest.raises(ItemError, match="too large"):
        decode_doc('{"summary": "x"' + " " * MAX_DOC_BYTES + "}")


def test_no_field_takes_a_key_or_hidden_characters_into_the_store() -> None:
    secret, dirty = "ghp_" + "a1B2" * 9, "a\u202eb "
    field = (Field(f"n{secret}", dirty + secret),)
    doc = Doc(dirty + secret, dirty + secret, field, dirty + secret, dirty + secret, field, field, dirty + secret)
    stored = doc_to_json(doc)
    assert secret not in stored
    assert "\u202e" not in stored
    assert decode_doc(stored).params == (Field("n[REDACTED]", "ab [REDACTED]"),)
