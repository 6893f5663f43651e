"""The pipeline over many files: nothing is read far ahead of its docs, nothing is asked twice, nothing is forgotten."""

from __future__ import annotations

import ast
import gc
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from docgen.cache.interface import Entry
from docgen.cache.item import Item
from docgen.cache.lifetime import Lifetime
from docgen.cache.sqlite import SQLiteCache
from docgen.cache.sqlite_admin import SQLiteAdmin
from docgen.changes.interface import Reading
from docgen.changes.tree import Tree
from docgen.model import Change, Doc, Documented, Report, Skipped
from docgen.pipeline import document, plan
from docgen.steps.parts import Parts, Progress
from docgen.steps.survey import Survey, read
from docgen.writer.draft import DraftWriter
from docgen.writer.interface import Answer, Assignment, Gate

FILES = 700


class WatchedTree(Tree):
    """A tree that counts the files that were read."""

    read_files = 0

    def read(self, changes: Sequence[Change]) -> Iterator[Reading]:
        for source in super().read(changes):
            self.read_files += 1
            yield source


class WatchedWriter(DraftWriter):
    """A writer that notes how many files had been read when its first doc was there, and what it was asked about."""

    def __init__(self, tree: WatchedTree) -> None:
        super().__init__()
        self.tree = tree
        self.asked: list[str] = []
        self.read_before = 0

    def write(self, assignments: Iterable[Assignment], gate: Gate) -> Iterator[tuple[Answer, ...]]:
        for answers in super().write(assignments, gate):
            self.asked += (answer.chunk.fingerprint for answer in answers)
            self.read_before = self.read_before or self.tree.read_files
            yield answers


@pytest.fixture
def tree(tmp_path: Path) -> WatchedTree:
    return plant(tmp_path, FILES)


@pytest.fixture
def small_tree(tmp_path: Path) -> WatchedTree:
    return plant(tmp_path, 3)


def plant(tmp_path: Path, files: int) -> WatchedTree:
    """Files of one function, every tenth the same function."""
    for number in range(files):
        name = f"load_{number}" if number % 10 else "load"
        code = f"def {name}(path):\n    if path:\n        return open(path).read()\n    raise ValueError(path)\n"
        (tmp_path / f"m{number:03}.py").write_text('"""A module."""\n\n\n' + code, "utf-8")
    return WatchedTree(tmp_path)


@contextmanager
def open_parts(tree: WatchedTree, tmp_path: Path, **options: object) -> Iterator[Parts]:
    options = {"clock": lambda: 0.0, "sleep": lambda _seconds: None, **options}
    with closing(SQLiteCache(tmp_path / "cache.sqlite", lifetime=Lifetime())) as cache:
        yield Parts(tree, cache, WatchedWriter(tree), **options)  # type: ignore[arg-type]


def run(tree: WatchedTree, tmp_path: Path, **options: object) -> tuple[Report, WatchedWriter]:
    with open_parts(tree, tmp_path, **options) as parts:
        report, _ = document(parts)
    assert isinstance(parts.writer, WatchedWriter)
    return report, parts.writer


def test_docs_are_written_while_files_are_still_being_read(tree: WatchedTree, tmp_path: Path) -> None:
    report, writer = run(tree, tmp_path)
    assert len(report.documented) == FILES
    assert 0 < writer.read_before < FILES


def test_what_means_the_same_is_asked_about_once_however_far_apart_it_stands(tree: WatchedTree, tmp_path: Path) -> None:
    report, writer = run(tree, tmp_path)
    assert len(writer.asked) == len(set(writer.asked)) == report.cache_misses == FILES * 9 // 10 + 1


def test_a_second_run_asks_about_nothing(tree: WatchedTree, tmp_path: Path) -> None:
    first, _ = run(tree, tmp_path)
    second, writer = run(tree, tmp_path)
    assert writer.asked == []
    assert second.cache_hits == first.cache_misses
    assert [each.docstring for each in second.documented] == [each.docstring for each in first.documented]


UNFIT = Doc("Load what `somewhere_else` names.")
"""A doc that names what is not in these files."""


def spoil(folder: Path, doc: Doc = UNFIT) -> None:
    """Put a doc that does not hold in the place of every one."""
    with closing(SQLiteAdmin(folder / "cache.sqlite")) as admin:
        items = [content for content in admin.contents() if isinstance(content, Item)]
        admin.put([replace(item, entry=replace(item.entry, doc=doc)) for item in items])


def test_a_doc_that_does_not_hold_here_is_written_anew(small_tree: WatchedTree, tmp_path: Path) -> None:
    run(small_tree, tmp_path)
    spoil(tmp_path)
    report, writer = run(small_tree, tmp_path)
    assert len(report.documented) == 3
    assert len(writer.asked) == report.cache_misses == 3


def test_a_doc_is_held_against_every_place_that_means_the_same(tmp_path: Path) -> None:
    tree = plant(tmp_path, 11)
    with (tmp_path / "m000.py").open("a", encoding="utf-8") as file:
        file.write("\n\nmode = None\n")
    run(tree, tmp_path)
    spoil(tmp_path, Doc("Load a file.", "It is read at once. It is opened as `mode` says."))
    report, _ = run(tree, tmp_path)
    descriptions = [each.doc.description for each in report.documented if each.symbol.name == "load"]
    assert descriptions == ["It is read at once. It is opened as `mode` says.", "It is read at once."]


def test_a_doc_that_another_run_brings_and_that_does_not_hold_here_is_written_anew(
    small_tree: WatchedTree, tmp_path: Path
) -> None:
    _, writer = run(small_tree, tmp_path)
    keys = frozenset(writer.asked)
    path = tmp_path / "cache.sqlite"
    with closing(SQLiteAdmin(path)) as admin:
        admin.delete(keys)
    with closing(SQLiteCache(path, lifetime=Lifetime())) as other:
        assert other.claim(keys) == keys

        def bring(_seconds: float) -> None:
            other.store([Entry(key, UNFIT) for key in keys])

        report, writer = run(small_tree, tmp_path, sleep=bring)
    assert len(report.documented) == 3
    assert len(writer.asked) == len(keys)


def test_a_stopped_run_keeps_what_it_has_and_lists_what_it_did_not_read(tree: WatchedTree, tmp_path: Path) -> None:
    report, _ = run(tree, tmp_path, is_stopped=lambda: tree.read_files > 600)
    left = [outcome for outcome in report.skipped if outcome.reason == "left: stopped"]
    assert [outcome.location.path for outcome in left] == [f"m{number}.py" for number in range(600, FILES)]
    assert len(report.documented) == 600


def test_no_more_trees_are_held_than_a_little_source_has(tmp_path: Path) -> None:
    tree = plant(tmp_path, 8)
    for path in tmp_path.glob("*.py"):
        path.write_text(f"{path.read_text()}\n\nDATA = '{'x' * 200_000}'\n", "utf-8")
    gc.collect()
    gc.disable()  # else trees in cycles would pass for trees that were let go
    try:
        before = _count_trees()
        with open_parts(tree, tmp_path) as parts:
            alive = [_count_trees() - before for _ in read(parts, Survey(), lambda: None)]
    finally:
        gc.enable()
    assert len(alive) == 8
    assert max(alive) <= 3


def _count_trees() -> int:
    return sum(isinstance(thing, ast.Module) for thing in gc.get_objects())


def test_progress_ends_where_everything_is_done(tree: WatchedTree, tmp_path: Path) -> None:
    told: list[Progress] = []
    run(tree, tmp_path, progress=told.append)
    distinct = FILES * 9 // 10 + 1
    assert told[-1] == Progress(FILES, FILES, distinct, distinct, 0.0, composed=FILES, all_composed=FILES)
    assert [each.done for each in told] == sorted(each.done for each in told)


def test_a_plan_foretells_the_run(tree: WatchedTree, tmp_path: Path) -> None:
    with open_parts(tree, tmp_path) as parts:
        foretold = plan(parts)
    report, _ = run(tree, tmp_path)
    assert (foretold.cache_hits, foretold.cache_misses) == (report.cache_hits, report.cache_misses)
    assert [task.location for task in foretold.survey.tasks] == [each.location for each in report.documented]


def test_every_symbol_ends_as_exactly_one_outcome(tree: WatchedTree, tmp_path: Path) -> None:
    report, _ = run(tree, tmp_path)
    kinds = [type(outcome) for outcome in report.outcomes]
    assert (kinds.count(Documented), kinds.count(Skipped)) == (FILES, FILES)
