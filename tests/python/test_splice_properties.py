"""What holds of every splice: the docstring reads back, the code is the same, and a second pass changes nothing."""

from __future__ import annotations

import ast
import inspect

from hypothesis import example, given, settings
from hypothesis import strategies as st

from docgen.python.literal import clean, layout
from docgen.python.module import parse
from docgen.python.proof import undo
from docgen.python.splice import splice
from docgen.python.styles import Style

STYLES = st.builds(
    Style,
    quotes=st.sampled_from(['"""', "'''"]),
    summary_on_second_line=st.booleans(),
    blank_line_at_end=st.booleans(),
)
TEXTS = st.text(
    st.sampled_from("\"'\\nNux{}\r\n\t \u200b\u202e\x00\ud800é€\U0001f600ab") | st.characters(), max_size=80
)

BODIES = st.sampled_from(
    [
        "pass", "...", "return 1", "x = '''\\\n  #'''", "'Old.'", '"""Old\n  one."""', "r'\\d'",
        "('a'  # why\n    'b')",
        "f'{1}'", "b'x'",
    ]
)  # fmt: skip
HEADERS = st.sampled_from(
    [
        "def f():", "async def f(a, *, b: int = 1):", "class f:", "@d\ndef f(a=':', # :\n  ):",
        "def f() -> 'x:y':", "class f(B, m=lambda: 1):",
    ]
)  # fmt: skip
LAYOUTS = st.sampled_from(
    [
        "{header} {body}", "{header}\n    {body}", "{header}  # note: #\n\n    {body}\n",
        "{header}\n# dedented\n\t{body}; y = 1",
        "{header} {body}; y = 2  # end", "{header}\\\n  {body}", "{header}\n  {body}\n\n\nz = 1",
        "{header}\n    \f  {body}\n",
    ]
)  # fmt: skip


def source(header: str, body: str, layout: str, newline: str, encoding: str) -> bytes:
    text = f"# coding: {encoding.removesuffix('-sig')}\n" + layout.format(header=header, body=body)
    return text.replace("\n", newline).encode(encoding)


NEWLINES = st.sampled_from(["\n", "\r\n"])
ENCODINGS = st.sampled_from(["utf-8", "utf-8-sig", "latin-1", "cp1252", "shift_jis"])
SOURCES = st.builds(source, HEADERS, BODIES, LAYOUTS, NEWLINES, ENCODINGS)


@settings(max_examples=200, deadline=None)
@given(TEXTS, STYLES)
@example('Ends with "', Style())
@example("Ends with \\", Style())
@example('""""', Style())
@example("'''\"\"\"\\", Style(quotes="'''"))
@example('\'\'\' and """ and "', Style())
def test_docstring_reads_back_as_the_cleaned_text(text: str, style: Style) -> None:
    edit = splice(parse("m.py", b"class C:\n    def f(self): pass\n"), {"C.f": text}, style)
    definition = next(node for node in ast.walk(ast.parse(edit.content)) if isinstance(node, ast.FunctionDef))
    assert (ast.get_docstring(definition) or "") == inspect.cleandoc(layout(clean(text), "", style))


@settings(max_examples=300, deadline=None)
@given(SOURCES, TEXTS.filter(clean), STYLES)
@example("# coding: shift_jis\ndef f(): pass\n".encode("shift_jis"), "5 ¥", Style())
@example(b"def f():\\\r\n  pass\r\n", "Text.", Style())
def test_any_layout_in_any_encoding_is_spliced(content: bytes, text: str, style: Style) -> None:
    module = parse("m.py", content)
    docstrings = {"f": text, "m": text}
    edit = splice(module, docstrings, style)
    assert undo(edit.content, content, edit.splices) == content
    assert splice(parse("m.py", edit.content), docstrings, style).splices == ()


@settings(max_examples=100, deadline=None)
@given(st.text("#coding:=- abc\n\r\f \\\"'", max_size=40), TEXTS.filter(clean))
def test_module_docstring_goes_into_any_preamble(preamble: str, text: str) -> None:
    comments = "".join(f"# {line}\n" if line else "\n" for line in preamble.replace("\f", "").splitlines())
    module = parse("m.py", (comments.replace("coding", "Coding") + "from __future__ import annotations\n").encode())
    edit = splice(module, {"m": text}, Style())
    assert ast.get_docstring(ast.parse(edit.content)) == inspect.cleandoc(clean(text))
