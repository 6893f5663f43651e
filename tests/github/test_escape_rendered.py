"""Escaping, as GitHub's own Markdown engine renders it: nothing but text, code and what we put around it."""

import re
from collections.abc import Callable
from html.parser import HTMLParser
from itertools import groupby

import cmarkgfm
import pytest
from hypothesis import given

from docgen.github import escape
from docgen.sanitize import redact, strip_hidden
from tests.github.hostile import hostile_text

ACTIVE = re.compile(r"@\w|#\d|\bGH-\d|\w://|www\.|:[\w+-]+:|\$|\b[0-9a-f]{7,40}\b", re.IGNORECASE)
"""What GitHub makes something of in rendered text that is not code."""


class Page(HTMLParser):
    """The elements of rendered Markdown, and its text outside and inside of code."""

    def __init__(self, markdown: str) -> None:
        super().__init__()
        self.elements: list[str] = []
        self._open: list[str] = []
        self._pieces: list[tuple[bool, str]] = []
        self.feed(cmarkgfm.github_flavored_markdown_to_html(markdown, cmarkgfm.Options.CMARK_OPT_UNSAFE))
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append(tag)
        self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        self._open.remove(tag)

    def handle_data(self, data: str) -> None:
        self._pieces.append(("code" in self._open, data))

    @property
    def text(self) -> str:
        return "".join(piece for _, piece in self._pieces)

    @property
    def prose(self) -> list[str]:
        groups = groupby(self._pieces, key=lambda piece: piece[0])
        return ["".join(piece for _, piece in group) for is_code, group in groups if not is_code]


def bare(text: str) -> str:
    """Text without what rendering may change: whitespace, and backticks that mark code."""
    return re.sub(r"[\s`]+", "", text)


def check(text: str, rendered: str, elements: set[str]) -> None:
    """Hold the page against the text that it is to show."""
    page = Page(rendered)
    assert set(page.elements) <= elements
    assert not [prose for prose in page.prose if ACTIVE.search(prose)]
    assert bare(redact(strip_hidden(text))) in bare(page.text)


@given(hostile_text)
def test_prose_renders_as_paragraphs_of_its_own_text(text: str) -> None:
    check(text, escape.markdown(text), {"p", "code", "br"})


@given(hostile_text)
def test_prose_renders_inside_of_what_we_write(text: str) -> None:
    details = f"<details><summary>x</summary>\n\n{escape.markdown(text)}\n\n</details>\n\nend"
    check(text, details, {"details", "summary", "p", "code", "br"})


@given(hostile_text)
def test_a_table_keeps_its_shape(text: str) -> None:
    table = f"| a | b |\n| --- | --- |\n| {escape.html_code(text)} | end |\n"
    check(text, table, {"table", "thead", "tbody", "tr", "th", "td", "code"})
    assert Page(table).elements.count("td") == 2


@pytest.mark.parametrize(("start", "elements"), [("- ", {"ul", "li"}), ("### ", {"h3"}), ("> ", {"blockquote", "p"})])
@given(text=hostile_text)
def test_one_line_stays_what_it_is(start: str, elements: set[str], text: str) -> None:
    check(text, start + escape.inline(text), elements | {"code"})


@pytest.mark.parametrize("render", [escape.code_span, escape.html_code])
@given(text=hostile_text)
def test_code_renders_as_code(render: Callable[[str], str], text: str) -> None:
    check(text, f"x {render(text)} y", {"p", "code"})


@given(hostile_text)
def test_a_summary_renders_as_code(text: str) -> None:
    check(text, f"<details><summary>{escape.html_code(text)}</summary>\n\n</details>", {"details", "summary", "code"})


@given(hostile_text)
def test_a_block_renders_as_a_block(text: str) -> None:
    check(text, escape.code_block(text, "python"), {"pre", "code"})


@given(hostile_text)
def test_a_link_renders_as_one_link(text: str) -> None:
    check(text, escape.code_link(text, f"https://github.com/{text}"), {"p", "a", "code"})
