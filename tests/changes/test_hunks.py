"""Changed lines: from patches as git and GitHub write them, from contents, and from patches that lie."""

import subprocess
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from docgen.changes.hunks import content_lines, patch_lines
from docgen.model import LineRange

TEXT = st.lists(
    st.sampled_from(["a\n", "b\n", "\n", " c\n", "+\n", "-- x\n", "@@ -1 +1 @@\n", "\\ No\n", "d\r\n"]), max_size=12
)
CONTENT = st.builds(lambda lines, end: ("".join(lines) + end).encode(), TEXT, st.sampled_from(["", "e"]))


def git_patch(directory: Path, before: bytes, after: bytes, context: int) -> str:
    """The hunks that git finds between two contents."""
    (directory / "before").write_bytes(before)
    (directory / "after").write_bytes(after)
    command = ["git", "diff", "--no-index", f"--unified={context}", "--", "before", "after"]
    diff = subprocess.run(command, cwd=directory, capture_output=True, check=False).stdout.decode()
    _, mark, hunks = diff.partition("\n@@ ")
    return f"@@ {hunks}" if mark else ""


def without(lines: Sequence[bytes], ranges: Sequence[LineRange]) -> list[bytes]:
    """The lines outside of ranges."""
    inside = {number for range_ in ranges for number in range(range_.start, range_.stop + 1)}
    return [line for number, line in enumerate(lines, 1) if number not in inside]


def is_subsequence(part: Sequence[bytes], whole: Sequence[bytes]) -> bool:
    """Whether all of a part comes in a whole, in order."""
    rest = iter(whole)
    return all(line in rest for line in part)


@pytest.mark.parametrize(
    ("patch", "expected"),
    [
        ("@@ -1 +1 @@\n-a\n+b", [(1, 1)]),
        ("@@ -1,3 +1,4 @@ def f():\n a\n+b\n+c\n-d\n e", [(2, 3)]),
        ("@@ -4,3 +4,2 @@\n a\n-b\n c", [(5, 4)]),
        ("@@ -3 +2,0 @@\n-b", [(3, 2)]),
        ("@@ -0,0 +1,2 @@\n+a\n+b\n\\ No newline at end of file", [(1, 2)]),
        ("@@ -1,2 +0,0 @@\n-a\n-b", [(1, 0)]),
        ("@@ -1 +1 @@\n-a\n\\ No newline at end of file\n+a\n", [(1, 1)]),
        ("@@ -1,2 +1,2 @@\n a\n-b\n+c\n@@ -9,2 +9,3 @@\n\n+x\n y", [(2, 2), (10, 10)]),
        ("@@ -1,3 +1,3 @@\n-a\n+b\n c\n-d\n+e", [(1, 1), (3, 3)]),
    ],
)
def test_patches_tell_the_lines_at_head(patch: str, expected: list[tuple[int, int]]) -> None:
    ranges = patch_lines(patch)
    assert ranges is not None
    assert [(found.start, found.stop) for found in ranges] == expected


@pytest.mark.parametrize(
    ("patch", "expected"),
    [
        ("@@ -1,3 +1,2 @@\n x\n-@a\n def f(): pass", (2, 2)),
        ("@@ -2 +1,0 @@\n-@a", (2, 2)),
        ("@@ -1,5 +1,2 @@\n x\n-    @a(\n-        1,\n-    )\n     def f(): pass", (2, 2)),
        ("@@ -1,4 +1,2 @@\n x\n-def e(): pass\n-@a\n def f(): pass", (2, 2)),
        ("@@ -1,3 +1,3 @@\n x\n-@a\n+y\n def f(): pass", (2, 3)),
        ("@@ -1,4 +1,2 @@\n x\n-@a\n-def e(): pass\n def f(): pass", (2, 1)),
        ("@@ -1,5 +1,2 @@\n x\n-    @a\n-    def e(): pass\n-\n     def f(): pass", (2, 1)),
    ],
)
def test_a_deleted_decorator_changes_the_line_that_it_was_above(patch: str, expected: tuple[int, int]) -> None:
    assert patch_lines(patch) == (LineRange(*expected),)


def test_contents_tell_a_deleted_decorator_too() -> None:
    assert content_lines(b"x\n@a(\n  1)\ndef f(): pass\n", b"x\ndef f(): pass\n") == (LineRange(2, 2),)


@pytest.mark.parametrize(
    "patch",
    [
        "",
        "Binary files differ",
        "@@ -1,2 +1,2 @@\n a",
        "@@ -1 +1 @@\n-a\n+b\n+c",
        "@@ -1 +1 @@\n-a\n?b",
        "@@ -5 +5 @@\n-a\n+b\n@@ -1 +1 @@\n-a\n+b",
        "@@ -1 +1 @@\n-a\n-b",
        "@@ -1 +1 @@\n-a\n+b\ndiff --git a/x b/y",
        "@@ -1 +99999999999999999999 @@\n-a\n+b",
        "@@ -\u0661 +1 @@\n-a\n+b",
    ],
)
def test_a_patch_that_contradicts_itself_tells_nothing(patch: str) -> None:
    assert patch_lines(patch) is None


@settings(max_examples=60, deadline=None)
@given(before=CONTENT, after=CONTENT)
def test_patches_of_git_are_understood_at_any_context(
    tmp_path_factory: pytest.TempPathFactory, before: bytes, after: bytes
) -> None:
    directory = tmp_path_factory.getbasetemp()
    patches = [git_patch(directory, before, after, context) for context in (0, 3)]
    if before == after:
        assert patches == ["", ""]
        return
    exact, generous = map(patch_lines, patches)
    assert exact is not None
    assert exact == generous
    assert is_subsequence(without(after.splitlines(keepends=True), exact), before.splitlines(keepends=True))


@given(before=CONTENT, after=CONTENT)
def test_contents_tell_every_line_that_is_new(before: bytes, after: bytes) -> None:
    ranges = content_lines(before, after)
    kept = without(after.split(b"\n"), ranges)
    assert is_subsequence(kept, before.split(b"\n"))
    assert bool(ranges) == (before != after)
    if kept == after.split(b"\n"):
        assert all(found.stop < found.start for found in ranges)


@given(before=CONTENT, after=CONTENT)
def test_contents_tell_separate_ranges_in_order(before: bytes, after: bytes) -> None:
    ranges = content_lines(before, after)
    assert all(left.stop < right.start for left, right in pairwise(ranges))


def test_long_passages_with_nothing_in_common_are_one_change() -> None:
    before = b"".join(b"%d\n" % number for number in range(6_000))
    after = b"head\n" + b"".join(b"x%d\n" % number for number in range(6_000)) + b"5999\n"
    assert content_lines(b"head\n" + before, after) == (LineRange(2, 6_001),)


@given(st.text(alphabet="@@ -+0123456789,\n\\a", max_size=80))
def test_no_patch_is_too_strange(patch: str) -> None:
    ranges = patch_lines(patch)
    assert ranges is None or all(found.start >= 1 for found in ranges)
