from collections.abc import Iterator
from pathlib import Path

import pytest

from docgen.delivery.interface import Delivered
from docgen.delivery.pull_request import PullRequestDelivery, PullRequestOptions, Workshop
from docgen.errors import DeliveryError
from docgen.github.branches import Branches
from docgen.github.commits import Commits
from docgen.github.proposals import Proposals
from docgen.model import Edit, Report
from tests.delivery.reports import FETCH, documented, edit, report
from tests.delivery.scene import LINKS, PATH, Scene, open_scene
from tests.standins.github import PullRequest

OTHER = "src/tools/run.py"


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    with open_scene(tmp_path, {PATH: FETCH, OTHER: FETCH}, {"b.py": "x = 1\n"}) as opened:
        opened.github.permit(contents="write")
        yield opened


def main(scene: Scene) -> str:
    return scene.github.branches()["main"]


def deliver(scene: Scene, *edits: Edit, most_files: int = 100) -> Delivered:
    connection = scene.connection()
    workshop = Workshop(Commits(connection), Branches(connection), Proposals(connection))
    delivery = PullRequestDelivery(workshop, LINKS, PullRequestOptions("main", most_files=most_files))
    return delivery.deliver(found(scene, *edits), edits)


def found(scene: Scene, *edits: Edit) -> Report:
    outcomes = [documented("fetch", each.path) for each in edits]
    return report(*outcomes, head_sha=main(scene), proven=tuple(each.path for each in edits))


def proposed(scene: Scene) -> list[PullRequest]:
    return [pull for pull in scene.github.state.pulls.values() if pull.head_branch.startswith("docgen/")]


def another(path: str = PATH) -> Edit:
    """Another docstring for the same function."""
    first = edit(path)
    return Edit(path, first.original, first.content.replace(b"Fetch a page", b"Get a page"), first.splices)


def test_the_docs_are_proposed_from_a_branch_on_top_of_what_was_read(scene: Scene) -> None:
    base = main(scene)
    delivered = deliver(scene, edit())
    (pull,) = proposed(scene)
    assert (pull.head_branch, pull.base_branch, pull.title) == ("docgen/main", "main", "Add 1 docstring")
    assert "code unchanged: verified" in pull.body
    assert '"""Fetch a page of the archive.' in pull.body
    assert delivered.pull_request_url.endswith(f"/pull/{pull.number}")
    assert scene.github.read("docgen/main", PATH) == edit().content
    assert scene.repository.tip("docgen/main~1") == base == main(scene)
    assert scene.head not in (base, scene.github.branches()["docgen/main"])


def test_the_next_run_leaves_what_is_up_to_date_alone(scene: Scene) -> None:
    first = deliver(scene, edit())
    written = scene.writes()
    tip = scene.github.branches()["docgen/main"]
    assert deliver(scene, edit()) == first
    assert scene.writes() == written
    assert scene.github.branches()["docgen/main"] == tip


def test_new_docs_update_branch_and_pull_request(scene: Scene) -> None:
    deliver(scene, edit())
    scene.push({"c.py": "y = 1\n"}, branch="main")
    deliver(scene, another(), edit(OTHER))
    (pull,) = proposed(scene)
    assert (pull.state, pull.title) == ("open", "Add 2 docstrings")
    assert scene.github.read("docgen/main", PATH) == another().content
    assert scene.repository.tip("docgen/main~1") == main(scene)
    assert [name for name in scene.github.branches() if name.startswith("docgen")] == ["docgen/main"]


def test_a_branch_left_over_from_a_run_that_died_is_no_hindrance(scene: Scene) -> None:
    deliver(scene, edit())
    scene.github.push("docgen-next/docgen/main", main(scene))
    deliver(scene, another())
    assert scene.github.read("docgen/main", PATH) == another().content


def test_a_run_that_dies_before_its_commit_leaves_nothing_that_looks_like_somebody_elses(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as dying:
        dying.setattr(Commits, "create", _die)
        with pytest.raises(KeyboardInterrupt):
            deliver(scene, edit())
    scene.push({"c.py": "y = 1\n"}, branch="main")
    deliver(scene, edit())
    assert scene.github.read("docgen/main", PATH) == edit().content
    assert len(proposed(scene)) == 1


def _die(*_: object) -> None:
    raise KeyboardInterrupt


def test_commits_of_people_on_our_branch_are_left_alone(scene: Scene) -> None:
    deliver(scene, edit())
    commit = scene.push({"note.txt": "Mine.\n"}, branch="docgen/main")
    delivered = deliver(scene, another())
    assert scene.github.branches()["docgen/main"] == commit
    assert "has commits that are not docgen's" in delivered.notices[0]


def test_what_somebody_closed_is_not_proposed_again_until_it_is_something_else(scene: Scene) -> None:
    deliver(scene, edit())
    proposed(scene)[0].state = "closed"
    delivered = deliver(scene, edit())
    assert [pull.state for pull in proposed(scene)] == ["closed"]
    assert "was closed with the same docs" in delivered.notices[0]
    deliver(scene, another())
    assert [pull.state for pull in proposed(scene)] == ["closed", "open"]


def test_many_files_are_split_by_directory_and_each_part_is_updated(scene: Scene) -> None:
    delivered = deliver(scene, edit(), edit(OTHER), most_files=1)
    titles = {pull.head_branch: pull.title for pull in proposed(scene)}
    assert titles == {
        "docgen/main+src+archive": "Add 1 docstring in src/archive",
        "docgen/main+src+tools": "Add 1 docstring in src/tools",
    }
    assert "2 pull requests" in delivered.notices[-1]
    deliver(scene, another(), edit(OTHER), most_files=100)
    assert len(proposed(scene)) == 2
    assert scene.github.read("docgen/main+src+archive", PATH) == another().content


def test_no_run_opens_more_pull_requests_than_people_can_read(tmp_path: Path) -> None:
    paths = [f"part{number:02}/a.py" for number in range(12)]
    with open_scene(tmp_path, dict.fromkeys(paths, FETCH), {"b.py": "x = 1\n"}) as scene:
        scene.github.permit(contents="write")
        delivered = deliver(scene, *map(edit, paths), most_files=1)
        assert len(proposed(scene)) == 10
        assert "2 more pull requests wait" in delivered.notices[0]


@pytest.mark.parametrize("stored", [True, False])
@pytest.mark.parametrize("path", [r"/pulls$", r"/git/refs$"])
def test_a_lost_answer_leads_to_one_pull_request(scene: Scene, path: str, stored: bool) -> None:
    scene.github.fail_next("POST", path, status=502, after_effect=stored)
    deliver(scene, edit())
    assert len(proposed(scene)) == 1


@pytest.mark.parametrize("permission", ["contents", "pull_requests"])
def test_without_permission_the_run_goes_on_and_says_what_to_grant(scene: Scene, permission: str) -> None:
    scene.github.permit(**{permission: "read"})
    (notice,) = deliver(scene, edit()).notices
    assert f"{permission.replace('_', '-')}: write" in notice
    assert "Allow GitHub Actions to create and approve pull requests" in notice


@pytest.mark.parametrize("in_the_way", ["docgen/main", "docgen-next/docgen/main"])
def test_a_rule_about_branches_is_told_and_no_branch_is_left_over(scene: Scene, in_the_way: str) -> None:
    before = scene.github.branches()
    if in_the_way == "docgen/main":  # the first is the one that the commit is made on
        scene.github.meanwhile("POST", r"/git/refs$", lambda: _refuse_branches(scene))
    else:
        _refuse_branches(scene)
    with pytest.raises(DeliveryError, match=r"Reference update failed.*a rule of the repository about branches"):
        deliver(scene, edit())
    assert scene.github.branches() == before


def _refuse_branches(scene: Scene) -> None:
    scene.github.fail_next("POST", r"/git/refs$", status=422, body={"message": "Reference update failed"})


def test_nothing_to_write_proposes_nothing(scene: Scene) -> None:
    assert deliver(scene, Edit(PATH, FETCH.encode(), FETCH.encode())) == Delivered()
    assert proposed(scene) == []
