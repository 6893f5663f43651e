"""The fingerprint is the meaning: layout, place and Python's version leave it, behaviour and remarks change it."""

from __future__ import annotations

import sys
from dataclasses import replace

import pytest

from tests.python.reading import SALT, chunk_of, fingerprint_of

FUNCTION = """
    def f(a, b=1):
        x = {"k": [1, 2]}  # why
        return g(x, a + b)
    """


@pytest.mark.parametrize(
    "same",
    [
        "def f(a, b = 1):\n  x = {'k': [1, 2]}  # why\n  return g(x, a + b)",
        "def f(\n    a,\n    b=1,\n):\n\n    x = {\n        'k': [1, 2,],\n    }  # why\n\n    return g(x, (a + b))",
        "def f(a, b=1): x = ({'k': [(1), 2]}); return g(x, a + b)  # why",
        "def f(a, b=1):\n\tx = {'''k''': [0x1, 0b10]}  #why\n\treturn g(x, a + b)",
        "def f(a, b=1):  # noqa: D103\n    x = {u'k': [1, 2]}  # type: ignore  # why\n    return g(x, a + b)  # nosec",
        "# fmt: off\ndef f(a, b=1):\n    # fmt: on\n    x = {'k': [1, 2]}  # why\n    return g(x, a + b)",
        "def f(a, b=1):\n    # why\n    x = {'k': [1, 2]}\n    return \\\n        g(x, a + b)",
        "def f(a, b=1):\n    ''\n    x = {'k': [1, 2]}  # why\n    pass\n    return g(x, a + b)",
        "import os\nx = 1  # x\ndef f(a, b=1):\n    x = {'k': [1, 2]}  # why\n    return g(x, a + b)\n# end",
        "if True:\n    if True:\n      def f(a, b=1):\n        x = {'k': [1, 2]}  # why\n        return g(x, a + b)",
    ],
)
def test_layout_place_and_comments_for_tools_do_not_matter(same: str) -> None:
    assert fingerprint_of(same) == fingerprint_of(FUNCTION)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("def f(", "async def f("),
        ("def f(", "def f(self, "),
        ("b=1", "b=2"),
        ("b=1", "b=1.0"),
        ("b=1", "b=True"),
        ("b=1", "b"),
        ("b=1", "b: int=1"),
        ("b=1", "*, b=1"),
        ("b=1", "b=1, /"),
        ("b=1", "c=1"),
        ("b=1)", "b=1) -> int"),
        ("def f", "@cached\n    def f"),
        ("1, 2", "1, 3"),
        ("[1, 2]", "(1, 2)"),
        ('"k"', 'b"k"'),
        ('"k"', '"K"'),
        ("a + b", "a - b"),
        ("a + b", "a, b"),
        ("a + b", "*a, b"),
        ("a + b", "k=a + b"),
        ("g(x", "h(x"),
        ("g(x", "x.g(x"),
        ("return g", "yield g"),
        ("return g", "g"),
        ("# why", "# what"),
        ("# why", ""),
        ("# why", "# why  # not"),
    ],
)
def test_behaviour_signature_and_remarks_matter(old: str, new: str) -> None:
    assert old in FUNCTION
    assert fingerprint_of(FUNCTION.replace(old, new)) != fingerprint_of(FUNCTION)


def test_remark_with_an_exclamation_mark_is_none_for_tools_but_a_shebang_is() -> None:
    remarks = ["def f():  # !once\n    return a", "def f():  # !twice\n    return a"]
    assert len(set(map(fingerprint_of, remarks))) == len(remarks)
    assert fingerprint_of("#!/usr/bin/python\nx = 1", "pkg.mod") == fingerprint_of("x = 1", "pkg.mod")


def test_docstrings_do_not_matter_in_the_symbol_and_in_what_it_encloses() -> None:
    plain = "class A:\n    x = 1\n    def f(self):\n        def g():\n            return 1\n        return g\n"
    full = plain.replace("A:\n", "A:\n    'Doc.'\n").replace("f(self):\n", "f(self):\n        'Doc.'\n")
    full = full.replace("g():\n", "g():\n            'Doc.'\n")
    assert fingerprint_of(plain, "A") != fingerprint_of(full, "A")  # its own is to be revised
    assert fingerprint_of(plain, "A.f.g") != fingerprint_of(full, "A.f.g")
    assert fingerprint_of(plain, "pkg.mod") == fingerprint_of(full, "pkg.mod")


def test_docstring_that_is_to_be_revised_matters() -> None:
    sources = ["def f(): return a", "def f():\n    'Old.'\n    return a", "def f():\n    'Older.'\n    return a"]
    assert len({fingerprint_of(source) for source in sources}) == len(sources)


def test_layout_of_a_docstring_that_is_to_be_revised_does_not_matter() -> None:
    source = "def f():\n    '''Old.\n\n    Words.\n    '''\n    return a"
    same = "if x:\n    def f():\n        '''\n        Old.  \n\n        Words.'''\n        return a"
    assert fingerprint_of(source) == fingerprint_of(same)
    assert fingerprint_of(source) != fingerprint_of(source.replace("Words", "More"))


def test_strings_that_stand_alone_are_read_as_comments() -> None:
    source = "class A:\n    x = 1\n    '''The x.\n\n       Always one.'''\n"
    assert fingerprint_of(source, "A") == fingerprint_of("class A:\n    x = 1\n    'The x. Always one.'", "A")
    assert fingerprint_of(source, "A") != fingerprint_of("class A:\n    x = 1\n    'The y.'", "A")


CLASS = """
    class B: ...
    @decorated
    class A(B):
        x = 1  # the x
        def f(self, a=1):
            return 1  # reason
        y = 2
    """


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("return 1", "return 2"),
        ("# reason", "# other"),
        ("class B: ...", "class B: z = 1"),
        ("class B: ...", "class B:\n        def g(self): ..."),
    ],
)
def test_body_of_a_member_is_not_the_classs_affair(old: str, new: str) -> None:
    assert fingerprint_of(CLASS, "A") == fingerprint_of(CLASS.replace(old, new), "A")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("a=1", "a=2"),
        ("def f", "def g"),
        ("def f", "@cached\n        def f"),
        ("x = 1", "x = 2"),
        ("the x", "no x"),
        ("(B)", "(B, C)"),
        ("@decorated", ""),
    ],
)
def test_signatures_statements_and_remarks_of_a_class_are_its_affair(old: str, new: str) -> None:
    assert fingerprint_of(CLASS, "A") != fingerprint_of(CLASS.replace(old, new), "A")


@pytest.mark.parametrize(
    ("old", "new"), [("a = 1", "a = 2"), ("# why", "# what"), ("def __init__", "def reset"), ("    'Doc.'\n", "")]
)
def test_body_of_the_constructor_is_the_classs_affair_but_for_its_docstring(old: str, new: str) -> None:
    source = (
        "class A:\n    def __init__(self):\n        'Doc.'\n        self.a = 1  # why\n    def m(self):\n        pass"
    )
    assert (fingerprint_of(source, "A") == fingerprint_of(source.replace(old, new), "A")) is ("Doc" in old)


@pytest.mark.parametrize(("old", "new"), [("class A", "class C"), ("(B)", "(B, C)"), ("(B)", "(B, metaclass=M)")])
def test_name_and_bases_of_the_class_are_a_methods_affair(old: str, new: str) -> None:
    name = "C.f" if new == "class C" else "A.f"
    assert fingerprint_of(CLASS, "A.f") != fingerprint_of(CLASS.replace(old, new), name)


@pytest.mark.parametrize(
    ("old", "new"), [("x = 1  # the x", "x = 2"), ("y = 2", "def g(self): ..."), ("@decorated", "")]
)
def test_the_rest_of_the_class_is_not_a_methods_affair(old: str, new: str) -> None:
    assert fingerprint_of(CLASS, "A.f") == fingerprint_of(CLASS.replace(old, new), "A.f")


def test_method_is_not_the_function_that_reads_the_same() -> None:
    assert fingerprint_of("class A:\n    def f(self): return 1", "A.f") != fingerprint_of("def f(self): return 1")


@pytest.mark.parametrize("field", ["model", "prompt_version", "language", "instructions"])
def test_whatever_else_the_doc_depends_on_matters(field: str) -> None:
    assert chunk_of(FUNCTION, salt=replace(SALT, **{field: "other"})).fingerprint != fingerprint_of(FUNCTION)


def test_parts_cannot_pass_for_each_other() -> None:
    one = replace(SALT, language="x", instructions="y")
    other = replace(SALT, language="xy", instructions="")
    assert chunk_of(FUNCTION, salt=one).fingerprint != chunk_of(FUNCTION, salt=other).fingerprint


def test_path_does_not_matter() -> None:
    assert fingerprint_of(FUNCTION, path="a/b.py") == fingerprint_of(FUNCTION, path="c.py")


GOLDEN = [
    (
        "def f(a, /, b: int = 0x10, *c, d='é', **e) -> None:\n    return a if b else c",
        "2c4a0f98eee471ccc6a9790b55067adc5f4f9a75b5dbbe83260199559ac4fdca",
    ),
    (
        "async def f(self):\n    async with a as b, c:\n        return [x async for x in await y if x]  # remark",
        "4c1d8e469e12110a7e6d98ab4e9d55286b4b22f818bbc1793b8a3769bf7f43ce",
    ),
    (
        "def f(a):\n    return f'{a!r:>{w}}' f'b{a=}' 'c' f'' f'{a:}{{'",
        "0aa741219c357f24a5ed569caaf852a810d6df612a3d556c9f5c1b13836b96a2",
    ),
    (
        (
            "def f(a):\n    match a:\n"
            "        case [1, *r] | {'k': C(x=-1.5)} if r: pass\n        case None | True | _: del (a, b)"
        ),
        "1bbef41affc80de53ae2ddb725044d827a23f1ce8edbb2e1576b5b3a0bd56645",
    ),
    (
        "@d(1)\nclass f(A, metaclass=M):\n    x: int = 1\n    '''The  x.'''\n    def m(self, a=b''): return 1",
        "d81e699d239d5b3ab7df3734780040e4ae42d34316e6c936dd066b39b4948c8d",
    ),
    (
        (
            "def f(*, a=1_0.0, b=2j, c=..., d=lambda *x, y=None: (yield)):\n"
            "    try: 1\n    except* E as e: raise\n    else: x[1:, ::2] @= y"
        ),
        "b6cd88154b0e66e5cea8e4535b2ce93de1c188371a144b6e055a0d1221100a18",
    ),
    (
        (
            "def f():\n    global g; nonlocal_ = {**a, 'k': {1, *b}}; assert a < b is not c, d\n"
            "    while (n := 10**30): continue"
        ),
        "44d2d76e33b1c3df2a913a3eec37cc1bd1eca63fe6960e28465ea3fc7ec0fdf2",
    ),
]
"""Fingerprints that every version of Python must give; they change only with `_VERSION`."""


@pytest.mark.parametrize(("source", "expected"), GOLDEN)
def test_fingerprints_are_the_same_on_every_python(source: str, expected: str) -> None:
    assert fingerprint_of(source) == expected


GOLDEN_NEWER = [
    (
        (3, 12),
        "def f[T: int, *U, **P](a):\n    type X[V] = list[V]\n    return f'{a['k']!r:{'>'}}'",
        "314a4d59f6a01f8ad19b79ccde1b3eacd137aa57469e36ed0ea1fb9eb6363b8d",
    ),
    (
        (3, 13),
        "class f[T = int](A):\n    def m(self): return 1",
        "714cc4b7b8e67601f1505a6bb43c8e7f9509b5867589fd7871ce3eeb1a8b8b32",
    ),
    (
        (3, 14),
        "def f(a):\n    try: g(t'x{ a !r:>{w}}' t'{b=}')\n    except A, B: pass",
        "d61cb61b831c57d3335e394d9dd4503af4ddbf6eb74016a94fe3aa5b08811400",
    ),
]
"""The same for what older versions do not read."""


@pytest.mark.parametrize(("since", "source", "expected"), GOLDEN_NEWER)
def test_fingerprints_of_newer_syntax_are_the_same_on_every_python(
    since: tuple[int, int], source: str, expected: str
) -> None:
    if sys.version_info < since:
        pytest.skip("newer syntax")
    assert fingerprint_of(source) == expected


@pytest.mark.skipif(sys.version_info < (3, 14), reason="syntax of Python 3.14")
def test_exceptions_without_parentheses_are_those_with() -> None:
    source = "def f():\n    try: g()\n    except A, B: pass"
    assert fingerprint_of(source) == fingerprint_of(source.replace("A, B", "(A, B)"))


@pytest.mark.skipif(sys.version_info < (3, 12), reason="syntax of Python 3.12")
@pytest.mark.parametrize(("old", "new"), [("[T]", ""), ("[T]", "[U]"), ("[T]", "[T: int]"), ("[T]", "[*T]")])
def test_type_parameters_matter(old: str, new: str) -> None:
    source = "def f[T](a):\n    type X = T\n"
    assert fingerprint_of(source) != fingerprint_of(source.replace(old, new))


@pytest.mark.skipif(sys.version_info < (3, 14), reason="syntax of Python 3.14")
def test_template_strings_are_read_as_f_strings_are() -> None:
    assert fingerprint_of("def f(): g(t'{ a }' t'b')") == fingerprint_of('def f(): g(t"{a}b")')
    assert fingerprint_of("def f(): g(t'{a}')") != fingerprint_of("def f(): g(f'{a}')")
    assert fingerprint_of("def f(): g(t'{a}')") != fingerprint_of("def f(): g(t'{b}')")
