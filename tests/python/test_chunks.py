"""A chunk shows one symbol: its own lines under its classes, without what others are asked about."""

from __future__ import annotations

import ast
import sysconfig
import textwrap
from pathlib import Path

import pytest

from docgen.model import Selected
from docgen.python.chunks import make_chunk
from docgen.python.module import parse
from tests.python.reading import SALT, chunk_of


def shown(source: str, name: str = "f") -> str:
    return chunk_of(source, name).source


def expected(text: str) -> str:
    return textwrap.dedent(text).strip("\n")


def test_method_stands_under_the_headers_of_its_classes() -> None:
    source = """
        @decorated
        class A(
            Base,  # why
            metaclass=M,
        ):
            '''A.'''
            class B:
                @cached
                def f(self, a):  # note
                    # reason
                    return a
        """
    assert shown(source, "A.B.f") == expected(
        """
        class A(Base, metaclass=M):
            class B:
                @cached
                def f(self, a):  # note
                    # reason
                    return a
        """
    )


def test_class_shows_how_an_instance_is_made_for_its_doc_tells_that() -> None:
    source = """
        class A:
            def __init__(self, a):
                '''Doc.'''
                if a:
                    raise ValueError
                self.a = a  # kept

            def m(self): return 1  # gone
        """
    assert shown(source, "A") == expected(
        """
        class A:
            def __init__(self, a):
                if a:
                    raise ValueError
                self.a = a  # kept

            def m(self): ...
        """
    )


def test_members_of_a_class_are_elided_to_decorators_and_signature() -> None:
    source = """
        class A:
            x: int = 1  # the x

            # about m
            @cached(
                1)
            def m(self,
                  a=2) -> int:
                '''Doc.'''
                return a  # gone

            async def n(self): return 1  # gone
            class B(C):
                y = 2
            z = 3
        """
    assert shown(source, "A") == expected(
        """
        class A:
            x: int = 1  # the x

            # about m
            @cached(1)
            def m(self, a=2) -> int: ...

            async def n(self): ...
            class B(C): ...
            z = 3
        """
    )


def test_module_shows_its_statements_and_the_headers_of_what_it_defines() -> None:
    source = """
        # licence
        import os
        def f(a):
            return a
        if os:
            class A(B):
                x = 1
        """
    assert shown(source, "pkg.mod") == expected(
        """
        # licence
        import os
        def f(a): ...
        if os:
            class A(B): ...
        """
    )


def test_function_shows_what_it_encloses() -> None:
    source = """
        def f(a):
            @wraps(a)
            def inner():
                '''Doc.'''
                class Local:
                    '''Doc.'''
                    x = 1
                return a
            return inner
        """
    assert shown(source) == expected(
        """
        def f(a):
            @wraps(a)
            def inner():
                class Local:
                    x = 1
                return a
            return inner
        """
    )


def test_docstring_that_is_to_be_revised_is_shown() -> None:
    source = "def f(a):\n    '''Old.\n\n    Text.\n    '''\n    def g(): 'Doc.'\n    return a"
    assert shown(source) == "def f(a):\n    '''Old.\n\n    Text.\n    '''\n    def g(): ...\n    return a"


@pytest.mark.parametrize(
    ("body", "shown_body"),
    [
        ("\n    '''  '''\n    return 1", "\n    return 1"),
        ("\n    '''\n  \n'''\n    return 1", "\n    return 1"),
        ("\n    ''", "\n    ..."),
        (" ''", " ..."),
        (" ''; return 1", " ...; return 1"),
        ("\n    ''  # noqa\n    return 1", "\n    ...  # noqa\n    return 1"),
        ("\n    (''\n     '')\n    return 1", "\n    (...)\n    return 1"),
        ("\n    # é\n    ''\n    return 'é'", "\n    # é\n    return 'é'"),
    ],
)
def test_empty_docstring_is_not_shown(body: str, shown_body: str) -> None:
    source = f"def f():{body}\n"
    assert shown(source) == f"def f():{shown_body}"
    ast.parse(shown(source))


@pytest.mark.parametrize("end", ["\r\n", "\r"])
def test_line_ends_are_shown_as_line_feeds(end: str) -> None:
    module = parse("m.py", f"class A:{end}    def f(self):{end}        return 1{end}{end}{end}".encode())
    chunk = make_chunk(module, Selected(module.symbols[-1]), SALT)
    assert chunk.source == "class A:\n    def f(self):\n        return 1"


def test_secrets_are_masked() -> None:
    key = "sk-ant-" + "a1" * 20
    assert key not in shown(f"def f(a='{key}'):\n    # {key}\n    return '{key}'")
    assert key not in shown(f"def f(a='{key}'): return 1", "pkg.mod")


def test_secrets_do_not_change_what_is_known_of_the_code() -> None:
    key = "sk-ant-" + "a1" * 20
    assert chunk_of(f"def f(): return '{key}1'").fingerprint != chunk_of(f"def f(): return '{key}2'").fingerprint


def test_chunks_of_the_standard_library_are_python_and_no_line_is_sent_twice() -> None:
    for path in sorted(Path(sysconfig.get_path("stdlib")).glob("*.py"))[::12]:
        module = parse(path.name, path.read_bytes())
        chunks = [make_chunk(module, Selected(symbol), SALT) for symbol in module.symbols]
        for chunk in chunks:
            if chunk.symbol.is_public and not chunk.source.startswith((" ", "\t")):
                ast.parse(chunk.source)
        public = [chunk for chunk in chunks if chunk.symbol.is_public]
        assert sum(chunk.lines for chunk in public) < 2 * module.source.line_count + 10
