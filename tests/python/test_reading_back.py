"""Docstrings that exist, read back as docs."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docgen.model import Doc, Field
from docgen.python.module import parse
from docgen.python.reading_back import read_doc
from docgen.python.styles import Convention, Style, render

SOURCE = b"""
class Box:
    size = 1

    def fill(self, amount: int, *items: str, **options: bool) -> str:
        if amount:
            raise ValueError
        return ""

def count() -> "Iterator[int]":
    yield 1
"""
SYMBOLS = {symbol.qualified_name: symbol for symbol in parse("box.py", SOURCE).symbols}
DOCS = {
    "Box": Doc("A box.", "It has room.\n\nMuch room.", attributes=(Field("size", "How large it is."),)),
    "Box.fill": Doc(
        "Fill the box.",
        params=(
            Field("amount", "How much; more than nothing."),
            Field("items", "What: anything."),
            Field("options", "How."),
        ),
        returns="What did not fit.",
        raises=(Field("ValueError", "If there is too much."),),
        example='rest = Box().fill(0, "a")',
    ),
    "count": Doc("Count the boxes.", yields="One number after the other."),
}


@pytest.mark.parametrize("convention", Convention)
@pytest.mark.parametrize("name", DOCS)
def test_what_docgen_wrote_is_read_back_as_it_was(name: str, convention: Convention) -> None:
    assert read_doc(render(DOCS[name], SYMBOLS[name], Style(convention))) == DOCS[name]


def test_a_summary_of_several_lines_is_one_sentence() -> None:
    doc = read_doc("Do it\n    at once.\n\n    Or later.\n    ")
    assert doc == Doc("Do it at once.", "Or later.")


def test_names_that_share_an_entry_are_described_each() -> None:
    doc = read_doc("Do.\n\nParameters\n----------\nx, y : int\n    Where.")
    assert doc == Doc("Do.", params=(Field("x", "Where."), Field("y", "Where.")))


def test_a_first_clause_before_a_colon_is_no_type() -> None:
    doc = read_doc("Do.\n\nReturns:\n    The pair: a key and a value.")
    assert doc == Doc("Do.", returns="The pair: a key and a value.")


def test_a_type_before_a_colon_is_left_to_the_code() -> None:
    assert read_doc("Do.\n\nReturns:\n    dict[str, int]: Counts.") == Doc("Do.", returns="Counts.")


def test_a_doctest_is_an_example_and_prose_about_one_is_not() -> None:
    doc = read_doc("Do.\n\nExample:\n    >>> do()\n    1")
    assert doc == Doc("Do.", example=">>> do()\n1")
    assert read_doc("Do.\n\nExample:\n    Call it twice.") == Doc("Do.", "Example:\n\n    Call it twice.")


@pytest.mark.parametrize(
    "docstring",
    [
        "",
        "  \n ",
        ":calls: `GET /user`\n:param x: int",
        "Do.\n\nArgs:\n    x: What.\n\nNote:\n    Mind the gap.",
        "Do.\n\nReturns\n-------\na : int\n    One.\nb : int\n    Other.",
        "Do.\n\nArgs:\n    x: What.\n\nThat was all.",
    ],
)
def test_what_would_lose_something_is_not_read(docstring: str) -> None:
    assert read_doc(docstring) is None


@pytest.mark.parametrize(
    "docstring",
    [
        "Do.\n\n.. code-block:: python\n" + "        x\n" * 2_000 + "end\n\n:param x: What.",
        "Do.\n\nReturns:\n    " + "a|" * 2_000 + " x: It.",
        "Do.\n\nReturns:\n    " + "a[]|" * 2_000 + " x: It.",
        "Do.\n\nReturns:\n    " + "a | " * 2_000 + ": It.",
    ],
)
def test_hostile_docstrings_take_no_time(docstring: str) -> None:
    started = time.process_time()
    read_doc(docstring)
    assert time.process_time() - started < 2.0


PIECES = st.sampled_from([
    "Do it.", "", "Args:", "    x: What.", "    y (int): Why.", "Returns:", "    It.", "Note:", ":param z: Where.",
    "x : int", "Parameters", "-------", "Raises:", "    OSError: Gone.", "Example:", "    >>> do()", ":rtype: int",
    "::", "    a: b: c",
])  # fmt: skip
FREE = {"args", "param", "parameters", "returns", "raises", "example", "rtype", "x", "y", "z", "int", "oserror"}


@given(st.lists(PIECES, max_size=12).map("\n".join) | st.text(max_size=200))
def test_no_word_that_people_wrote_is_lost(docstring: str) -> None:
    doc = read_doc(docstring)
    if doc is not None:
        fields = [
            text for field in (*doc.params, *doc.raises, *doc.attributes) for text in (field.name, field.description)
        ]
        said = "\n".join([doc.summary, doc.description, doc.returns, doc.yields, doc.example, *fields])
        shown = set(re.findall(r"\w+", said.casefold()))
        words = set(re.findall(r"\w+", docstring.casefold()))
        assert words - FREE <= shown or not docstring.isascii()


def test_a_role_that_begins_a_line_is_no_field() -> None:
    doc = read_doc(
        "Serve files from\n:attr:`static_folder`, as\n:data:`x` says.\n\n:param name: A\n    :class:`Name`.\n"
    )
    assert doc is not None
    assert doc.summary == "Serve files from :attr:`static_folder`, as :data:`x` says."
    assert doc.params == (Field("name", "A :class:`Name`."),)
    assert doc.attributes == ()
