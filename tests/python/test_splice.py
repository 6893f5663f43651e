"""Docstrings go into any Python there is, and nothing else changes."""

from __future__ import annotations

import ast
import inspect
import sys

import pytest

from docgen.errors import ProofError
from docgen.model import Edit
from docgen.python.module import parse
from docgen.python.splice import splice
from docgen.python.styles import Style

STYLE = Style()


def edit_of(content: bytes | str, docstrings: dict[str, str], style: Style = STYLE) -> Edit:
    raw = content if isinstance(content, bytes) else content.encode()
    return splice(parse("pkg/mod.py", raw), docstrings, style)


def spliced(content: bytes | str, docstrings: dict[str, str], style: Style = STYLE) -> str:
    return edit_of(content, docstrings, style).content.decode()


PLACES = {
    "function": ("def f():\n    return 1\n", 'def f():\n    """Doc."""\n    return 1\n'),
    "async function": ("async def f():\n    pass\n", 'async def f():\n    """Doc."""\n    pass\n'),
    "one line": ("def f(): return 1\n", 'def f():\n    """Doc."""\n    return 1\n'),
    "one line, several statements, comment": (
        "def f(): x = 1; return x  # why\n",
        'def f():\n    """Doc."""\n    x = 1; return x  # why\n',
    ),
    "one line continued": ("def f(): \\\n  return 1\n", 'def f():\n  """Doc."""\n  return 1\n'),
    "one line without final newline": ("def f(): pass", 'def f():\n    """Doc."""\n    pass'),
    "directive on the only line": (
        "def f(self): ...  # type: ignore[override]\n",
        'def f(self):  # type: ignore[override]\n    """Doc."""\n    ...\n',
    ),
    "directive with a reason, several statements": (
        "def f(): x = 1; return x;  # noqa: E702  # why\n",
        'def f():  # noqa: E702  # why\n    """Doc."""\n    x = 1; return x;\n',
    ),
    "directive behind the last of several lines": (
        "def f(): return (\n    1)  # noqa: X1\n",
        'def f():\n    """Doc."""\n    return (\n    1)  # noqa: X1\n',
    ),
    "directive of the next definition": (
        "def f(): pass\n# fmt: off\nx = 1\n",
        'def f():\n    """Doc."""\n    pass\n# fmt: off\nx = 1\n',
    ),
    "stub": ("def f() -> int: ...\n", 'def f() -> int:\n    """Doc."""\n    ...\n'),
    "blank line first": ("def f():\n\n    x()\n", 'def f():\n    """Doc."""\n\n    x()\n'),
    "comment first": ("def f():\n    # why\n    x()\n", 'def f():\n    """Doc."""\n    # why\n    x()\n'),
    "dedented comment first": ("def f():\n# why\n    x()\n", 'def f():\n    """Doc."""\n# why\n    x()\n'),
    "comment on the header": ("def f():  # noqa: X1\n    x()\n", 'def f():  # noqa: X1\n    """Doc."""\n    x()\n'),
    "type comment": (
        "def f(a):\n    # type: (int) -> int\n    return a\n",
        'def f(a):\n    # type: (int) -> int\n    """Doc."""\n    return a\n',
    ),
    "decorated statement first": (
        "def f():\n    @g\n    def h(): pass\n",
        'def f():\n    """Doc."""\n\n    @g\n    def h(): pass\n',
    ),
    "tabs": ("def f():\n\tpass\n", 'def f():\n\t"""Doc."""\n\tpass\n'),
    "two columns": ("def f():\n  pass\n", 'def f():\n  """Doc."""\n  pass\n'),
    "form feed": ("\fdef f():\n    \f  pass\n", '\fdef f():\n  """Doc."""\n    \f  pass\n'),
    "continued indentation": ("def f():\n    \\\n  pass\n", 'def f():\n    """Doc."""\n    \\\n  pass\n'),
    "header over several lines": (
        "def f(\n    a=lambda: {1: 2},  # not\n    *, b: 'x:y' = \"#\",\n) -> 'z:':\n    pass\n",
        'def f(\n    a=lambda: {1: 2},  # not\n    *, b: \'x:y\' = "#",\n) -> \'z:\':\n    """Doc."""\n    pass\n',
    ),
    "header without arguments but with a comment": (
        "def f(  # a: b\n):\n    pass\n",
        'def f(  # a: b\n):\n    """Doc."""\n    pass\n',
    ),
    "lambda as return annotation": (
        "def f() -> lambda: 0: pass\n",
        'def f() -> lambda: 0:\n    """Doc."""\n    pass\n',
    ),
    "continuation in the header": ("def f() \\\n  :\n    pass\n", 'def f() \\\n  :\n    """Doc."""\n    pass\n'),
    "header that ends by a string with a hash": (
        'def f(a="""\n# """): # :\n    pass\n',
        'def f(a="""\n# """): # :\n    """Doc."""\n    pass\n',
    ),
    "source in a string": (
        'def f():\n    return """\ndef f():\n    pass\n"""\n',
        'def f():\n    """Doc."""\n    return """\ndef f():\n    pass\n"""\n',
    ),
    "f-string is no docstring": ('def f():\n    f"{x}"\n', 'def f():\n    """Doc."""\n    f"{x}"\n'),
    "bytes are no docstring": ('def f():\n    b"x"\n', 'def f():\n    """Doc."""\n    b"x"\n'),
    "old docstring": ("def f():\n    'Old.'\n", 'def f():\n    """Doc."""\n'),
    "old raw docstring": ('def f():\n    R"""Old\\d."""; x()\n', 'def f():\n    """Doc."""; x()\n'),
    "old unicode docstring": ("def f():\n    u'Old.'\n    x()\n", 'def f():\n    """Doc."""\n    x()\n'),
    "old empty docstring": ('def f():\n    ""\n    x()\n', 'def f():\n    """Doc."""\n    x()\n'),
    "old docstring in parentheses": ('def f():\n    ("Old"\n     " one.")\n', 'def f():\n    """Doc."""\n'),
    "old docstring with comments in it": (
        "def f():\n    (\"Old\"  # not #1\n     ' # one.')\n",
        'def f():\n    # not #1\n    """Doc."""\n',
    ),
    "old docstring over continued lines": ('def f():\n    "Old" \\\n  " one."\n', 'def f():\n    """Doc."""\n'),
    "old docstring on the header's line": ('def f(): "Old."; x()\n', 'def f():\n    """Doc."""; x()\n'),
    "twice a string": (
        'def f():\n    "Old."\n    "Kept."\n',
        'def f():\n    """Doc."""\n    "Kept."\n',
    ),
    "non-ASCII before the colon": ('def f(ä="ö"): pass\n', 'def f(ä="ö"):\n    """Doc."""\n    pass\n'),
}


@pytest.mark.parametrize("name", PLACES)
def test_puts_the_docstring_where_it_belongs(name: str) -> None:
    before, after = PLACES[name]
    assert spliced(before, {"f": "Doc."}) == after


CLASSES = {
    "attribute first": ("class C:\n    x = 1\n", 'class C:\n    """Doc."""\n\n    x = 1\n'),
    "blank line first": ("class C:\n\n    x = 1\n", 'class C:\n    """Doc."""\n\n    x = 1\n'),
    "property first": (
        "class C:\n    @property\n    def p(self): ...\n",
        'class C:\n    """Doc."""\n\n    @property\n    def p(self): ...\n',
    ),
    "one line": ("class C(E): pass\n", 'class C(E):\n    """Doc."""\n\n    pass\n'),
    "no parentheses, comment with colon": (
        "class C:  # a:\n    x: int\n",
        'class C:  # a:\n    """Doc."""\n\n    x: int\n',
    ),
    "attribute docstring": (
        'class C:\n    x = 1\n    "About x."\n',
        'class C:\n    """Doc."""\n\n    x = 1\n    "About x."\n',
    ),
    "old docstring": ('class C:\n    "Old."\n    x = 1\n', 'class C:\n    """Doc."""\n    x = 1\n'),
    "keywords": (
        "class C(B, metaclass=m(lambda: 1)):\n    pass\n",
        'class C(B, metaclass=m(lambda: 1)):\n    """Doc."""\n\n    pass\n',
    ),
}


@pytest.mark.parametrize("name", CLASSES)
def test_separates_a_class_docstring_from_the_body(name: str) -> None:
    before, after = CLASSES[name]
    assert spliced(before, {"C": "Doc."}) == after


MODULES = {
    "empty": ("", '"""Doc."""\n'),
    "import": ("import os\n", '"""Doc."""\n\nimport os\n'),
    "future import": ("from __future__ import annotations\n", '"""Doc."""\n\nfrom __future__ import annotations\n'),
    "shebang": ("#!/usr/bin/env python\nimport os\n", '#!/usr/bin/env python\n"""Doc."""\n\nimport os\n'),
    "shebang and cookie": (
        "#!/usr/bin/python\n# -*- coding: utf-8 -*-\n\nimport os\n",
        '#!/usr/bin/python\n# -*- coding: utf-8 -*-\n"""Doc."""\n\nimport os\n',
    ),
    "cookie on the second line": ("\n# coding: utf-8\nx = 1\n", '\n# coding: utf-8\n"""Doc."""\n\nx = 1\n'),
    "licence": (
        "# Copyright 2020 X.\n# All rights.\nimport os\n",
        '# Copyright 2020 X.\n# All rights.\n\n"""Doc."""\n\nimport os\n',
    ),
    "settings, blank line": ("# vim: et\n\nimport os\n", '# vim: et\n"""Doc."""\n\nimport os\n'),
    "comment about the first statement": ("# The answer.\nx = 42\n", '"""Doc."""\n\n# The answer.\nx = 42\n'),
    "definition first": ("def f():\n    pass\n", '"""Doc."""\n\n\ndef f():\n    pass\n'),
    "only a comment": ("# Nothing here.", '# Nothing here.\n"""Doc."""\n'),
    "only a docstring": ("'Old.'\n", '"""Doc."""\n'),
    "raw docstring": ("r'''Old.'''\nx = 1\n", '"""Doc."""\nx = 1\n'),
}


@pytest.mark.parametrize("name", MODULES)
def test_puts_a_module_docstring_below_the_preamble(name: str) -> None:
    before, after = MODULES[name]
    assert spliced(before, {"pkg.mod": "Doc."}) == after


@pytest.mark.parametrize("newline", ["\r\n", "\r", "\n"])
def test_ends_inserted_lines_as_the_header_does(newline: str) -> None:
    source = "def f():\n    return 1\n".replace("\n", newline)
    expected = 'def f():\n    """Doc.\n\n    More.\n    """\n    return 1\n'.replace("\n", newline)
    assert edit_of(source.encode(), {"f": "Doc.\n\nMore."}).content == expected.encode()


def test_mixed_line_ends_stay_as_they_are() -> None:
    source = b"x = 1\rdef f():\r\n    pass\ndef g():\n    pass\r\n"
    content = edit_of(source, {"f": "F.", "g": "G."}).content
    assert content == b'x = 1\rdef f():\r\n    """F."""\r\n    pass\ndef g():\n    """G."""\n    pass\r\n'


def test_keeps_the_byte_order_mark() -> None:
    assert edit_of(b"\xef\xbb\xbfx = 1\n", {"pkg.mod": "Doc."}).content == b'\xef\xbb\xbf"""Doc."""\n\nx = 1\n'


def test_keeps_latin_1_and_escapes_what_it_lacks() -> None:
    source = "# coding: latin-1\ndef f(ä='ö'): return 'ü'\n".encode("latin-1")
    content = edit_of(source, {"f": "Größe in €, C:\\new."}).content
    assert content.decode("latin-1") == (
        '# coding: latin-1\ndef f(ä=\'ö\'):\n    """Größe in \\u20ac, C:\\\\new."""\n    return \'ü\'\n'
    )


@pytest.mark.parametrize("encoding", ["shift_jis", "gb18030", "iso2022_jp", "utf-7", "cp1251", "euc_kr"])
def test_keeps_other_encodings(encoding: str) -> None:
    source = f"# coding: {encoding}\ndef f(a='\u042f'): return '\u042f'\n".encode(encoding)
    content = edit_of(source, {"f": "\u042f."}).content
    assert content.decode(encoding) == (
        f'# coding: {encoding}\ndef f(a=\'\u042f\'):\n    """\u042f."""\n    return \'\u042f\'\n'
    )


def test_fills_several_places_nested_in_each_other() -> None:
    source = "class A:\n    class B:\n        def f(self):\n            def g(): pass\n    def f(self): ...\n"
    names = {"pkg.mod": "M.", "A": "A.", "A.B": "B.", "A.B.f": "F.", "A.B.f.g": "G.", "A.f": "Other."}
    tree = ast.parse(spliced(source, names))
    found = [
        ast.get_docstring(node)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
    ]
    assert found == ["M.", "A.", "B.", "Other.", "F.", "G."]


def test_tells_definitions_of_the_same_name_apart() -> None:
    source = "if x:\n    def f(): return 1\nelse:\n    def f(): return 2\n"
    assert spliced(source, {"f#2": "Second."}) == (
        'if x:\n    def f(): return 1\nelse:\n    def f():\n        """Second."""\n        return 2\n'
    )


def test_splits_lines_with_the_indentation_of_the_file() -> None:
    source = "class C:\n\tdef f(self): pass\n"
    assert spliced(source, {"C.f": "Doc."}) == 'class C:\n\tdef f(self):\n\t\t"""Doc."""\n\t\tpass\n'


def test_second_pass_changes_nothing() -> None:
    first = edit_of("class C:\n    def f(self): pass\n", {"C": "Doc.\n\nMore.", "C.f": 'Say "x"'})
    second = edit_of(first.content, {"C": "Doc.\n\nMore.", "C.f": 'Say "x"'})
    assert (second.content, second.splices) == (first.content, ())


@pytest.mark.skipif(sys.version_info < (3, 12), reason="needs type parameters and nested quotes")
def test_knows_the_syntax_of_python_3_12() -> None:
    source = "class C[T: dict[str, int]]: x = f'{y[':']}'\ntype X = int\ndef f[**P](a: P.args): pass\n"
    assert spliced(source, {"C": "Doc.", "f": "Doc."}) == (
        'class C[T: dict[str, int]]:\n    """Doc."""\n\n    x = f\'{y[\':\']}\'\n'
        'type X = int\ndef f[**P](a: P.args):\n    """Doc."""\n    pass\n'
    )


@pytest.mark.skipif(sys.version_info < (3, 14), reason="needs template strings and defaults of type parameters")
def test_knows_the_syntax_of_python_3_14() -> None:
    source = 'def f[T = dict[str, lambda: 1]](a=t"{x:>{1}} # no") -> t":{x}": t"no docstring"\n'
    assert spliced(source, {"f": "Doc."}) == (
        'def f[T = dict[str, lambda: 1]](a=t"{x:>{1}} # no") -> t":{x}":\n    """Doc."""\n    t"no docstring"\n'
    )


def test_leaves_a_docstring_that_says_the_same() -> None:
    source = "def f():\n    '''\n    Doc.\n\n    More.'''\n"
    assert edit_of(source, {"f": "Doc.\n\nMore."}).splices == ()


def test_records_what_was_put_where() -> None:
    edit = edit_of("def f():\n    pass\n", {"f": "Doc."})
    (splice_,) = edit.splices
    assert (splice_.qualified_name, splice_.start, splice_.stop, splice_.text) == ("f", 9, 9, b'    """Doc."""\n')


def test_unknown_name_is_refused_with_the_name() -> None:
    with pytest.raises(ProofError, match=r"left as it is: .*`nope`"):
        edit_of("x = 1\n", {"nope": "Doc."})


def test_empty_text_inserts_nothing() -> None:
    assert edit_of("def f(): pass\n", {"f": " \u200b\n"}).splices == ()


def test_layout_follows_the_style() -> None:
    style = Style(summary_on_second_line=True, blank_line_at_end=True, quotes="'''")
    expected = "def f():\n    '''\n    Doc.\n\n    More.\n\n    '''\n    pass\n"
    assert spliced("def f():\n    pass\n", {"f": "Doc.\n\nMore."}, style) == expected


TEXTS = [
    'Has """ in it.',
    "Has ''' in it.",
    "Has \"\"\" and ''' in it.",
    'Ends with "quotes"',
    '"Starts" with quotes.',
    "Ends with a backslash \\",
    "Regex \\d+, \\N{DASH}, \\x4, \\u12 and C:\\new.",
    "Braces {} %s {{ x }} {% y %}.",
    "Summary.\n\n    Indented code\n\nEnd with \\",
    'Summary.\n\nEnds with "',
    "Tab\tinside.",
    "Astral \U0001f600 and \u00e9.",
    '\\"""',
    '""""""',
    "r'''\\",
]


@pytest.mark.parametrize("text", TEXTS)
def test_text_reads_back_as_it_was_given(text: str) -> None:
    tree = ast.parse(spliced("class C:\n    def f(self):\n        pass\n", {"C.f": text}))
    (node,) = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    assert ast.get_docstring(node) == inspect.cleandoc(text)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Zero\u200bwidth.", "Zerowidth."),
        ("Right\u202eto left.", "Rightto left."),
        ("Nul\x00 and bell\x07.", "Nul and bell."),
        ("Lone \ud800 surrogate.", "Lone  surrogate."),
        ("Line\r\nends\rdiffer.", "Line\nends\ndiffer."),
        ("\n\n  Blank around.  \n\n", "Blank around."),
    ],
)
def test_hidden_characters_never_reach_the_file(text: str, kept: str) -> None:
    tree = ast.parse(spliced("def f(): pass\n", {"f": text}))
    assert isinstance(tree.body[0], ast.FunctionDef)
    assert ast.get_docstring(tree.body[0]) == kept
