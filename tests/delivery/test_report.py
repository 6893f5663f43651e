import json
from typing import Any

from docgen.delivery.report import in_order, reasons, to_json, totals
from docgen.model import Failed, Location, Report, Skipped
from tests.delivery.reports import HEAD, busy_report, documented, report


def text_of(run: Report) -> str:
    return "".join(to_json(run))


def test_every_outcome_is_in_the_json_with_its_place_and_its_facts() -> None:
    outcomes = _parsed(text_of(busy_report()))["outcomes"]
    assert [(each["status"], each["path"], each["line"], each["qualified_name"]) for each in outcomes] == [
        ("documented", "src/archive/client.py", 4, "fetch"),
        ("documented", "src/archive/client.py", 40, "Client.close"),
        ("skipped", "src/archive/client.py", 60, "Client._get"),
        ("skipped", "src/archive/client.py", 70, "Client._put"),
        ("failed", "src/archive/odd.py", 7, "odd"),
        ("documented", "src/archive/parser.py", 30, "parse"),
        ("skipped", "tests/test_client.py", 1, ""),
    ]
    assert outcomes[0]["doc"]["params"][0] == {"name": "url", "description": "Address of the page."}
    assert outcomes[0]["docstring"].startswith("Fetch a page")
    assert outcomes[1]["stale"] == ["`wait` is gone"]
    assert outcomes[2]["reason"] == "private"
    assert outcomes[4]["error"].startswith("The model's answer was cut off.")
    assert outcomes[5]["origin"] == "cache"


def test_json_carries_version_totals_and_spending() -> None:
    document = _parsed(text_of(busy_report()))
    assert document["version"] == 1
    assert document["head_sha"] == HEAD
    assert document["totals"]["documented"] == 3
    assert document["totals"]["cached"] == 1
    assert document["spending"]["cost_usd"] == 0.0042
    assert document["spending"]["saved_usd"] == 0.05


def test_json_does_not_depend_on_the_order_in_which_docs_arrived() -> None:
    run = busy_report()
    turned = report(
        *reversed(run.outcomes), saved_usd=run.saved_usd, proven=tuple(reversed(run.proven)), notices=run.notices
    )
    assert text_of(turned) == text_of(run)


def test_json_shows_no_secret_and_nothing_hidden() -> None:
    key = "ghp_" + "a1" * 18
    text = text_of(report(documented(docstring=f"Use {key}\u202e."), Failed(Location("a.py"), f"Denied: {key}")))
    assert key not in text
    assert "\u202e" not in text


def test_json_can_be_written_as_utf8_whatever_a_docstring_holds() -> None:
    assert text_of(report(documented(docstring="Lone \ud800 half."))).encode()


def test_json_is_laid_out_as_one_document() -> None:
    for run in (report(), busy_report(), report(documented(docstring="Two\u2028lines\x85of\x0bit."))):
        text = text_of(run)
        assert text == json.dumps(json.loads(text), ensure_ascii=False, indent=2) + "\n"


def test_totals_tell_rewritten_and_draft_docs_from_the_others() -> None:
    sums = totals(report(documented(docstring_before="Old."), documented("parse", is_draft=True)))
    assert (sums.documented, sums.rewritten, sums.drafts) == (2, 1, 1)


def test_outcomes_are_ordered_by_place() -> None:
    places = [Location("b.py", 1), Location("a.py", 9), Location("a.py", 2)]
    ordered = in_order([Skipped(place, "test") for place in places])
    assert [outcome.location for outcome in ordered] == [places[2], places[1], places[0]]


def test_the_most_frequent_reason_comes_first() -> None:
    assert reasons(busy_report()) == [("private", 2), ("test", 1)]


def _parsed(text: str) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(text)
    return document
