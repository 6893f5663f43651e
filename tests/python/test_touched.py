"""A change touches the symbols whose own lines it changes, and no others."""

from __future__ import annotations

import textwrap

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from docgen.model import LineRange
from docgen.python.touched import touched
from tests.python.reading import read

SOURCE = textwrap.dedent(
    '''\
    """Module."""
    import os

    LIMIT = 3


    @decorated
    @twice(
        1)
    def f(
        a,
        b=2,
    ) -> int:
        # why
        x = 1

        def inner():
            return x

        return inner()


    class A(
        Base,
    ):
        """A."""

        size: int = 0

        # about m
        def m(self):
            return 1

        @property
        def p(self):
            return 2
        last = 3

    if LIMIT:
        def g():
            return 4
    '''
)
LINES = SOURCE.splitlines()
DELETED = -1


def line(text: str) -> int:
    """Return the number of the one line that starts with a text."""
    (number,) = [number for number, content in enumerate(LINES, 1) if content.strip().startswith(text)]
    return number


def names(*changed: LineRange) -> list[str]:
    return [symbol.qualified_name for symbol in touched(read(SOURCE), changed)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("@decorated", ["f"]),
        ("1)", ["f"]),
        ("def f(", ["f"]),
        ("b=2", ["f"]),
        (") -> int", ["f"]),
        ("# why", ["f"]),
        ("return x", ["f", "f.inner"]),
        ("return inner()", ["f"]),
        ("class A(", ["A"]),
        ("Base,", ["A"]),
        ('"""A."""', ["A"]),
        ("size: int", ["A"]),
        ("# about m", []),
        ("def m(self)", ["A.m"]),
        ("return 1", ["A.m"]),
        ("@property", ["A.p"]),
        ("return 2", ["A.p"]),
        ("last = 3", ["A"]),
        ("return 4", ["g"]),
        ('"""Module."""', ["pkg.mod"]),
        ("import os", []),
        ("LIMIT = 3", []),
        ("if LIMIT", []),
    ],
)
def test_changed_line_touches_the_symbol_that_it_belongs_to(text: str, expected: list[str]) -> None:
    number = line(text)
    assert names(LineRange(number, number)) == expected


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        ("@twice(", ["f"]),
        ("b=2", ["f"]),
        ("return inner()", ["f"]),
        ("Base,", ["A"]),
        ('"""A."""', []),
        ("return 1", ["A.m"]),
        ("# about m", []),
        ("@property", []),
        ("last = 3", ["A.p"]),
        # what stood between two definitions was neither's
        ("@decorated", []),
        ("class A(", []),
        ("LIMIT = 3", []),
    ],
)
def test_deletion_touches_the_symbol_that_it_was_taken_out_of(before: str, expected: list[str]) -> None:
    number = line(before)
    assert names(LineRange(number, number - 1)) == expected


def test_deletion_of_the_last_statement_touches_its_function() -> None:
    number = line("return inner()")
    assert names(LineRange(number + 1, number)) == ["f"]


def test_deletion_of_the_last_attribute_touches_its_class() -> None:
    number = line("size: int")
    assert names(LineRange(number + 1, number)) == ["A"]


def test_new_method_does_not_touch_its_class() -> None:
    number = line("def m(self)")
    assert names(LineRange(number - 2, number + 2)) == ["A.m"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("@decorated", ["A", "A.__init__"]),
        ("b: int", ["A", "A.__init__"]),
        ("c: int", ["A.__init__"]),
        ('"""Start."""', ["A.__init__"]),
        ("self.b = b", ["A.__init__"]),
    ],
)
def test_change_of_how_a_class_is_called_touches_the_class(text: str, expected: list[str]) -> None:
    source = textwrap.dedent(
        '''\
        class A:
            """A, with its parameters."""

            @overload
            def __init__(
                self, c: int
            ): ...

            @decorated
            def __init__(
                self,
                b: int,
            ) -> None:
                """Start."""
                self.b = b
        '''
    )
    number = next(number for number, content in enumerate(source.splitlines(), 1) if text in content)
    changed = read(source), [LineRange(number, number)]
    assert [symbol.display_name for symbol in touched(*changed)] == expected


@pytest.mark.parametrize("changed", [None, (LineRange(1, len(LINES)),)])
def test_new_file_touches_everything(changed: tuple[LineRange, ...] | None) -> None:
    module = read(SOURCE)
    assert touched(module, changed) == module.symbols


def test_no_change_touches_nothing() -> None:
    assert names() == []


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(1, len(LINES) + 1), st.integers(-1, 4)), max_size=6))
def test_several_changes_touch_what_each_of_them_touches(drawn: list[tuple[int, int]]) -> None:
    changes = [LineRange(start, min(start + length, len(LINES))) for start, length in drawn]
    apart = [change for index, change in enumerate(changes) if all(_are_apart(change, c) for c in changes[:index])]
    assert set(names(*apart)) == {name for change in apart for name in names(change)}


def _are_apart(one: LineRange, other: LineRange) -> bool:
    return one.stop + 1 < other.start or other.stop + 1 < one.start
