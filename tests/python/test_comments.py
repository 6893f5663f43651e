"""Comments are found where the tokenizer finds them, and tell what they tell a reader."""

from __future__ import annotations

import io
import sys
import sysconfig
import tokenize
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from docgen.errors import SourceError
from docgen.python.comments import Comment
from docgen.python.module import parse
from tests.python.reading import read


def comments(source: str) -> list[str]:
    return [comment.text for comment in read(source).comments]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("x = 1  # one\n# two", ["# one", "# two"]),
        ("x = '#' \"#\" r'\\\\' '#'  # real", ["# real"]),
        ("x = '''#\n# no\n'''  # real", ["# real"]),
        ('x = """a"b""c\\""" # no\n"""  # real', ["# real"]),
        ("x = 'a\\\n# no'  # real", ["# real"]),
        ("x = ('a'  # first\n     'b')  # second", ["# first", "# second"]),
        ("x = rb'\\'#'  # real", ["# real"]),
        ("x = f'{a:{w}}#{{'  # real", ["# real"]),
        ("x = ''  # it's \"real\"\ny = ''''''  # too", ['# it\'s "real"', "# too"]),
        ("x = 1 # one\r\ny = 2 # two\rz = 3 # three", ["# one", "# two", "# three"]),
        ("x = 'é' # é\x0c", ["# é\x0c"]),
    ],
)
def test_comments_are_told_from_strings(source: str, expected: list[str]) -> None:
    assert comments(source) == expected


@pytest.mark.skipif(sys.version_info < (3, 12), reason="syntax of Python 3.12")
@pytest.mark.parametrize(
    "source",
    [
        'x = f"{a["#"]}"  # real',
        "x = f'{a['k']}'  # real",
        'x = rf"{a["}"]}"  # real',
        "x = f'''{\n# no\n'#'}'''  # real",
    ],
)
def test_quotes_nested_in_replacement_fields_do_not_end_the_string(source: str) -> None:
    assert comments(source)[-1] == "# real"


@pytest.mark.parametrize(
    ("comment", "remarks"),
    [
        ("#: The  limit.", [": The limit."]),
        ("#The limit.", ["The limit."]),
        ("# first  # second", ["first", "second"]),
        ("# see #42", ["see", "42"]),
        ("# reason  # noqa: E501", ["reason"]),
        ("# type: (int) -> str", ["type: (int) -> str"]),
        ("# black magic", ["black magic"]),
        ("# typed: ignore nothing", ["typed: ignore nothing"]),
        *(
            (directive, [])
            for directive in [
                *("# noqa", "#NOQA:E501,W505", "# type: ignore", "# type:ignore[attr-defined]", "# ty: ignore[x]"),
                *(
                    "# pragma: no cover",
                    "# pragma no branch",
                    "# fmt: off",
                    "# fmt:skip",
                    "# isort: skip_file",
                    "# nosec B101",
                ),
                *("# pylint: disable=all", "# mypy: strict", "# pyright: basic", "# ruff: noqa", "# pyre-ignore[1]: x"),
                *("# -*- coding: utf-8 -*-", "# vim: set ts=4:", "#!/usr/bin/python", "# docgen: skip", "#", "###"),
            ]
        ),
    ],
)
def test_remarks_leave_out_layout_and_what_speaks_to_tools(comment: str, remarks: list[str]) -> None:
    assert Comment(0, comment).remarks() == remarks


def test_comments_of_the_standard_library_are_those_of_the_tokenizer() -> None:
    for path in sorted(Path(sysconfig.get_path("stdlib")).glob("*.py"))[::9]:
        module = parse(path.name, path.read_bytes())
        assert [comment.text for comment in module.comments] == _tokenized(module.text)
        assert all(module.text.startswith(text, offset) for offset, text in module.comments)


@settings(max_examples=500, deadline=None)
@given(
    st.lists(
        st.sampled_from(["#", "'", '"', "'''", '"""', "\\", "\n", "f", "r", "{", "}", "x", "=", " "]), max_size=25
    ).map("".join)
)
def test_whatever_parses_has_the_comments_that_the_tokenizer_finds(source: str) -> None:
    try:
        module = parse("m.py", source.encode())
    except SourceError:
        return
    assert [comment.text for comment in module.comments] == _tokenized(source)


def _tokenized(text: str) -> list[str]:
    tokens = tokenize.generate_tokens(io.StringIO(text, newline="").readline)
    return [token.string for token in tokens if token.type == tokenize.COMMENT]
