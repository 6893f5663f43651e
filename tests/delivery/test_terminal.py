from docgen.delivery.terminal import to_diff, to_markdown
from docgen.model import Edit, Report
from tests.delivery.reports import busy_report, documented, edit, report


def shown(run: Report) -> str:
    return to_markdown(run, [edit()])


def test_docs_are_shown_by_file_with_what_failed_and_what_was_skipped() -> None:
    text = shown(busy_report())
    assert text.startswith(
        "# 3 docs for 2 files\n\n## src/archive/client.py\n\n### fetch (line 4)\n\n```python\nasync def"
    )
    assert "### Client.close (line 40; out of date: `wait` is gone)" in text
    assert "- src/archive/odd.py:7 odd: The model's answer was cut off." in text
    assert "- private: 2\n- test: 1\n" in text
    assert text.endswith("$0.05 saved by the cache; The cache was slow.\n")


def test_drafts_are_marked() -> None:
    assert "### fetch (line 4; draft)" in shown(report(documented(is_draft=True)))


def test_a_terminal_is_not_steered_and_shown_no_secret() -> None:
    key = "ghp_" + "a1" * 18
    text = shown(report(documented("x\x1b[2J", "a\x1b]0;b.py", docstring=f"\x1b[31mUse {key}\x07.")))
    assert "\x1b" not in text
    assert "\x07" not in text
    assert key not in text


def test_a_docstring_with_a_fence_does_not_end_its_block() -> None:
    assert "````python\n" in shown(report(documented("use", docstring="Use:\n\n```\nfetch()\n```")))


def test_a_diff_shows_what_would_be_written_and_steers_no_terminal() -> None:
    text = to_diff([Edit("a.py", b"def f():\r\n    pass", b'def f():\r\n    """Do \x1b[2J."""\r\n    pass')])
    assert text == '--- a/a.py\n+++ b/a.py\n@@ -1,2 +1,3 @@\n def f():\n+    """Do [2J."""\n     pass\n'
