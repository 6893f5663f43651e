from docgen.delivery.interface import Delivered
from docgen.delivery.links import Links
from docgen.delivery.page import utf8_length
from docgen.delivery.summary import job_summary
from docgen.model import Failed, Location, Report
from tests.delivery.reports import busy_report, documented, edit, report

LINKS = Links("https://github.com/octo/archive", run_url="https://github.com/octo/archive/actions/runs/5")


def summary(run: Report, delivered: Delivered | None = None) -> str:
    return job_summary(run, [edit()], delivered or Delivered(), LINKS)


def test_the_table_has_a_row_for_each_doc() -> None:
    rows = [line for line in summary(busy_report()).splitlines() if line.startswith("| <code>")]
    assert [row.split("</code>")[0].removeprefix("| <code>") for row in rows] == ["fetch", "Client.close", "parse"]
    assert rows[0].endswith("| fresh |")
    assert rows[1].endswith("| fresh, was out of date |")
    assert rows[2].endswith("| from cache |")


def test_a_failure_is_told_once_and_before_what_went_well() -> None:
    text = summary(busy_report())
    assert text.count("The model's answer was cut off.") == 1
    assert text.index("**1 failure**") < text.index("| <code>fetch")


def test_hundreds_of_failures_are_all_listed() -> None:
    run = report(*(Failed(Location(f"m{number}.py"), "The file is not valid Python.") for number in range(300)))
    assert "m299.py" in summary(run)


def test_the_docs_follow_as_they_would_be_written() -> None:
    assert '    """Fetch a page of the archive.\n\n    Args:\n' in summary(busy_report())


def test_it_says_where_the_docs_went_and_what_to_know_about_it() -> None:
    text = summary(
        busy_report(),
        Delivered("https://github.com/octo/archive/pull/1#issuecomment-2", "ab" * 20, notices=("Head moved.",)),
    )
    assert (
        "Delivered as [comment](https://github.com/octo/archive/pull/1#issuecomment-2), commit "
        f"[`abababa`](https://github.com/octo/archive/commit/{'ab' * 20})."
    ) in text
    assert "> [!WARNING]\n> Head moved." in text


def test_no_symbol_or_path_leaves_its_cell() -> None:
    text = summary(report(documented("a|b", "c|d\n| e.py")))
    row = next(line for line in text.splitlines() if line.startswith("| <code>"))
    assert row.count("|") == 4


def test_the_largest_run_stays_under_one_mebibyte() -> None:
    run = report(*(documented(f"function_{number}", docstring="é" * 400) for number in range(5_000)))
    text = summary(run)
    assert 900_000 < utf8_length(text) < 1024 * 1024
    assert "more: see the JSON report." in text
    assert "more docs did not fit: see the JSON report." in text


def test_yaml_to_be_pasted_is_shown_as_such() -> None:
    notice = "The token may not. Grant it:\n\npermissions:\n  pull-requests: write"
    assert (
        "> [!WARNING]\n> The token may not. Grant it:\n>\n> ```yaml\n> permissions:\n>   pull-requests: write\n> ```\n"
    ) in summary(busy_report(), Delivered(notices=(notice,)))
