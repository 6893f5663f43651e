"""Facts are what the tree proves: results, exceptions that leave, attributes, names."""

from __future__ import annotations

import textwrap

import pytest

from docgen.model import Facts
from tests.python.reading import symbol_of


def facts(body: str, header: str = "def f(x):") -> Facts:
    return symbol_of(f"{header}\n" + textwrap.indent(textwrap.dedent(body).strip(), "    ")).facts


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("return 1", True),
        ("return x or None", True),
        ("if x:\n    return x", True),
        ("match x:\n    case 1:\n        return x", True),
        ("try:\n    g()\nexcept* E:\n    pass\nelse:\n    return x", True),
        ("return", False),
        ("return None", False),
        ("pass", False),
        ("def g():\n    return 1", False),
        ("class G:\n    def g(self):\n        return 1", False),
        ("g = lambda: 1", False),
    ],
)
def test_returns_a_value(body: str, expected: bool) -> None:
    assert facts(body).returns_value is expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("yield 1", True),
        ("y = yield", True),
        ("yield from x", True),
        ("return [(yield 1)]", True),
        ("with x as y:\n    g(await y, (yield))", True),
        ("'yield'", False),
        ("def g():\n    yield 1", False),
        ("g = lambda: (yield)", False),
        ("class G:\n    def g(self):\n        yield", False),
    ],
)
def test_yields(body: str, expected: bool) -> None:
    assert facts(body, "async def f(x):").yields is expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("raise ValueError", ["ValueError"]),
        ("raise ValueError('x') from None", ["ValueError"]),
        ("raise http.Error(1)", ["http.Error"]),
        ("raise zlib.error('x')", ["zlib.error"]),
        ("raise error('x')", ["error"]),
        ("raise B\nraise A\nraise B", ["B", "A"]),
        ("raise A() if x else B()", ["A", "B"]),
        ("e = A(1)\nraise e", ["A"]),
        ("raise A().with_traceback(x)", ["A"]),
        ("raise x", []),
        ("raise error", []),
        ("raise self.failure(x)", []),
        ("raise errors[x]", []),
        ("raise", []),
        ("def g():\n    raise A", []),
        # caught
        ("try:\n    raise A\nexcept A:\n    pass", []),
        ("try:\n    raise A\nexcept (B, A):\n    pass", []),
        ("try:\n    raise A\nexcept Exception:\n    pass", []),
        ("try:\n    raise A\nexcept:\n    pass", []),
        ("try:\n    raise KeyError\nexcept LookupError:\n    pass", []),
        ("try:\n    raise SystemExit\nexcept Exception:\n    pass", ["SystemExit"]),
        ("try:\n    raise A\nexcept B:\n    pass", ["A"]),
        ("try:\n    if x:\n        raise A\n    else:\n        raise B\nexcept B:\n    pass", ["A"]),
        ("with suppress(A):\n    raise A", []),
        ("with contextlib.suppress(B):\n    raise A", ["A"]),
        ("with pytest.raises((A, B)):\n    raise A", []),
        ("with self.assertRaises(A):\n    raise B", ["B"]),
        ("with open(x):\n    raise A", ["A"]),
        ("try:\n    g()\nexcept B:\n    raise A from None", ["A"]),
        ("try:\n    try:\n        raise A\n    finally:\n        g()\nexcept A:\n    pass", []),
        # raised again
        ("try:\n    g()\nexcept A:\n    raise", ["A"]),
        ("try:\n    g()\nexcept (A, b.C) as e:\n    raise e", ["A", "b.C"]),
        ("try:\n    raise A\nexcept:\n    raise", ["A"]),
        ("try:\n    g()\nexcept A:\n    if x:\n        raise", ["A"]),
        ("try:\n    g()\nexcept errors:\n    raise", []),
        ("try:\n    raise A\nexcept Exception:\n    raise", ["A", "Exception"]),
        ("try:\n    raise KeyError\nexcept LookupError as e:\n    raise e", ["KeyError", "LookupError"]),
        ("try:\n    raise A\nexcept A:\n    pass\nexcept Exception:\n    raise", ["Exception"]),
        ("try:\n    raise A\nexcept B:\n    raise\nexcept Exception:\n    pass", ["B"]),
        # from variables
        ("if x:\n    e = A()\nelse:\n    e = B(x)\nraise e", ["A", "B"]),
        ("e: Exception = A()\nraise e", ["A"]),
        ("for _ in x:\n    try:\n        return g()\n    except A as e:\n        last = e\nraise last", ["A"]),
        ("e = None\nraise e", []),
        ("A = x.error_type\nraise A", ["A"]),
        # where nothing catches
        ("try:\n    g()\nexcept A:\n    pass\nelse:\n    raise A", ["A"]),
        ("try:\n    g()\nfinally:\n    raise A", ["A"]),
        ("for y in x:\n    while y:\n        raise A", ["A"]),
        ("match x:\n    case 1:\n        raise A\n    case _:\n        raise B", ["A", "B"]),
    ],
)
def test_raises_what_leaves_the_function(body: str, expected: list[str]) -> None:
    assert list(facts(body).raises) == expected


def test_class_raises_what_its_constructor_raises() -> None:
    source = "class A:\n    def __init__(self):\n        raise ValueError\n    def run(self):\n        raise KeyError"
    assert symbol_of(source, "A").facts.raises == ("ValueError",)


def test_attributes_are_public_variables_of_class_and_constructor_in_order() -> None:
    source = """
        class A:
            x = 1
            y: int
            _hidden = 2
            if FLAG:
                (z, *rest) = 3, 4
            def __init__(self, a):
                self.x: str = a
                self.a, self._b = a
                with a:
                    self.c = self.d = a
                other.e = a
            def run(self):
                self.late = 1
        """
    attributes = symbol_of(source, "A").facts.attributes
    assert [(attribute.name, attribute.annotation) for attribute in attributes] == [
        *(("x", "str"), ("y", "int"), ("z", None), ("rest", None), ("a", None), ("c", None), ("d", None))
    ]


def test_attributes_are_those_of_slots_too() -> None:
    source = (
        "class A:\n    __slots__ = ('b', '_c', NAME, 'no\\0name')\n    a = 1\n    def load(self):\n        self.b = 1\n"
    )
    assert [attribute.name for attribute in symbol_of(source, "A").facts.attributes] == ["a", "b"]


def test_attributes_of_an_enumeration_are_its_members_and_those_of_a_module_its_constants() -> None:
    source = "LIMIT: int = 3\n_private = 1\nimport os\nclass Color(Enum):\n    RED = 1\n    BLUE = 2\n"
    assert [attribute.name for attribute in symbol_of(source, "Color").facts.attributes] == ["RED", "BLUE"]
    assert [attribute.name for attribute in symbol_of(source, "pkg.mod").facts.attributes] == ["LIMIT"]


@pytest.mark.parametrize(
    "name", ["x", "helper", "os", "path", "LIMIT", "ValueError", "None", "inner", "key", "é", "field"]
)
def test_names_are_all_identifiers_of_the_file(name: str) -> None:
    source = """
        import os
        LIMIT = os.path
        def helper(): 'comment words'
        def f(x):
            inner = x['key'], é
            return f"{inner.field!r} literal"  # remark
        """
    assert name in symbol_of(source).facts.names


@pytest.mark.parametrize("name", ["comment", "remark", "literal", "def", "return"])
def test_names_are_no_words_of_prose_or_grammar(name: str) -> None:
    assert name not in symbol_of("def f(x):\n    'comment words'\n    return f'{x} literal'  # remark").facts.names


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("pass", 1),
        ("if x:\n    pass\nelif y:\n    pass\nelse:\n    pass", 3),
        ("for a in x:\n    while a:\n        pass", 3),
        ("try:\n    pass\nexcept A:\n    pass\nexcept B:\n    pass", 3),
        ("match x:\n    case 1:\n        pass\n    case 2:\n        pass", 3),
        ("def g():\n    if x:\n        pass", 1),
    ],
)
def test_complexity_counts_branches(body: str, expected: int) -> None:
    assert facts(body).complexity == expected


def test_constructor_without_parameters_assigns_nothing() -> None:
    assert symbol_of("class A:\n    def __init__():\n        self.x = 1", "A").facts.attributes == ()
