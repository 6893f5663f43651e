"""A stale docstring whose parameters are all that is wrong keeps every other word."""

from __future__ import annotations

import inspect
import textwrap
from dataclasses import replace
from itertools import chain

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docgen.model import Doc, Field, Symbol
from docgen.python.amend import amend
from docgen.python.module import parse
from docgen.python.stale import stale_reasons
from docgen.python.styles import Style

DOC = Doc("Say it anew.", params=(Field("new", "seconds to wait."), Field("a", "something else.")))


def symbol_of(header: str, docstring: str, body: str = "pass") -> Symbol:
    """The first definition of a source, with this docstring and body."""
    lines = [header, *textwrap.indent(f'r"""{docstring}\n"""\n{body}', "    ").split("\n")]
    return parse("pkg/mod.py", "\n".join(lines).encode()).symbols[1]


def amended(header: str, docstring: str, doc: Doc = DOC) -> str | None:
    return amend(symbol_of(header, inspect.cleandoc(docstring)), doc, Style(), indent=4)


GOOGLE = """
    Do it.

    Args:
        a (int): One.
            Still one.

        gone (str): Two.

        c: Three.

    Returns:
        It.

    Note:
        Keep this.
    """
NUMPY = """
    Do it.

    Parameters
    ----------
    a : int
        One.
    gone : str, optional
        Two.
    c
        Three.

    See Also
    --------
    f : Else.
    """
SPHINX = """
    Do it.

    :param a: One,
        still one.
    :type a: int
    :param str gone: Two.
    :type gone: str
    :param c: Three.
    :returns: It.

    .. versionadded:: 1.2
    """


@pytest.mark.parametrize(
    ("docstring", "gone", "new"),
    [
        (GOOGLE, "    gone (str): Two.\n", "    new (float): Seconds to wait.\n"),
        (NUMPY, "gone : str, optional\n    Two.\n", "new : float\n    Seconds to wait.\n"),
        (SPHINX, ":param str gone: Two.\n:type gone: str\n", ":param new: Seconds to wait.\n"),
    ],
)
def test_what_is_gone_goes_what_is_new_comes_and_the_rest_stays(docstring: str, gone: str, new: str) -> None:
    assert amended("def f(a, new: float, c):", docstring) == inspect.cleandoc(docstring).replace(gone, new)


def test_new_parameters_stand_where_the_signature_has_them() -> None:
    assert amended("def f(new, a, gone, c, *, z=3):", NUMPY) == inspect.cleandoc(NUMPY).replace(
        "a : int", "new\n    Seconds to wait.\na : int"
    ).replace("    Three.", "    Three.\nz\n    The z; `3` by default.")


def test_entries_that_go_leave_no_gap() -> None:
    docstring = (
        "Do it.\n\nArgs:\n    gone: One.\n\n    lost: Two.\n\n    a: Three.\n\n    last: Four.\n\nReturns:\n    It."
    )
    assert amended("def f(a):", docstring) == "Do it.\n\nArgs:\n    a: Three.\n\nReturns:\n    It."


def test_parameter_that_has_another_name_now_has_its_place() -> None:
    docstring = "Do it.\n\nArgs:\n    old: One.\n\nReturns:\n    It."
    assert amended("def f(new):", docstring) == docstring.replace("old: One.", "new: Seconds to wait.")


def test_example_in_another_convention_is_no_entry() -> None:
    docstring = "Do it.\n\nArgs:\n    a: One.\n\nExample:\n    It reads this::\n\n        :param x: Ten."
    assert amended("def f(a, new):", docstring) == docstring.replace("One.", "One.\n    new: Seconds to wait.")


def test_other_name_of_a_parameter_counts_even_where_the_prose_mentions_it() -> None:
    docstring = "Do it in new ways.\n\nArgs:\n    old: One."
    assert amended("def f(new):", docstring) == "Do it in new ways.\n\nArgs:\n    new: Seconds to wait."


@pytest.mark.parametrize(
    ("header", "docstring"),
    [
        # nothing is wrong with the parameters, or more is wrong than they
        ("def f(a):", "Do it.\n\nArgs:\n    a: One."),
        ("def f(a, b) -> None:", "Do it.\n\nArgs:\n    a: One.\n\nReturns:\n    It."),
        # what goes shares its entry, or leaves none
        ("def f(a):", "Do it.\n\nParameters\n----------\na, gone : int\n    Both."),
        ("def f():", "Do it.\n\nArgs:\n    gone: One."),
        # not clear what the entries are
        ("def f(a, b):", "Do it.\n\nArgs:\n    a: One.\n    And so on"),
        ("def f(a, b):", "Do it.\n\n:param a: One.\n\n    :param c: In it."),
        ("def f(a, b):", f"Do it.\n\n:param a: {'One. ' * 1_000}"),
        ("def f(a, b):", "Do it.\n\nArgs:\n    a: One.\n" + "        More.\n" * 5_000),
    ],
)
def test_what_is_not_certain_is_left_to_be_written_anew(header: str, docstring: str) -> None:
    assert amended(header, docstring) is None


_ENTRY = st.sampled_from(["a", "b", "c", "d", "e"])
_TEXT = st.sampled_from(["One.", "Two words.", "Three `words` here:", "- item"])


@given(
    st.lists(st.tuples(_ENTRY, _TEXT, st.booleans()), min_size=1, unique_by=lambda item: item[0]),
    st.lists(_ENTRY, min_size=1, unique=True),
    st.sampled_from(["google", "numpy", "sphinx"]),
)
def test_amended_docstring_fits_and_loses_no_line_of_what_stays(
    entries: list[tuple[str, str, bool]], parameters: list[str], convention: str
) -> None:
    written = {name: _written(name, text, convention, is_spaced=is_spaced) for name, text, is_spaced in entries}
    title = {"google": ["Args:"], "numpy": ["Parameters", "----------"], "sphinx": []}[convention]
    last = ["Notes", "-----", "Last words."]
    text = "\n".join(["Sum it up.", "", *title, *chain(*written.values()), "", *last])
    symbol = symbol_of(f"def f({', '.join(parameters)}):", text)
    result = amend(symbol, Doc("Other."), Style())
    if result is not None:
        assert not stale_reasons(replace(symbol, docstring=result))
        kept = chain(*(lines for name, lines in written.items() if name in parameters))
        expected = [line for line in ["Sum it up.", *title, *kept, *last] if line]
        assert [line for line in result.split("\n") if line in {*text.split("\n")} - {""}] == expected


def _written(name: str, text: str, convention: str, *, is_spaced: bool) -> list[str]:
    lines = {
        "google": [f"    {name}: {text}", f"        More of {name.upper()}."],
        "numpy": [name, f"    {text} {name.upper()}"],
        "sphinx": [f":param {name}: {text}"],
    }[convention]
    return [*lines, ""] if is_spaced else lines
