"""Positions of the tree lead to the characters that stand there."""

from __future__ import annotations

import ast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docgen.python.text import SourceText


@pytest.mark.parametrize(
    ("text", "starts"),
    [
        ("", (0,)),
        ("a", (0, 1)),
        ("a\n", (0, 2)),
        ("a\nb", (0, 2, 3)),
        ("a\r\nb\rc\n\nd", (0, 3, 5, 7, 8, 9)),
        ("a\x0cb\x0bc\x1cd\x85e\u2028f\n", (0, 12)),
    ],
)
def test_lines_end_where_the_tokenizer_ends_them(text: str, starts: tuple[int, ...]) -> None:
    assert SourceText.of(text).starts == starts


@given(
    st.text(st.sampled_from("ab é€\U0001f600\x0c\u2028'")).filter(lambda text: "'" not in text),
    st.sampled_from(["\n", "\r\n", "\r"]),
)
def test_positions_count_bytes_of_a_line(text: str, end: str) -> None:
    source = SourceText.of(f"x = 1{end}f('{text}', y){end}")
    call = ast.parse(source.text).body[1]
    assert isinstance(call, ast.Expr)
    assert isinstance(call.value, ast.Call)
    assert source.one_line(call.value) == f"f('{text}', y)"
    assert source.one_line(call.value.args[1]) == "y"
    assert source.extent(call) == (5 + len(end), len(source.text) - len(end))


def test_expression_of_several_lines_becomes_one() -> None:
    source = SourceText.of("x = [1,  # one\n     2]\n")
    statement = ast.parse(source.text).body[0]
    assert isinstance(statement, ast.Assign)
    assert source.one_line(statement.value) == "[1, 2]"
