import pytest

from docgen.delivery.words import count, dollars, figures, headline
from docgen.model import Failed, Location, Origin, Skipped, Spending
from tests.delivery.reports import busy_report, documented, report


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        (0.0, "$0.00"),
        (0.00001, "less than $0.0001"),
        (0.0042, "$0.0042"),
        (0.05, "$0.05"),
        (0.052, "$0.052"),
        (0.1, "$0.10"),
        (1234.5, "$1,234.50"),
    ],
)
def test_sums_show_the_digits_that_matter(amount: float, text: str) -> None:
    assert dollars(amount) == text


def test_numbers_agree_with_their_nouns() -> None:
    assert [count(number, "file") for number in (0, 1, 1200)] == ["0 files", "1 file", "1,200 files"]


def test_headline_counts_docs_and_the_files_that_they_are_for() -> None:
    assert headline(busy_report()) == "3 docs for 2 files"


def test_headline_calls_drafts_drafts() -> None:
    assert headline(report(documented(is_draft=True))) == "1 draft for 1 file"


def test_headline_of_a_run_that_only_failed_is_not_all_clear() -> None:
    assert headline(report(Failed(Location("a.py"), "No."))) == "no docs"


def test_headline_of_a_run_that_left_everything_is_not_all_clear() -> None:
    assert headline(report(Skipped(Location("a.py"), "left: in a batch"))) == "no docs yet"


def test_headline_says_when_there_was_nothing_to_do() -> None:
    assert headline(report(Skipped(Location("a.py"), "test"))) == "nothing to document"


def test_figures_leave_out_what_is_zero() -> None:
    cached = report(documented(origin=Origin.CACHE), spending=Spending(), saved_usd=0.004)
    assert figures(cached) == ("1 from cache", "$0.004 saved by the cache")


def test_an_unknown_price_is_not_shown_as_free() -> None:
    assert "2 calls at an unknown price" in figures(report(spending=Spending(2, cost_usd=None)))


def test_figures_name_docstrings_that_replace_others() -> None:
    rewritten = documented(docstring_before="Fetch.")
    assert "1 rewritten" in figures(report(rewritten))


def test_what_a_bound_left_is_counted_apart() -> None:
    run = report(Skipped(Location("a.py"), "left: max-cost"), Skipped(Location("b.py"), "test"))
    assert figures(run)[:2] == ("1 left", "1 skipped")


@pytest.mark.parametrize(
    ("batched", "text"),
    [(0, "$0.05 for 9 calls"), (7, "$0.05 for 9 calls, 7 of them in batches"), (9, "$0.05 for 9 calls in batches")],
)
def test_calls_that_went_in_batches_are_told_apart(batched: int, text: str) -> None:
    assert text in figures(report(spending=Spending(9, cost_usd=0.05, batch_calls=batched)))
