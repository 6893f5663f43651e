from itertools import accumulate

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docgen.delivery.suggestions import apply, hunks, suggestions
from docgen.model import Edit, LineRange, Splice
from tests.delivery.reports import edit


def patch(*hunk: tuple[int, int]) -> str:
    """A unified diff whose hunks show these lines at head."""
    return "\n".join(f"@@ -1,3 +{start},{size} @@ def f():\n context" for start, size in hunk)


def made(original: str, *splices: tuple[int, int, str]) -> Edit:
    content, parts = original, [Splice(f"f{start}", start, stop, text.encode()) for start, stop, text in splices]
    for start, stop, text in reversed(splices):
        content = content[:start] + text + content[stop:]
    return Edit("a.py", original.encode(), content.encode(), tuple(parts))


def test_hunks_are_the_lines_at_head() -> None:
    text = "@@ -1,3 +1,4 @@\n a\n@@ -10 +12 @@ class A:\n b\n@@ -20,2 +22,0 @@\n-c"
    assert hunks(text) == [LineRange(1, 4), LineRange(12, 12)]


def test_a_docstring_is_suggested_on_the_line_of_its_def() -> None:
    (found,) = suggestions([edit()], {"src/archive/client.py": patch((1, 5))})
    assert found.lines == LineRange(4, 4)
    assert found.before == "async def fetch(url: str, timeout: float = 3.0) -> bytes:"
    assert found.text.startswith(found.before + '\n    """Fetch a page of the archive.\n')
    assert found.text.endswith('\n    """')


def test_the_line_below_is_taken_when_the_def_is_not_in_the_diff() -> None:
    (found,) = suggestions([edit()], {"src/archive/client.py": patch((5, 1))})
    assert found.lines == LineRange(5, 5)
    assert found.text.endswith('"""\n    return await _get(url, timeout)')


def test_a_replaced_docstring_is_suggested_on_all_its_lines() -> None:
    original = 'def f():\n    """Old\n    words.\n    """\n    return 1\n'
    (found,) = suggestions([made(original, (13, 38, '"""New."""'))], {"a.py": patch((1, 5))})
    assert (found.lines, found.text) == (LineRange(2, 4), '    """New."""')


@pytest.mark.parametrize("shown", [patch((1, 2)), patch((3, 3)), patch((1, 2), (3, 3)), "", None])
def test_lines_that_no_single_hunk_shows_are_not_suggested_on(shown: str | None) -> None:
    original = 'def f():\n    """Old\n    words.\n    """\n    return 1\n'
    assert suggestions([made(original, (13, 38, '"""New."""'))], {"a.py": shown}) == []


def test_two_suggestions_never_share_a_line() -> None:
    original = "class A:\n    def f(self):\n        return 1\n"
    found = suggestions(
        [made(original, (9, 9, '    """A."""\n'), (26, 26, '        """F."""\n'))], {"a.py": patch((2, 2))}
    )
    lines = [line for each in found for line in range(each.lines.start, each.lines.stop + 1)]
    assert len(lines) == len(set(lines))


@pytest.mark.parametrize(
    "original",
    [
        "def f():\r\n    return 1\r\n",
        "def f(x='\u202e'):\n    return 1\n",
        "def f(k='ghp_" + "a1" * 18 + "'):\n    pass\n",
    ],
    ids=["other line ends", "hidden characters", "a secret"],
)
def test_what_github_would_change_or_may_not_show_is_not_suggested(original: str) -> None:
    start = len(original.encode().partition(b"\n")[0]) + 1
    broken = Edit("a.py", original.encode(), b"", (Splice("f", start, start, b'    """F."""\n'),))
    found = suggestions([broken], {"a.py": patch((1, 1))})
    assert found == []


def test_a_file_in_another_encoding_is_not_suggested_on() -> None:
    original = "# coding: latin-1\ndef caf\xe9():\n    return 1\n".encode("latin-1")
    start = original.index(b"    return")
    other = Edit("a.py", original, b"", (Splice("f", start, start, b'    """F."""\n'),))
    assert suggestions([other], {"a.py": patch((1, 3))}) == []


def test_the_last_line_without_line_feed_is_left_alone() -> None:
    assert suggestions([made("def f(): pass", (8, 9, '\n    """F."""\n    '))], {"a.py": patch((1, 1))}) == []


def test_the_same_suggestion_on_moved_lines_is_the_same() -> None:
    shown = {"a.py": patch((1, 9))}
    (first,) = suggestions([made("def f():\n    return 1\n", (9, 9, '    """F."""\n'))], shown)
    (moved,) = suggestions([made("import x\ndef f():\n    return 1\n", (18, 18, '    """F."""\n'))], shown)
    assert first.lines != moved.lines
    other = made("def f():\n    return 1\n", (9, 9, '    """G."""\n'))
    assert suggestions([other], shown)[0].digest != first.digest


lines = st.lists(st.text("ab é😀#:", max_size=6), min_size=1, max_size=12)


@st.composite
def edits(draw: st.DrawFn) -> Edit:
    """A file with docstrings put between some of its lines, and with some of its lines replaced."""
    texts = [f"{text}\n".encode() for text in draw(lines)]
    ends = [0, *accumulate(map(len, texts))]
    original, splices, content = b"".join(texts), [], b""
    for index, text in enumerate(texts):
        change = draw(st.sampled_from(["keep", "insert", "replace"]))
        if change == "insert":
            splices.append(Splice(f"f{index}", ends[index], ends[index], b'"""x"""\n'))
            content += b'"""x"""\n' + text
        elif change == "replace":
            splices.append(Splice(f"f{index}", ends[index], ends[index + 1] - 1, b'"""\ny"""'))
            content += b'"""\ny"""\n'
        else:
            content += text
    return Edit("a.py", original, content, tuple(splices))


@given(edits(), st.lists(st.tuples(st.integers(1, 12), st.integers(0, 6)), max_size=3))
def test_accepting_all_suggestions_does_what_their_splices_do(found: Edit, shown: list[tuple[int, int]]) -> None:
    chosen = suggestions([found], {"a.py": patch(*shown)})
    names = {suggestion.qualified_name for suggestion in chosen}
    expected = found.original
    for splice in reversed(found.splices):
        if splice.qualified_name in names:
            expected = expected[: splice.start] + splice.text + expected[splice.stop :]
    assert apply(found.original.decode(), chosen).encode() == expected


@given(edits())
def test_in_a_new_file_everything_is_suggested_that_shares_no_line(found: Edit) -> None:
    chosen = suggestions([found], {"a.py": patch((1, 99))})
    if all(splice.start == splice.stop for splice in found.splices) and found.splices[:1]:
        assert len(chosen) >= len(found.splices) - 1
