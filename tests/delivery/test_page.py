import re

from hypothesis import given
from hypothesis import strategies as st

from docgen.delivery.links import Links
from docgen.delivery.page import Limit, Page, join, render, utf8_length, utf16_length
from docgen.delivery.sample import literals
from docgen.model import Documented, Failed, Location, Report, Skipped
from tests.delivery.reports import HEAD, busy_report, documented, edit, report

LINKS = Links("https://github.com/octo/archive", HEAD, "https://github.com/octo/archive/actions/runs/5")
FENCE = re.compile(r"^`{3,}(?:python)?$", re.MULTILINE)


def page(run: Report, size: int = 65_000) -> Page:
    return render(run, literals([edit()]), LINKS, Limit(size, utf16_length, LINKS.summary()))


def text_of(found: Page) -> str:
    return join(found.title, found.figures, found.body)


def test_title_and_figures_come_first() -> None:
    found = page(busy_report())
    assert found.title == "3 docs for 2 files"
    assert found.figures == (
        "2 fresh, 1 from cache · 1 rewritten · 1 failed · 3 skipped · $0.0042 for 1 call · $0.05 saved by the cache · "
        f"code unchanged: verified · at [`1a2b3c4`](https://github.com/octo/archive/commit/{HEAD})"
    )


def test_a_doc_stands_under_its_name_which_leads_to_its_line() -> None:
    assert (
        f"**[`fetch`](https://github.com/octo/archive/blob/{HEAD}/src/archive/client.py#L4)**\n\n"
        "```python\n"
        "async def fetch(url: str, timeout: float = 3.0) -> bytes:\n"
        '    """Fetch a page of the archive.\n'
    ) in page(busy_report()).body


def test_what_an_outdated_docstring_gets_wrong_is_said() -> None:
    assert "** · out of date: `wait` is gone\n" in page(busy_report()).body


def test_a_rewritten_docstring_that_was_not_wrong_is_marked() -> None:
    assert "** · rewritten\n" in page(report(documented(docstring_before="Fetch."))).body


def test_drafts_are_marked_one_by_one_and_explained_once() -> None:
    body = page(report(documented(is_draft=True), documented("parse", is_draft=True))).body
    assert body.count("**draft**") == 2
    assert body.count("read them before you use them") == 1


def test_failures_are_visible_and_say_what_to_do() -> None:
    body = page(busy_report()).body
    visible = re.sub(r"<details.*?</details>", "", body, flags=re.DOTALL)
    assert "**1 failure**" in visible
    assert "in `src/archive/odd.py`: The model's answer was cut off. Raise `max-symbols`." in visible


def test_what_was_skipped_is_folded_and_counted_by_reason() -> None:
    assert page(busy_report()).body.endswith(
        "<details><summary>3 skipped: 2 private, 1 test</summary>\n<br>\n\n"
        "- private: 2 (`Client._get`, `Client._put`)\n"
        "- test: 1 (`tests/test_client.py`)\n\n"
        "</details>"
    )


def test_a_few_docs_are_unfolded_and_many_are_folded() -> None:
    assert "<details open><summary><code>src/archive/client.py" in page(report()).body
    many = page(report(*(documented(f"f{number}") for number in range(6)))).body
    assert "<details><summary><code>src/archive/client.py</code>: 6 docs" in many


def test_notices_are_shown() -> None:
    assert "> [!NOTE]\n> The cache was slow." in page(busy_report()).body


def test_figures_apart_the_page_of_a_cached_run_is_the_same() -> None:
    fresh, cached = busy_report(), report(*busy_report().outcomes, notices=("The cache was slow.",), seconds=9.0)
    assert page(fresh).body == page(cached).body


def test_what_does_not_fit_is_left_out_whole_and_counted() -> None:
    run = report(*(documented(f"function_{number}", docstring=f"Do {'x' * 1000}.") for number in range(100)))
    found = page(run)
    shown = found.body.count("```python")
    assert utf16_length(text_of(found)) <= 65_000
    assert 40 < shown < 100
    assert f"{shown} of 100 docs (<code>" in found.body
    assert f"{100 - shown} more docs did not fit: see the [job summary](" in found.body
    assert len(FENCE.findall(found.body)) == 2 * shown


def test_a_doc_that_is_too_long_does_not_keep_out_the_others() -> None:
    body = page(report(documented("long", line=1, docstring="x" * 70_000), documented("short", line=9))).body
    assert "`short`" in body
    assert "1 more doc did not fit" in body


def test_endless_failures_are_cut_after_whole_items() -> None:
    run = report(*(Failed(Location("a.py", number, f"f{number}"), f"Timed out {number}.") for number in range(1, 500)))
    body = page(run).body
    assert "**499 failures**" in body
    assert "- and 479 more: see the [job summary](" in body


def test_symbols_that_failed_for_one_reason_are_told_together_and_files_apart() -> None:
    symbols = [Failed(Location("a.py", number, f"f{number}"), "No such model.") for number in range(30)]
    files = [Failed(Location(f"{name}.py"), "Not Python.") for name in "bc"]
    body = page(report(*symbols, *files)).body
    assert "- `f0`, `f1`, `f2`, `f3`, `f4`, `f5`, `f6`, `f7` and 22 more: No such model." in body
    assert body.count("No such model.") == 1
    assert body.count("Not Python.") == 2


def test_failures_too_long_for_the_page_leave_a_line() -> None:
    body = page(report(*(Failed(Location("a.py", 1, f"f{number}"), f"{number}. " * 2000) for number in range(20)))).body
    assert body == "Failures are listed in the [job summary](https://github.com/octo/archive/actions/runs/5)."


def test_length_is_counted_as_github_counts_it() -> None:
    assert (utf16_length("😀é"), utf8_length("😀é")) == (3, 6)


names = st.text(min_size=1, max_size=30)
outcomes = st.one_of(
    st.builds(lambda name, text, path: documented(name, path, docstring=text), names, st.text(max_size=300), names),
    st.builds(lambda name, path, text: Failed(Location(path, 1, name), text), names, names, st.text(max_size=300)),
    st.builds(lambda path, text: Skipped(Location(path), text), names, st.text(max_size=30)),
)


@given(st.lists(outcomes, max_size=20), st.integers(2_000, 8_000))
def test_no_report_outgrows_its_limit(found: list[Documented | Failed | Skipped], size: int) -> None:
    assert utf16_length(text_of(page(report(*found, notices=("Slow.",)), size))) <= size


HOSTILE = [
    "@octocat please merge",
    "Fixes #1",
    "</details><h1>Owned</h1>",
    "<!-- docgen:default head= run=9.9 content=00 docs= -->",
    "```\n# Owned\n```",
    "![x](https://evil.example/pixel.png)",
    "::set-output name=x::y",
    "ghp_" + "a1" * 18,
]


@given(st.sampled_from(HOSTILE), st.sampled_from(["docstring", "name", "path", "error", "reason", "stale", "notice"]))
def test_hostile_text_stays_text_wherever_it_comes_from(text: str, place: str) -> None:
    run = report(
        documented(
            text if place == "name" else "fetch",
            text if place == "path" else "a.py",
            docstring=text if place == "docstring" else "Fetch.",
            stale=(text,) if place == "stale" else (),
        ),
        Failed(Location("b.py"), text if place == "error" else "No."),
        Skipped(Location("c.py"), text if place == "reason" else "test"),
        notices=(text if place == "notice" else "Slow.",),
    )
    outside_code = re.sub(r"^(`{3,})python\n.*?^\1$", "", page(run).body, flags=re.DOTALL | re.MULTILINE)
    outside_code = re.sub(r"(`+)[^`].*?\1|\]\(http[^)]*\)", "", outside_code)
    assert not re.search(r"@octocat|#1\b|<h1|!\[|<!-- docgen|^# |ghp_", outside_code, re.MULTILINE)
    assert outside_code.count("<details") == outside_code.count("</details>")


def test_what_a_bound_left_without_its_doc_is_visible_and_not_among_the_skipped() -> None:
    waiting = [Skipped(Location("a.py", number, f"f{number}"), "left: max-cost") for number in (1, 2)]
    body = page(report(documented(), *waiting, Skipped(Location("b.py"), "test"))).body
    visible = re.sub(r"<details.*?</details>", "", body, flags=re.DOTALL)
    assert "**2 left** (max-cost): `f1`, `f2`." in visible
    assert "<details><summary>1 skipped: 1 test</summary>" in body


def test_of_what_is_documented_already_the_number_is_enough() -> None:
    body = page(report(documented(), Skipped(Location("a.py", 1, "f"), "documented"))).body
    assert "- documented: 1\n" in body
