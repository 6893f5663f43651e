"""Docs become docstrings in the repository's style that linters accept and readers of docstrings read back."""

from __future__ import annotations

import inspect
import textwrap

import pytest

from docgen.model import Doc, Field, Symbol
from docgen.python.module import parse
from docgen.python.styles import Convention, Style, render

SOURCE = """
def fetch(url: str, *hosts, timeout=3.0, _cache=None, **options) -> dict[str, bytes]: ...
def plain(a, b): ...
def pairs() -> Iterator[tuple[str, int]]: ...
class Page:
    size: int = 0
    parameters = ()
"""
SYMBOLS = {symbol.qualified_name: symbol for symbol in parse("pkg/mod.py", SOURCE.encode()).symbols}
FETCH = SYMBOLS["fetch"]

FULL = Doc(
    summary="Fetch a page",
    description="Asks `hosts` in turn.",
    params=(Field("timeout", "Seconds to wait"), Field("url", "where the page is.")),
    returns="the headers.",
    raises=(Field("OSError", "if no host answers"),),
    example="fetch('/')\nprint()",
)

GOOGLE = """\
Fetch a page.

Asks `hosts` in turn.

Args:
    url: Where the page is.
    *hosts: Further positional arguments.
    timeout: Seconds to wait.
    **options: Further keyword arguments.

Returns:
    The headers.

Raises:
    OSError: If no host answers.

Example:
    ::

        fetch('/')
        print()"""

NUMPY = """\
Fetch a page.

Asks `hosts` in turn.

Parameters
----------
url : str
    Where the page is.
*hosts
    Further positional arguments.
timeout
    Seconds to wait.
**options
    Further keyword arguments.

Returns
-------
dict[str, bytes]
    The headers.

Raises
------
OSError
    If no host answers.

Examples
--------
::

    fetch('/')
    print()"""

SPHINX = r"""Fetch a page.

Asks ``hosts`` in turn.

.. code-block:: python

    fetch('/')
    print()

:param url: Where the page is.
:param \*hosts: Further positional arguments.
:param timeout: Seconds to wait.
:param \*\*options: Further keyword arguments.
:returns: The headers.
:raises OSError: If no host answers."""


def styled(convention: str = "google", **changes: object) -> Style:
    return Style(Convention(convention), **changes)  # type: ignore[arg-type]


def lines_of(doc: Doc, symbol: Symbol = FETCH, style: Style = Style(), indent: int = 4) -> list[str]:  # noqa: B008
    return render(doc, symbol, style, indent).split("\n")


@pytest.mark.parametrize(("convention", "expected"), [("google", GOOGLE), ("numpy", NUMPY), ("sphinx", SPHINX)])
def test_every_section_stands_where_the_convention_has_it(convention: str, expected: str) -> None:
    assert render(FULL, FETCH, styled(convention), 4) == expected


@pytest.mark.parametrize("convention", list(Convention))
def test_summary_alone_is_one_line(convention: Convention) -> None:
    assert render(Doc("Fetch a page"), FETCH, Style(convention), 4) == "Fetch a page."


@pytest.mark.parametrize(
    ("summary", "written"),
    [
        ("fetch a page", "Fetch a page."),
        ("Fetch a page!", "Fetch a page."),
        ("Is it there?", "Is it there?"),
        ("Fetch a page,", "Fetch a page."),
        ("`url` is fetched", "`url` is fetched."),
        ("iOS pages are fetched", "iOS pages are fetched."),
        ("Returns the page.", "Return the page."),
        ("Fetches a page.", "Fetch a page."),
        ("Applies a filter.", "Apply a filter."),
        ("Does what it can.", "Does what it can."),
        ("Addresses of hosts.", "Addresses of hosts."),
        ("Fetch\n  a page.", "Fetch a page."),
        ("ページを取得する。", "ページを取得する。"),
    ],
)
def test_summary_is_a_command_with_a_capital_and_a_full_stop(summary: str, written: str) -> None:
    assert render(Doc(summary), FETCH, Style()) == written


def test_class_summary_keeps_its_mood() -> None:
    assert render(Doc("Represents a page."), SYMBOLS["Page"], Style()) == "Represents a page."


def test_full_stop_is_left_out_where_the_repository_leaves_it_out() -> None:
    assert render(Doc("Fetch a page."), FETCH, Style(full_stop=False)) == "Fetch a page"


def test_parameters_without_a_word_have_no_section() -> None:
    assert render(Doc("Fetch a page.", params=(Field("url", " "),)), FETCH, Style()) == "Fetch a page."


def test_parameter_without_a_name_has_no_entry() -> None:
    symbol = parse("m.py", b"def f(a, _, _b): ...").symbols[1]
    doc = Doc("Do it.", params=(Field("a", "It."), Field("_", "Ignored.")))
    assert lines_of(doc, symbol)[2:] == ["Args:", "    a: It."]


def test_parameters_are_all_there_once_one_is() -> None:
    doc = Doc("Do it.", params=(Field("b", "What to add."),))
    assert lines_of(doc, SYMBOLS["plain"])[2:] == ["Args:", "    a: The a.", "    b: What to add."]


def test_default_stands_for_the_words_that_are_missing() -> None:
    assert "    timeout: The timeout; `3.0` by default." in lines_of(Doc("Do it.", params=(Field("url", "Where."),)))


@pytest.mark.parametrize("name", ["`url`", "url"])
def test_names_are_those_of_the_code(name: str) -> None:
    assert "    url: Where." in lines_of(Doc("Do it.", params=(Field(name, "Where."),)))


def test_numpy_yields_name_the_type_of_an_item() -> None:
    lines = lines_of(Doc("Do it.", yields="Name and size."), SYMBOLS["pairs"], styled("numpy"))
    assert lines[2:] == ["Yields", "------", "tuple[str, int]", "    Name and size."]


def test_numpy_result_without_annotation_is_an_object() -> None:
    lines = lines_of(Doc("Do it.", returns="The sum."), SYMBOLS["plain"], styled("numpy"))
    assert lines[2:] == ["Returns", "-------", "object", "    The sum."]


def test_numpy_type_too_long_for_a_line_is_left_out() -> None:
    source = f"def f(a: {'Union[' + ', '.join(['int'] * 20) + ']'}): ..."
    symbol = parse("m.py", source.encode()).symbols[1]
    assert "a" in lines_of(Doc("Do it.", params=(Field("a", "It."),)), symbol, styled("numpy"))


def test_numpy_attribute_named_like_a_section_is_no_title() -> None:
    doc = Doc("Be it.", attributes=(Field("size", "Bytes."), Field("parameters", "What was asked.")))
    assert "parameters : object" in lines_of(doc, SYMBOLS["Page"], styled("numpy"))


def test_google_result_that_begins_like_a_type_does_not_read_as_one() -> None:
    assert "    Note - may be empty." in lines_of(Doc("Do it.", returns="Note: may be empty."), SYMBOLS["plain"])


@pytest.mark.parametrize("convention", list(Convention))
def test_attributes_have_their_section(convention: Convention) -> None:
    text = render(Doc("Be it.", attributes=(Field("size", "Bytes."),)), SYMBOLS["Page"], Style(convention))
    assert (
        text.split("\n", 2)[2]
        == {
            Convention.GOOGLE: "Attributes:\n    size: Bytes.",
            Convention.NUMPY: "Attributes\n----------\nsize : int\n    Bytes.",
            Convention.SPHINX: ":ivar size: Bytes.",
        }[convention]
    )


@pytest.mark.parametrize("convention", list(Convention))
def test_draft_says_so_in_its_last_line(convention: Convention) -> None:
    lines = lines_of(Doc("Fetch a page.", is_draft=True), style=Style(convention))
    assert "Draft derived from the code without a model: please review." in lines[-1]


@pytest.mark.parametrize("convention", list(Convention))
@pytest.mark.parametrize("indent", [0, 8, 40])
def test_no_line_is_longer_than_the_style_allows(convention: Convention, indent: int) -> None:
    words = "Some words of a rather long text that goes on and on. " * 5
    doc = Doc(
        "A summary that is just a little too long for one line of the file that it is about",
        words + "\n\n- " + words + "\n- " + words,
        params=(Field("timeout", words),),
        returns=words,
        raises=(Field("OSError", words),),
        example="x = " + " + ".join(["1"] * 60),
    )
    style = Style(convention, line_length=79)
    lines = render(doc, FETCH, style, indent).split("\n")
    assert max(map(len, lines)) <= 79 - indent
    assert len(lines[0]) <= 79 - indent - 3


@pytest.mark.parametrize(
    ("convention", "lines"),
    [
        (Convention.GOOGLE, ["    timeout: One word after the", "        other."]),
        (Convention.NUMPY, ["    One word after the", "    other."]),
        (Convention.SPHINX, [":param timeout: One word", "    after the other."]),
    ],
)
def test_lines_that_go_on_stand_below_their_entry(convention: Convention, lines: list[str]) -> None:
    doc = Doc("Fetch.", params=(Field("timeout", "One word after the other."),))
    text = render(doc, FETCH, Style(convention, line_length=31 if convention is Convention.GOOGLE else 28))
    assert "\n".join(lines) in text


def test_urls_are_not_broken() -> None:
    url = "https://example.org/" + "a-b/" * 30
    assert f"    url: {url}." in lines_of(Doc("Do it.", params=(Field("url", url),)))


def test_description_is_cut_at_the_end_of_a_sentence() -> None:
    doc = Doc("Do it.", " ".join(f"Sentence number {number} takes up a good part of a line." for number in range(40)))
    lines = lines_of(doc)[2:]
    assert len(lines) <= 4
    assert lines[-1].endswith(".")


def test_module_may_say_more_than_a_function() -> None:
    doc = Doc("Do it.", " ".join(f"Sentence number {number} takes up a good part of a line." for number in range(40)))
    assert len(lines_of(doc, SYMBOLS["pkg.mod"])) > len(lines_of(doc))


def test_lists_keep_their_items() -> None:
    doc = Doc("Do it.", "The modes:\n- one\n- two, which is\n  longer")
    assert lines_of(doc)[2:] == ["The modes:", "", "- one", "- two, which is longer"]


def test_code_in_a_description_keeps_its_lines() -> None:
    doc = Doc("Do it.", "Such as::\n\n    a = 1\n    b = 2")
    assert lines_of(doc)[4:] == ["    a = 1", "    b = 2"]


def test_example_that_is_too_wide_is_left_out() -> None:
    assert lines_of(Doc("Do it.", example="x = '" + "a" * 80 + "'")) == ["Do it."]


def test_example_is_never_a_doctest() -> None:
    for convention in Convention:
        assert ">>>" not in render(FULL, FETCH, Style(convention))


def test_sections_are_indented_as_the_repository_does() -> None:
    assert "  url: Where." in lines_of(Doc("Do it.", params=(Field("url", "Where."),)), style=Style(section_indent=2))


def test_rendered_text_is_what_tools_read_from_a_docstring() -> None:
    for convention in Convention:
        text = render(FULL, FETCH, Style(convention), 4)
        assert inspect.cleandoc(textwrap.indent(text, " " * 4)) == text
