from hypothesis import given
from hypothesis import strategies as st

from docgen.delivery.parts import Part, branch_name, folder_of, split
from docgen.model import Edit


def edits(*paths: str) -> list[Edit]:
    return [Edit(path, b"", b"x") for path in paths]


def shape(parts: list[Part]) -> dict[str, list[str]]:
    return {part.folder: [edit.path for edit in part.edits] for part in parts}


def test_what_is_small_enough_stays_together() -> None:
    assert shape(split(edits("b/x.py", "a.py"), 2)) == {"": ["a.py", "b/x.py"]}


def test_what_is_too_much_is_split_by_directory_as_deep_as_needed() -> None:
    found = split(edits("a.py", "src/a/1.py", "src/a/2.py", "src/b/1.py", "src/b/c/1.py", "docs/1.py"), 2)
    assert shape(found) == {
        "": ["a.py"],
        "docs": ["docs/1.py"],
        "src/a": ["src/a/1.py", "src/a/2.py"],
        "src/b": ["src/b/1.py", "src/b/c/1.py"],
    }


def test_files_of_one_directory_stay_together_however_many() -> None:
    assert shape(split(edits("a/1.py", "a/2.py", "a/3.py"), 2)) == {"a": ["a/1.py", "a/2.py", "a/3.py"]}


def test_what_is_under_review_keeps_its_part_when_the_rest_becomes_small() -> None:
    assert shape(split(edits("a/1.py", "b/1.py"), 9, ["b"])) == {"": ["a/1.py"], "b": ["b/1.py"]}


def test_nothing_is_no_part() -> None:
    assert split([], 2, ["a"]) == []


names = st.text("ab+.%é -", min_size=1, max_size=4).filter(lambda name: name not in (".", ".."))
paths = st.lists(names, min_size=1, max_size=4).map("/".join)


@given(st.sets(paths, max_size=15), st.integers(1, 5), st.sets(paths, max_size=3))
def test_each_edit_is_in_exactly_one_part_of_a_directory_that_it_lies_in(
    found: set[str], most: int, settled: set[str]
) -> None:
    parts = split(edits(*found), most, settled)
    assert sorted(edit.path for part in parts for edit in part.edits) == sorted(found)
    assert len({part.folder for part in parts}) == len(parts)
    for part in parts:
        assert all(not part.folder or edit.path.startswith(f"{part.folder}/") for edit in part.edits)


@given(paths | st.just(""), st.sampled_from(["main", "release/1.x", "a+b"]))
def test_a_branch_tells_its_directory(folder: str, base: str) -> None:
    assert folder_of(branch_name(base, folder), base) == folder


def test_other_branches_are_not_ours() -> None:
    assert [folder_of(branch, "main") for branch in ("main", "docgen/mainline", "docgen/other+a")] == [None] * 3
