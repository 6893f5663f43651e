"""Every definition that Python has is found, under a name of its own, with its kind, lines and docstring."""

from __future__ import annotations

import ast
import sys
import sysconfig
from pathlib import Path

import pytest

from docgen.model import LineRange, SymbolKind
from docgen.python.module import parse
from tests.python.reading import read, symbol_of

EVERYTHING = '''
"""Module."""
import enum, typing

class A:
    """A."""
    @property
    def p(self): "get"
    @p.setter
    def p(self, value): "set"
    @p.deleter
    def p(self): "del"
    async def run(self):
        def inner(): ...
        class Local:
            def method(self): ...
    class Nested(enum.Enum):
        ONE = 1

def f(): ...
if typing.TYPE_CHECKING:
    def f(): ...
else:
    def g(): ...
try:
    import x
except ImportError:
    def g(): ...
else:
    def h(): ...
finally:
    class A: ...
match x:
    case 1:
        def m(): ...
with open(x) as y:
    def w(): ...
for _ in x:
    while x:
        def deep(): ...
'''


def test_definitions_are_found_wherever_they_stand_and_names_tell_them_apart() -> None:
    names = [symbol.qualified_name for symbol in read(EVERYTHING).symbols]
    assert names == [
        *("pkg.mod", "A", "A.p", "A.p#2", "A.p#3", "A.run", "A.run.inner", "A.run.Local", "A.run.Local.method"),
        *("A.Nested", "f", "f#2", "g", "g#2", "h", "A#2", "m", "w", "deep"),
    ]


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("pkg.mod", SymbolKind.MODULE),
        ("A", SymbolKind.CLASS),
        ("A.p", SymbolKind.PROPERTY),
        ("A.p#2", SymbolKind.PROPERTY),
        ("A.run", SymbolKind.METHOD),
        ("A.run.inner", SymbolKind.FUNCTION),
        ("A.run.Local.method", SymbolKind.METHOD),
        ("f", SymbolKind.FUNCTION),
    ],
)
def test_kinds(name: str, kind: SymbolKind) -> None:
    assert symbol_of(EVERYTHING, name).kind is kind


@pytest.mark.parametrize(
    "decorator", ["property", "functools.cached_property", "cached_property", "abc.abstractproperty", "p.getter"]
)
def test_properties_are_told_by_their_decorator(decorator: str) -> None:
    assert symbol_of(f"class A:\n    @{decorator}\n    def p(self): ...", "A.p").kind is SymbolKind.PROPERTY


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("pkg/mod.py", "pkg.mod"),
        ("src/pkg/mod.py", "pkg.mod"),
        ("pkg/__init__.py", "pkg"),
        ("__init__.py", "__init__"),
        ("src.py", "src"),
        ("tools/my-script.py", "tools.my-script"),
        ("pkg/mod.pyi", "pkg.mod"),
    ],
)
def test_modules_are_named_as_they_are_imported(path: str, name: str) -> None:
    assert read("", path).symbols[0].qualified_name == name


@pytest.mark.parametrize(("path", "source"), [("copy.py", "def copy(): ..."), ("a/b.py", "class a:\n    def b(): ...")])
def test_module_that_defines_its_own_name_keeps_apart_from_it(path: str, source: str) -> None:
    module = read(source, path)
    assert module.symbols[0].name == module.symbols[-1].name
    assert len(module.nodes) == len(module.symbols)


def test_span_includes_decorators() -> None:
    assert symbol_of("x = 1\n@a\n@b(\n  1)\ndef f():\n    return (1 +\n  2)\n").span == LineRange(2, 7)


def test_decorators_and_bases_are_one_line_of_source() -> None:
    symbol = symbol_of("@a.b\n@c(1,\n   'x')\nclass f(B[int],\n    m.C, metaclass=M): ...")
    assert symbol.decorators == ("a.b", "c(1, 'x')")
    assert symbol.bases == ("B[int]", "m.C")


@pytest.mark.parametrize(
    ("literal", "value"),
    [
        ('"""Text."""', "Text."),
        ("'Text.'", "Text."),
        ("r'\\d'", "\\d"),
        ("u'Text.'", "Text."),
        ("('Te'\n     'xt.')", "Text."),
        ("'Te' \"xt.\"", "Text."),
        ('""', ""),
        ("f'Text.'", None),
        ("b'Text.'", None),
        ("x = 'Text.'", None),
        ("1", None),
    ],
)
def test_docstrings_are_what_the_parser_takes_for_one(literal: str, value: str | None) -> None:
    assert symbol_of(f"def f():\n    {literal}\n").docstring == value


@pytest.mark.skipif(sys.version_info < (3, 12), reason="syntax of Python 3.12")
def test_type_parameters_stand_in_the_signature() -> None:
    module = read("type Pair[T] = tuple[T, T]\nclass C[T: int](B[T]):\n    def f[*Ts](self, x: T) -> T: ...")
    assert [symbol.qualified_name for symbol in module.symbols] == ["pkg.mod", "C", "C.f"]
    assert module.symbols[2].signature is not None
    assert module.symbols[2].signature.text == "def f[*Ts](self, x: T) -> T"
    assert [attribute.name for attribute in module.symbols[0].facts.attributes] == ["Pair"]


@pytest.mark.skipif(sys.version_info < (3, 14), reason="syntax of Python 3.14")
def test_template_strings_are_no_docstrings() -> None:
    assert symbol_of("def f():\n    t'Text {x}'\n").docstring is None


def test_all_definitions_of_the_standard_library_are_found() -> None:
    for path in sorted(Path(sysconfig.get_path("stdlib")).glob("*.py"))[::6]:
        module = parse(path.name, path.read_bytes())
        definitions = [
            node
            for node in ast.walk(module.tree)
            if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        ]
        assert {id(node) for node in module.nodes.values()} == {id(module.tree), *map(id, definitions)}
        assert len(module.nodes) == len(module.symbols)
