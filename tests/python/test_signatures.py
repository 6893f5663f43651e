"""Signatures say how a symbol is called: every kind of parameter, without what is bound."""

from __future__ import annotations

import pytest

from docgen.model import ParameterKind
from tests.python.reading import symbol_of


def parameters(source: str, name: str = "f") -> list[str] | None:
    signature = symbol_of(source, name).signature
    return None if signature is None else [parameter.display_name for parameter in signature.parameters]


@pytest.mark.parametrize(
    "header",
    [
        "def f()",
        "async def f(a, b=1, *args, c, d=None, **kwargs) -> int",
        "def f(a, /)",
        "def f(a, /, b: int = 0, *, c: str = '|'.join('x'))",
        "def f(*, a: Callable[[int], str] = lambda x: {x: ':'})",
        "def f(*args: *Ts, **kw: Unpack[Kw]) -> tuple[int, ...]",
        "def f(é: 'ü' = 'ß', b: int = 1)",
    ],
)
def test_signature_is_the_first_line(header: str) -> None:
    signature = symbol_of(f"{header}: ...").signature
    assert signature is not None
    assert signature.text == header


def test_signature_of_several_lines_becomes_one() -> None:
    signature = symbol_of(
        "def f(a,  # first\n      b={1: 2,\n         3: 4},\n      ) -> dict[\n   str, int]:\n    ..."
    ).signature
    assert signature is not None
    assert signature.text == "def f(a, b={1: 2, 3: 4}) -> dict[str, int]"


def test_parameters_have_kind_annotation_and_default_as_written() -> None:
    signature = symbol_of("def f(a, /, b: 'int'=0x10, *c, d: str, **e): ...").signature
    assert signature is not None
    assert [(p.name, p.kind, p.annotation, p.default) for p in signature.parameters] == [
        ("a", ParameterKind.POSITIONAL_ONLY, None, None),
        ("b", ParameterKind.POSITIONAL_OR_KEYWORD, "'int'", "0x10"),
        ("c", ParameterKind.VAR_POSITIONAL, None, None),
        ("d", ParameterKind.KEYWORD_ONLY, "str", None),
        ("e", ParameterKind.VAR_KEYWORD, None, None),
    ]


def test_default_that_is_a_table_is_shortened() -> None:
    signature = symbol_of(f"def f(a={list(range(1000))}): ...").signature
    assert signature is not None
    assert signature.text == "def f(a=...)"


@pytest.mark.parametrize(
    ("method", "expected"),
    [
        ("def f(self, a): ...", ["a"]),
        ("def f(self, /, a): ...", ["a"]),
        ("@classmethod\n    def f(cls, a): ...", ["a"]),
        ("@staticmethod\n    def f(a, b): ...", ["a", "b"]),
        ("def f(*args): ...", ["*args"]),
        ("def f(): ...", []),
        ("def __new__(cls, a): ...", ["a"]),
    ],
)
def test_bound_parameter_is_not_passed(method: str, expected: list[str]) -> None:
    name = "A.__new__" if "__new__" in method else "A.f"
    assert parameters(f"class A:\n    {method}", name) == expected


def test_property_is_not_called() -> None:
    assert symbol_of("class A:\n    @property\n    def p(self): ...", "A.p").signature is None


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("class A:\n    def __init__(self, a, *, b): ...", ["a", "b"]),
        ("class A:\n    def __new__(cls, a): ...", ["a"]),
        ("class A:\n    def __new__(cls): ...\n    def __init__(self, a): ...", ["a"]),
        ("class A:\n    @overload\n    def __init__(self, a): ...\n    def __init__(self, a, b): ...", ["a", "b"]),
        ("class A: x: int", None),
        ("class A(Base): ...", None),
        ("@dataclass\nclass A:\n    x: int\n    y: str = ''\n    z: ClassVar[int] = 0\n    k = 1", ["x", "y"]),
        (
            "@dataclasses.dataclass(frozen=True)\nclass A:\n    x: int = field(init=False)\n    _: KW_ONLY\n    y: int",
            ["y"],
        ),
        ("@dataclass(init=False)\nclass A:\n    x: int", None),
        ("@dataclass\nclass B:\n    x: int\n@dataclass\nclass A(B):\n    y: int\n    x: str", ["x", "y"]),
        ("@dataclass\nclass A(Unknown):\n    x: int", None),
        ("@dataclass\nclass B:\n    x: int\nclass A(B):\n    y: int", None),
        ("@dataclass\nclass A(A):\n    x: int", ["x"]),
        ("class A(NamedTuple):\n    x: int\n    y: int = 0", ["x", "y"]),
        ("class A(BaseModel):\n    model_config: ConfigDict = {}\n    x: int\n    _y: int", ["x"]),
        ("class B(BaseModel):\n    x: int\nclass A(B):\n    y: int", ["x", "y"]),
        ("@attr.s\nclass A:\n    _x = attr.ib()\n    y = 1", ["x"]),
        ("@define\nclass A:\n    _x: int\n    if True:\n        y: int", ["x", "y"]),
        ("class A(Struct, kw_only=True):\n    x: int", ["x"]),
    ],
)
def test_class_is_called_as_its_constructor_or_its_fields_say(source: str, expected: list[str] | None) -> None:
    assert parameters(source, "A") == expected


@pytest.mark.parametrize(
    ("source", "kind"),
    [
        ("@dataclass\nclass A:\n    x: int", ParameterKind.POSITIONAL_OR_KEYWORD),
        ("@dataclass(kw_only=True)\nclass A:\n    x: int", ParameterKind.KEYWORD_ONLY),
        ("class A(BaseModel):\n    x: int", ParameterKind.KEYWORD_ONLY),
        ("class A(Struct, kw_only=True):\n    x: int", ParameterKind.KEYWORD_ONLY),
    ],
)
def test_fields_are_passed_as_their_maker_says(source: str, kind: ParameterKind) -> None:
    signature = symbol_of(source, "A").signature
    assert signature is not None
    assert signature.parameters[0].kind is kind


def test_class_signature_reads_like_a_call() -> None:
    signature = symbol_of("class A(B):\n    def __init__(self, a: int, b='x'): ...", "A").signature
    assert signature is not None
    assert signature.text == "class A(a: int, b='x')"
