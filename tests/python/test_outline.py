"""An outline shows a file at a glance, and stays short."""

from __future__ import annotations

import textwrap

from docgen.python.outline import MAX_LINES, MAX_WIDTH, outline
from tests.python.reading import read


def test_outline_has_imports_headers_and_first_lines_of_docstrings() -> None:
    module = read(
        '''
        """What it is.

        More.
        """
        import os
        from a import (
            b,
            c as d,
        )
        if x:
            import late

        @decorated
        class A(B, metaclass=M):
            """An A."""
            x = 1
            async def m(self, a: int = 1) -> None:
                """Do m.

                More.
                """
                import hidden
                def inner(): ...
            class Nested: ...

        def f(a,
              b): return 1
        '''
    )
    assert outline(module) == textwrap.dedent(
        '''\
        """What it is."""
        import os
        from a import b, c as d
        import late
        class A(B, metaclass=M):  # An A.
            async def m(self, a: int = 1) -> None:  # Do m.
            class Nested:
        def f(a, b):'''
    )


def test_outline_is_bounded() -> None:
    text = outline(read("\n".join(f"def f{number}({'a' * 1000}): ..." for number in range(500))))
    assert len(text.splitlines()) <= MAX_LINES + 1
    assert max(map(len, text.splitlines())) <= MAX_WIDTH


def test_secrets_are_masked_also_where_a_line_is_cut() -> None:
    key = "sk-ant-" + "a1" * 20
    for width in range(MAX_WIDTH - 50, MAX_WIDTH, 7):
        assert "sk-ant-a" not in outline(read(f"def f({'x' * width}='{key}'): ..."))
