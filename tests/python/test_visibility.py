"""Public is what users of a package are meant to see."""

from __future__ import annotations

import pytest

from tests.python.reading import read, symbol_of


@pytest.mark.parametrize(
    ("name", "is_public"),
    [
        ("f", True),
        ("_f", False),
        ("f.inner", False),
        ("f.Local.method", False),
        ("A", True),
        ("A.m", True),
        ("A._m", False),
        ("A.__m", False),
        ("A.__init__", True),
        ("A.Inner.m", True),
        ("_B.m", False),
        ("__getattr__", True),
    ],
)
def test_underscore_anywhere_in_the_name_is_private_and_so_is_what_a_function_encloses(
    name: str, is_public: bool
) -> None:
    source = """
        def f():
            def inner(): ...
            class Local:
                def method(self): ...
        def _f(): ...
        class A:
            def __init__(self): ...
            def m(self): ...
            def _m(self): ...
            def __m(self): ...
            class Inner:
                def m(self): ...
        class _B:
            def m(self): ...
        def __getattr__(name): ...
        """
    assert symbol_of(source, name).is_public is is_public


@pytest.mark.parametrize(
    ("path", "is_public"),
    [
        ("pkg/mod.py", True),
        ("pkg/__init__.py", True),
        ("pkg/__main__.py", True),
        ("pkg/_mod.py", False),
        ("_pkg/mod.py", False),
        ("pkg/_sub/__init__.py", False),
    ],
)
def test_private_modules_hide_what_they_define(path: str, is_public: bool) -> None:
    assert {symbol.is_public for symbol in read("class A:\n    def f(self): ...", path).symbols} == {is_public}


@pytest.mark.parametrize(
    ("exports", "public"),
    [
        ("__all__ = ['f', '_g']", {"f", "_g"}),
        ("__all__ = ('f',)", {"f"}),
        ("__all__: list[str] = ['f']", {"f"}),
        ("__all__ = ['f'] + ['_g']", {"f", "_g"}),
        ("__all__ = []\n__all__ += ['f']", {"f"}),
        ("__all__ = ['f']\n__all__.append('_g')\n__all__.extend(['h'])", {"f", "_g", "h"}),
        ("if x:\n    __all__ = ['f']", {"f"}),
        ("__all__ = []", set()),
        # a part that only running the code would tell: names that it may list stay public
        ("__all__ = ['_g'] + other.__all__", {"f", "_g", "h"}),
        ("__all__ = [*names]", {"f", "h"}),
        ("__all__ = make()", {"f", "h"}),
        ("__all__ += ['_g']", {"f", "_g", "h"}),
    ],
)
def test_all_decides_where_it_is_static(exports: str, public: set[str]) -> None:
    symbols = read(f"{exports}\ndef f(): ...\ndef _g(): ...\ndef h(): ...\n").symbols[1:]
    assert {symbol.name for symbol in symbols if symbol.is_public} == public


def test_all_makes_names_of_a_private_module_public() -> None:
    module = read("__all__ = ['A']\nclass A:\n    def m(self): ...\nclass B: ...", "pkg/_impl.py")
    assert {symbol.qualified_name for symbol in module.symbols if symbol.is_public} == {"A", "A.m"}


@pytest.mark.parametrize("guard", ['__name__ == "__main__"', "'__main__' == __name__"])
def test_what_only_a_script_defines_is_private(guard: str) -> None:
    source = f"""
        def api(): ...
        if {guard}:
            def demo(): ...
            class Try:
                def run(self): ...
        """
    assert [symbol_of(source, name).is_public for name in ("api", "demo", "Try", "Try.run")] == [
        True,
        False,
        False,
        False,
    ]
