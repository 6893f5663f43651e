"""What a store gives out as a batch or a place is held to its form: it becomes part of an address."""

from __future__ import annotations

import string
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docgen.cache.dynamodb_item import place_from_attributes, record_from_attributes
from docgen.cache.record import place_from_columns, record_from_columns
from docgen.journal import Place, Record

NAME = "0123456789abcdef"
RECORD = {"name": NAME, "begun": "1800000000", "requests": 3, "batch_id": "msgbatch_01Abc-x"}
PLACE = {"batch": NAME, "request": "7", "chunk": "c12"}


def test_numbers_may_be_text() -> None:
    assert record_from_columns({**RECORD, "expires": 5}) == Record(NAME, 1_800_000_000, 3, "msgbatch_01Abc-x")
    assert place_from_columns({**PLACE, "lease": "x"}) == Place(NAME, 7, "c12")


@pytest.mark.parametrize("batch_id", ["../models", "a/b", "a?b", "a b", "ä", "x" * 201, "a\n", None, 7])
def test_an_id_that_would_lead_elsewhere_is_no_record(batch_id: object) -> None:
    assert record_from_columns({**RECORD, "batch_id": batch_id}) is None


@pytest.mark.parametrize(
    "change",
    [{"batch": "ABC"}, {"batch": NAME + "0"}, {"request": -1}, {"chunk": "c"}, {"chunk": "c1\n"}, {"chunk": "d1"}],
)
def test_a_place_of_another_form_is_none(change: dict[str, object]) -> None:
    assert place_from_columns({**PLACE, **change}) is None


names = st.sampled_from(
    ["pk", "name", "begun", "requests", "batch_id", "batch", "request", "chunk", "expires", "lease"]
)
values = st.one_of(
    st.builds(lambda text: {"S": text}, st.text(string.printable, max_size=20)),
    st.builds(lambda number: {"N": repr(number)}, st.integers() | st.floats(allow_nan=False)),
    st.just({"BOOL": True}),
    st.just({"M": {}}),
)


@given(st.dictionaries(names, values))
def test_whatever_lies_in_the_table_is_read_or_passed_over(attributes: dict[str, Any]) -> None:
    record_from_attributes(attributes, 0.0)
    place_from_attributes(attributes, 0.0)
