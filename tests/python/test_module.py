"""Any bytes either become a module or a clear error, and nothing in them is ever run."""

from __future__ import annotations

import codecs
import sys
import warnings

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from docgen.errors import SourceError
from docgen.model import MAX_SOURCE_BYTES, Selected
from docgen.python.chunks import make_chunk
from docgen.python.module import parse
from docgen.python.outline import outline
from docgen.python.selection import Rules, select
from tests.python.reading import SALT


@pytest.mark.parametrize(
    ("content", "encoding", "text"),
    [
        (b"x = 1\n", "utf-8", "x = 1\n"),
        ("x = 'é'\n".encode(), "utf-8", "x = 'é'\n"),
        (codecs.BOM_UTF8 + b"x = 1\n", "utf-8-sig", "x = 1\n"),
        (
            "# -*- coding: latin-1 -*-\nx = 'é'\n".encode("latin-1"),
            "iso-8859-1",
            "# -*- coding: latin-1 -*-\nx = 'é'\n",
        ),
        (
            "#!/bin/x\n# coding=shift_jis\nx = '表'\n".encode("shift_jis"),
            "shift_jis",
            "#!/bin/x\n# coding=shift_jis\nx = '表'\n",
        ),
        (b"x = 1\r\ny = 2\rz = 3", "utf-8", "x = 1\r\ny = 2\rz = 3"),
    ],
)
def test_text_is_decoded_as_python_does_and_keeps_its_line_ends(content: bytes, encoding: str, text: str) -> None:
    module = parse("m.py", content)
    assert (module.encoding, module.text, module.content) == (encoding, text, content)


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"def f(:\n", r"The file is not valid Python 3\.\d+"),
        (b"print 'x'\n", r"The file is not valid Python"),
        (b"x = 1\n\ty = 2\n", r"The file is not valid Python"),
        (b"x = '\xe9'\n", r"The file cannot be decoded"),
        (b"# coding: no-such\n", r"The file cannot be decoded: unknown encoding"),
        (b"# coding: rot13\nx = 1\n", r"The file cannot be decoded"),
        (b"# coding: zlib\n", r"The file cannot be decoded"),
        (b"x = 1\0\n", r"null bytes"),
        (b"x = " + b"(" * 5000, r"The file is not valid Python"),
        (b"x = a" + b".b" * 200_000, r"nested too deeply"),
        (b"x = " + b"9" * 5000, r"The file is not valid Python"),
        (b"#" * (MAX_SOURCE_BYTES + 1), "3,000,001 bytes"),
    ],
)
def test_what_is_no_python_gets_an_error_that_says_where_and_how_to_fix_it(content: bytes, what: str) -> None:
    with pytest.raises(SourceError, match=what) as caught:
        parse("m.py", content)
    assert caught.value.fix


def test_an_error_of_syntax_says_on_which_line() -> None:
    with pytest.raises(SourceError) as caught:
        parse("m.py", b"x = 1\n\ty = 2\n")
    assert caught.value.line == 2


@pytest.mark.parametrize(
    "source",
    [
        "def f(x):\n if x: pass\n" + "".join(f" elif x == {n}: raise E{n}\n" for n in range(2000)),
        "def f(x=a" + "\\\n.b" * 1500 + "): pass\n",
        "x = " + "+".join("a" * 2500) + "\n",
        "".join(" " * n + f"def f{n}():\n" for n in range(99)) + " " * 99 + "pass\n",
        "def f(self):\n    return self" + ".a" * 2000,
        "x = 0x" + "f" * 10_000 + "\n",
        "x = '" + '"' * 10_000 + "'\n",
    ],
    ids=[
        "elif chain",
        "attribute chain",
        "operator chain",
        "nested definitions",
        "deep getter",
        "huge integer",
        "quotes in quotes",
    ],
)
def test_deep_and_huge_code_is_read_or_refused_but_never_crashes(source: str) -> None:
    try:
        module = parse("m.py", source.encode())
    except SourceError:
        return
    assert all(make_chunk(module, Selected(symbol), SALT).source for symbol in module.symbols)
    assert len(outline(module)) < 100_000
    selection = select(module, None, Rules())
    assert len(selection.selected) + len(selection.skipped) == len(module.symbols)


def test_warnings_about_the_code_stay_out_of_the_run() -> None:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        parse("m.py", b"x = '\\d'\nassert (x, 'always true')\n1 is 1\n")
    assert not caught


def test_code_is_never_run() -> None:
    parse("m.py", b"import sys\nsys.docgen_was_here = True\n[][0]\n")
    assert not hasattr(sys, "docgen_was_here")


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=60) | st.text(st.characters(codec="utf-8"), max_size=60).map(str.encode))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    try:
        module = parse("m.py", content)
    except SourceError:
        return
    assert module.symbols[0].span.stop == module.source.line_count
