"""The style is what the repository's tools demand, else what its docstrings show."""

from __future__ import annotations

import pytest

from docgen.python.module import parse
from docgen.python.styles import Convention, Habits, Style, detect_style

GOOGLE = '"""Do it.\n\nArgs:\n    a: It.\n"""'
NUMPY = '"""Do it.\n\nParameters\n----------\na\n    It.\n"""'
SPHINX = '"""Do it.\n\n:param a: It.\n"""'


def style_of(*docstrings: str, pyproject: str | None = None, wanted: Convention | None = None) -> Style:
    """The style of a file for each docstring."""
    habits = Habits()
    for number, text in enumerate(docstrings):
        habits.add(Habits.of(parse(f"m{number}.py", text.encode())))
    return detect_style(habits, None if pyproject is None else pyproject.encode(), wanted)


def test_nothing_known_is_google_at_88_columns() -> None:
    assert style_of() == Style(Convention.GOOGLE, line_length=88)


@pytest.mark.parametrize(("docstring", "convention"), [(GOOGLE, "google"), (NUMPY, "numpy"), (SPHINX, "sphinx")])
def test_convention_is_that_of_most_docstrings(docstring: str, convention: str) -> None:
    others = [GOOGLE, NUMPY, SPHINX]
    assert style_of(*others, docstring).convention == convention


def test_wanted_convention_wins_over_all() -> None:
    pyproject = "[tool.ruff.lint.pydocstyle]\nconvention = 'google'\n"
    assert style_of(GOOGLE, pyproject=pyproject, wanted=Convention.SPHINX).convention is Convention.SPHINX


@pytest.mark.parametrize(
    "pyproject",
    [
        "[tool.ruff.lint.pydocstyle]\nconvention = 'numpy'\n",
        "[tool.ruff.pydocstyle]\nconvention = 'numpy'\n",
        "[tool.pydocstyle]\nconvention = 'numpy'\n",
    ],
)
def test_configured_convention_wins_over_docstrings(pyproject: str) -> None:
    assert style_of(GOOGLE, GOOGLE, pyproject=pyproject).convention is Convention.NUMPY


def test_convention_that_marks_no_sections_leaves_the_choice_to_docstrings() -> None:
    assert style_of(SPHINX, pyproject="[tool.pydocstyle]\nconvention = 'pep257'\n").convention is Convention.SPHINX


@pytest.mark.parametrize(
    ("pyproject", "length"),
    [
        ("[tool.ruff]\nline-length = 100\n", 100),
        ("[tool.black]\nline-length = 79\n", 79),
        ("[tool.black]\nline-length = 79\n[tool.ruff]\nline-length = 100\n", 100),
        ("[tool.ruff]\nline-length = 100\n[tool.ruff.lint.pycodestyle]\nmax-doc-length = 72\n", 72),
        ("[tool.ruff]\nline-length = 'wide'\n", 88),
        ("[tool.ruff]\nline-length = true\n", 88),
        ("[tool.ruff]\nline-length = 0\n", 88),
    ],
)
def test_line_length_is_the_shortest_that_binds_docstrings(pyproject: str, length: int) -> None:
    assert style_of(pyproject=pyproject).line_length == length


@pytest.mark.parametrize(
    "pyproject",
    [
        "not toml",
        "tool = 1",
        "[tool]\nruff = 1\n",
        "[tool.ruff]\nlint = []\n",
        "\x00",
        "a = " + "9" * 5_000,
        "a = " + "[" * 5_000,
    ],
)
def test_configuration_that_cannot_be_read_demands_nothing(pyproject: str) -> None:
    assert style_of(pyproject=pyproject) == Style()


def test_bytes_that_are_no_text_demand_nothing() -> None:
    assert detect_style(Habits(), b"\xff\xfe", None) == Style()


@pytest.mark.parametrize(
    ("lint", "is_below"),
    [
        ("select = ['D']\nignore = ['D212']", True),
        ("select = ['D']\nignore = ['D213']", False),
        ("select = ['D213']", True),
        ("extend-select = ['D21']\nignore = ['D212']", True),
        ("select = ['ALL']\nignore = ['D212']", True),
        ("select = ['ALL']\nextend-ignore = ['D213']", False),
        ("select = ['D']\npydocstyle.convention = 'google'", False),
    ],
)
def test_summary_placement_follows_the_rules_that_are_on(lint: str, *, is_below: bool) -> None:
    shown = '"""Do it.\n\nMore.\n"""' if is_below else '"""\nDo it.\n\nMore.\n"""'
    assert style_of(shown, pyproject=f"[tool.ruff.lint]\n{lint}\n").summary_on_second_line is is_below


@pytest.mark.parametrize(("docstring", "is_below"), [('"""\nDo it.\n\nMore.\n"""', True), (GOOGLE, False)])
def test_summary_placement_is_that_of_docstrings_where_no_rule_decides(docstring: str, *, is_below: bool) -> None:
    pyproject = "[tool.ruff.lint]\nselect = ['D']\n"
    assert style_of(docstring, '"""One line."""', pyproject=pyproject).summary_on_second_line is is_below


def test_quotes_are_those_of_most_docstrings() -> None:
    assert style_of("'''Do it.'''", "'''Do it.'''", '"""Do it."""', "'Do it.'", "'Do it.'", "'Do it.'").quotes == "'''"


def test_full_stop_is_left_out_where_most_leave_it_out() -> None:
    assert not style_of('"""Do it"""', '"""Do it"""', '"""Do it."""').full_stop


def test_full_stop_is_written_where_a_rule_wants_it() -> None:
    pyproject = "[tool.ruff.lint]\nselect = ['D415']\n"
    assert style_of('"""Do it"""', '"""Do it"""', pyproject=pyproject).full_stop


def test_sections_are_indented_as_in_most_docstrings() -> None:
    assert style_of('"""Do it.\n\nArgs:\n  a: It.\n"""').section_indent == 2


def test_blank_line_before_the_closing_quotes_is_kept() -> None:
    assert style_of('"""Do it.\n\nMore.\n\n"""').blank_line_at_end
    assert style_of(pyproject="[tool.ruff.lint]\nselect = ['D413']\n").blank_line_at_end
