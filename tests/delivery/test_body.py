from docgen.delivery.body import MOST_CHARACTERS, comment_body
from docgen.delivery.links import Links
from docgen.delivery.marker import Marker, Run, Stamp, parse_marker
from docgen.delivery.page import utf16_length
from docgen.model import Location, Origin, Report, Skipped, Spending
from tests.delivery.reports import HEAD, busy_report, documented, edit, report

LATER = "f" * 40
STAMP = Stamp("", Run(5, 1))


def body(run: Report, previous: Marker | None = None) -> str:
    return comment_body(run, [edit()], Links("https://github.com/octo/archive"), STAMP, previous)


def marker(run: Report) -> Marker:
    found = parse_marker(body(run))
    assert found is not None
    return found


def test_the_marker_says_who_wrote_what_at_which_head() -> None:
    found = marker(busy_report())
    assert (found.stamp, found.head_sha) == (STAMP, HEAD)
    assert found.docs is not None
    assert len(found.docs) == 3


def test_the_same_docs_at_another_price_are_the_same_content() -> None:
    paid = report(documented(), spending=Spending(9, cost_usd=3.0))
    free = report(documented(origin=Origin.CACHE), spending=Spending(), saved_usd=3.0, seconds=1.0)
    assert marker(paid).content == marker(free).content


def test_another_docstring_is_other_content() -> None:
    assert marker(report(documented("x", docstring="A."))).content != marker(report(documented("x"))).content


def test_what_is_new_since_the_last_head_is_named() -> None:
    before = marker(report(documented()))
    after = body(report(documented(), documented("parse", line=20), head_sha=LATER), before)
    assert f"New since [`1a2b3c4`](https://github.com/octo/archive/commit/{HEAD}): `parse`." in after


def test_nothing_is_called_new_when_the_head_is_the_same_or_all_is_new() -> None:
    before = marker(report(documented()))
    assert "New since" not in body(report(documented(), documented("parse")), before)
    assert "New since" not in body(report(documented("parse"), head_sha=LATER), before)


def test_a_run_with_nothing_to_say_is_one_line() -> None:
    text = body(report(Skipped(Location("a.py"), "test")))
    assert text.splitlines()[1:] == [
        "",
        f"docgen: nothing more to say about [`1a2b3c4`](https://github.com/octo/archive/commit/{HEAD}).",
    ]


def test_the_longest_comment_is_one_that_github_takes() -> None:
    run = report(*(documented(f"function_{number}", docstring="é😀" * 100) for number in range(390)))
    before = marker(report(documented(), head_sha=LATER))
    length = utf16_length(body(run, before))
    assert MOST_CHARACTERS - 2_000 < length <= MOST_CHARACTERS


def test_a_run_with_nothing_to_say_still_tells_what_it_left() -> None:
    text = body(report(Skipped(Location("a.py", 1, "f"), "left: no key")))
    assert text.endswith("\n\n**1 left** (no key): `f`.")


def test_several_comments_on_a_pull_request_are_told_apart_by_their_titles() -> None:
    text = comment_body(report(), [edit()], Links("https://github.com/octo/archive"), Stamp("backend"), None)
    assert "### docgen (backend): 1 doc for 1 file" in text
