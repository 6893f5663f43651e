"""Escaping: each function's promise on the cases that matter, and on texts put together at random."""

import re
from collections.abc import Callable

import pytest
from hypothesis import given

from docgen.github import escape
from tests.github.hostile import hostile_text

WAYS_OUT = (
    *(escape.markdown, escape.inline, escape.code_span, escape.html_code, escape.code_block),
    *(escape.command_data, escape.command_property, escape.log_line, escape.commit_message),
)
KEY = "ghp_" + "a1B2" * 10


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Thanks @octocat for #12.", "Thanks `@octocat` for `#12`."),
        ("See octo/demo#4 (GH-3), deadbeef.", "See `octo/demo#4` (`GH-3`), `deadbeef`."),
        ("Read https://evil.example/x, or www.evil.example!", "Read `https://evil.example/x`, or `www.evil.example`!"),
        ("Works :tada: for $x$", "Works `:tada:` for `$x$`"),
        ("mail me@example.com", "mail `me@example.com`"),
    ],
)
def test_what_github_would_link_or_draw_is_shown_as_code(text: str, expected: str) -> None:
    assert escape.markdown(text) == expected


def test_active_text_that_touches_a_code_span_becomes_one_with_it() -> None:
    assert escape.markdown("`fetch`@octocat") == "`fetch@octocat`"


def test_an_empty_code_span_does_not_hide_a_mention() -> None:
    assert escape.markdown("@` `octocat") == "@&#96; &#96;octocat"


@pytest.mark.parametrize("line", ["# head", "- item", "+ item", "1. item", "12) item", "=====", "---", ":-"])
def test_no_line_opens_a_block(line: str) -> None:
    assert re.match(r"\\|\d+\\", escape.markdown(f"text\n{line}").split("\n")[1])


def test_prose_reads_as_it_was_written() -> None:
    prose = "Returns the `max_wait` in seconds, or 3.5 if it isn't set (see snake_case)."
    assert escape.markdown(prose) == prose


def test_paragraphs_stay_apart() -> None:
    assert escape.markdown("One.\r\n\r\n   Two,\n    three.") == "One.\n\nTwo,\nthree."


def test_html_shows_as_text() -> None:
    assert escape.markdown("<b>&lt;</b> <!-- x -->") == "&lt;b&gt;&amp;lt;&lt;/b&gt; &lt;!-- x --&gt;"


@pytest.mark.parametrize("render", WAYS_OUT)
def test_no_way_out_carries_keys_or_hidden_characters(render: Callable[[str], str]) -> None:
    shown = render(f"a\u202eb\x1b[31m {KEY} c")
    assert KEY not in shown
    assert not re.search("[\u202e\x1b]", shown)


@pytest.mark.parametrize(
    ("text", "expected"),
    [("a`b", "``a`b``"), ("`a", "`` `a ``"), ("``", "``` `` ```"), ("a\nb", "`a b`"), (" ", "")],
)
def test_a_code_span_holds_any_text(text: str, expected: str) -> None:
    assert escape.code_span(text) == expected


def test_code_in_html_is_no_markdown() -> None:
    assert escape.html_code("__init__ <b>") == "<code>&#95;&#95;init&#95;&#95; &#60;b&#62;</code>"


@given(hostile_text)
def test_nothing_inside_closes_a_code_block(text: str) -> None:
    first, *_, last = escape.code_block(text, "python").split("\n")
    inside = escape.code_block(text, "python").split("\n")[1:-1]
    assert first == f"{last}python"
    assert not any(line.strip().startswith(last) for line in inside)


def test_a_code_block_takes_no_language_that_is_none() -> None:
    assert escape.code_block("x", "python\n@octocat") == "```\nx\n```"


def test_a_link_leads_only_to_the_web() -> None:
    assert escape.code_link("a b.py", "https://x.y/a b(1).py#L3") == "[`a b.py`](https://x.y/a%20b%281%29.py#L3)"
    assert escape.code_link("a.py", "javascript:alert(1)") == "`a.py`"


def test_command_data_stays_within_its_line() -> None:
    assert escape.command_data("100%\r\nnext\nline") == "100%25%0Anext%0Aline"


def test_a_property_stays_within_its_place() -> None:
    assert escape.command_property("a,b:c\n") == "a%2Cb%3Ac%0A"


EXACTLY: list[tuple[Callable[[str], str], str, str]] = [
    (escape.inline, "a #", r"a \#"),
    (escape.inline, "a\nb", "a b"),
    (escape.markdown, "`` a `b` @c ` d `e`", "&#96;&#96; a `b` `@c` `d`e&#96;"),
    (escape.markdown, "` ` `a` `b`", "&#96; &#96; `a` `b`"),
    (escape.html_code, "www.a.b", "<code>www&#46;a.b</code>"),
    (escape.html_code, "", ""),
    (escape.code_span, "`a", "`` `a ``"),
    (escape.code_span, "a``b", "```a``b```"),
    (escape.code_block, "\n  a\nX", "```\n  a\nX\n```"),
    (escape.fence, "a", "```"),
    (escape.fence, "```", "````"),
    (lambda url: escape.code_link("a", url), "http://x/y?a=b&c#d%20e", "[`a`](http://x/y?a=b&c#d%20e)"),
    (escape.encode_data, "a\rb%\nc", "a%0Db%25%0Ac"),
    (escape.log_line, "::error::x::y", ": :error::x::y"),
    (escape.log_line, "a ::b", "a ::b"),
    (escape.log_line, "##[group]a", "## [group]a"),
    (escape.commit_message, "ask @a, #1 or GH-2: http://b", "ask @ a, # 1 or GH- 2: http:/ /b"),
    (escape.commit_message, "see [skip ci] ***", "see (skip ci) * * *"),
]


@pytest.mark.parametrize(("write", "text", "written"), EXACTLY)
def test_what_is_made_of_a_text_is_exactly_this(write: Callable[[str], str], text: str, written: str) -> None:
    assert write(text) == written


@given(hostile_text)
def test_a_log_line_never_commands_the_runner(text: str) -> None:
    line = escape.log_line(text)
    assert "\n" not in line
    assert not line.lstrip().startswith("::")
    assert "##[" not in line


@given(hostile_text)
def test_a_commit_message_neither_calls_nor_closes_nor_skips(text: str) -> None:
    line = escape.commit_message(text)
    assert not re.search(r"@\w|#\d|(?<![^\W_])GH-\d|://|\[[^\]]*\b(skip|ci|no)\b[^\]]*\]|^[\w]+-[\w-]+\s*:", line)


def test_a_commit_message_takes_no_trailer_from_outside() -> None:
    assert escape.commit_message("Co-authored-by: Eve <e@ve>").startswith("Co-authored-by - ")


def test_a_commit_message_skips_no_checks() -> None:
    assert escape.commit_message("x [skip ci] ***NO_CI***") == "x (skip ci) * * *NO_CI* * *"


def test_hostile_runs_of_backticks_cost_no_quadratic_time() -> None:
    text = " ".join("`" * length for length in range(1, 1500))
    assert escape.markdown(text)
