import pytest
from hypothesis import given
from hypothesis import strategies as st

from docgen.delivery.marker import Marker, Run, Stamp, doc_digest, doc_digests, parse_marker
from tests.delivery.reports import HEAD, documented, report

TEXT = st.text(st.characters(exclude_categories=["Cs"]))


@given(
    comment_id=TEXT,
    run=st.builds(Run, st.integers(0, 10**12), st.integers(0, 99)),
    docs=st.none() | st.frozensets(st.text("0123456789abcdef", min_size=8, max_size=8), max_size=5),
)
def test_a_marker_is_read_back_as_it_was_written(comment_id: str, run: Run, docs: frozenset[str] | None) -> None:
    marker = Marker(Stamp(comment_id, run), HEAD, "0123abcd", docs)
    assert parse_marker(f"{marker}\n\nText") == marker


@given(TEXT)
def test_a_marker_is_one_html_comment_whatever_the_comment_id(comment_id: str) -> None:
    text = str(Marker(Stamp(comment_id), HEAD, "00", None))
    assert text.count("-->") == 1
    assert "\n" not in text


def test_a_marker_is_found_although_github_changes_line_ends() -> None:
    marker = Marker(Stamp("default", Run(7, 2)), HEAD, "00", frozenset({"0123abcd"}))
    assert parse_marker(f"{marker}\r\n\r\nText") == marker


ENDLESS = f"<!-- docgen:default head=0 run={'9' * 5_000}.1 content=0 docs=many -->\n"


@pytest.mark.parametrize("body", ["", "Text", "<!-- docgen: -->", "<!-- docgen:default head=zz -->\n", ENDLESS])
def test_other_text_is_no_marker(body: str) -> None:
    assert parse_marker(body) is None


def test_a_marker_inside_the_text_is_no_marker() -> None:
    marker = Marker(Stamp("default"), HEAD, "00", None)
    assert parse_marker(f"I saw this:\n{marker}\n") is None


def test_a_re_run_is_later_than_its_first_attempt_and_earlier_than_the_next_run() -> None:
    assert Run(7, 1) < Run(7, 2) < Run(8, 1)


def test_a_doc_is_the_same_wherever_its_symbol_moves_in_the_file() -> None:
    assert doc_digest(documented(line=4)) == doc_digest(documented(line=40))
    assert doc_digest(documented(docstring="Other.")) != doc_digest(documented())


def test_the_docs_of_a_huge_pull_request_are_not_listed_in_the_marker() -> None:
    assert doc_digests(report(*(documented(f"f{number}") for number in range(1000)))) is None
