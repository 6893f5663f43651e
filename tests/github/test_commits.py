from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path

import pytest

from docgen.errors import AccessError, RefusedError
from docgen.github import commits as commits_module
from docgen.github.commits import Commits, FileMode, NewCommit
from docgen.github.contents import blob_sha
from tests.delivery.scene import Scene, open_scene
from tests.standins.repositories import File, Files

FILES: Files = {"a.py": "a = 1\n", "src/b.py": File(b"b = 1\n", "100755"), "src/link.py": File(b"b.py", "120000")}


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    with open_scene(tmp_path, after=FILES) as opened:
        opened.github.permit(contents="write")
        yield opened


def new(scene: Scene, **files: bytes) -> NewCommit:
    contents = {path.replace("_", "/") + ".py": content for path, content in files.items()}
    return NewCommit(scene.head, "Change", "Why.", contents)


def commits(scene: Scene) -> Commits:
    return Commits(scene.connection())


def test_modes_tell_files_programs_and_links_apart(scene: Scene) -> None:
    found = commits(scene).modes(scene.head, ["a.py", "src/b.py", "src/link.py", "gone.py", "gone/too.py"])
    assert found == {
        "a.py": FileMode(0o100644, blob_sha(b"a = 1\n")),
        "src/b.py": FileMode(0o100755, blob_sha(b"b = 1\n")),
        "src/link.py": FileMode(0o120000, blob_sha(b"b.py")),
    }
    assert [mode.is_regular for mode in found.values()] == [True, True, False]


def test_modes_of_many_folders_take_one_request_for_fifty(scene: Scene) -> None:
    head = scene.push({f"part{number}/a.py": "x = 1\n" for number in range(120)})
    before = len(scene.github.requests)
    assert len(commits(scene).modes(head, [f"part{number}/a.py" for number in range(120)])) == 120
    assert len(scene.github.requests) - before == 3


def test_a_commit_of_plain_files_is_one_signed_request(scene: Scene) -> None:
    before = len(scene.github.requests)
    sha = commits(scene).create("feature", new(scene, a=b"a = 2\n", src_c=b"c = 1\n"))
    assert sha in scene.github.state.signed
    assert len(scene.github.requests) - before == 1
    assert scene.github.read("feature", "a.py") == b"a = 2\n"
    assert scene.github.read("feature", "src/c.py") == b"c = 1\n"


def test_what_is_too_much_for_one_request_goes_in_several_and_is_one_commit(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(commits_module, "_MOST_BYTES", 10)
    head = scene.head
    sha = commits(scene).create("feature", new(scene, a=b"a = 22\n", src_c=b"c = 11\n", src_d=b"\xff = 1\n"))
    assert scene.repository.tip("feature~1") == head
    assert scene.github.branches()["feature"] == sha
    assert [scene.github.read("feature", f"{name}.py") for name in ("a", "src/c", "src/d")] == [
        b"a = 22\n",
        b"c = 11\n",
        b"\xff = 1\n",
    ]


@pytest.mark.parametrize(("files", "is_committed"), [(101, True), (100, False)])
def test_a_refusal_that_may_be_for_the_number_of_files_is_tried_through_the_database(
    scene: Scene, files: int, is_committed: bool
) -> None:
    refusal = {"data": None, "errors": [{"type": "UNPROCESSABLE", "message": "Too many."}]}
    scene.github.fail_next("POST", "/graphql", status=200, body=refusal)
    change = new(scene, **{f"part_{number}": b"x = 1\n" for number in range(files)})
    with nullcontext() if is_committed else pytest.raises(RefusedError, match="Too many"):
        commits(scene).create("feature", change)
    assert (scene.github.branches()["feature"] != change.parent) is is_committed


@pytest.mark.parametrize("executable", [frozenset[str](), frozenset({"a.py"})])
def test_a_branch_that_moved_on_gets_no_commit(scene: Scene, executable: frozenset[str]) -> None:
    stale = replace(new(scene, a=b"a = 2\n"), executable=executable)
    head = scene.push({"c.py": "c = 1\n"})
    assert commits(scene).create("feature", stale) is None
    assert scene.github.branches()["feature"] == head


@pytest.mark.parametrize("executable", [frozenset[str](), frozenset({"a.py"})])
def test_what_a_forced_push_dropped_is_not_brought_back(scene: Scene, executable: frozenset[str]) -> None:
    kept = scene.head
    scene.push({"dropped.py": "x = 1\n"})
    change = replace(new(scene, a=b"a = 2\n"), executable=executable)
    path = "/git/commits$" if executable else "/graphql"
    scene.github.meanwhile("POST", path, lambda: scene.github.push("feature", kept))
    assert commits(scene).create("feature", change) is None
    assert scene.github.branches()["feature"] == kept


@pytest.mark.parametrize("executable", [frozenset[str](), frozenset({"a.py"})])
def test_a_protected_branch_is_an_error_and_no_stale_head(scene: Scene, executable: frozenset[str]) -> None:
    scene.github.state.protected.add("feature")
    with pytest.raises(RefusedError, match="through a pull request"):
        commits(scene).create("feature", replace(new(scene, a=b"a = 2\n"), executable=executable))


@pytest.mark.parametrize("executable", [frozenset[str](), frozenset({"a.py"})])
def test_a_token_that_may_not_write_is_told_what_it_lacks(scene: Scene, executable: frozenset[str]) -> None:
    scene.github.permit(contents="read")
    with pytest.raises(AccessError) as caught:
        commits(scene).create("feature", replace(new(scene, a=b"a = 2\n"), executable=executable))
    assert "contents: write" in caught.value.fix
