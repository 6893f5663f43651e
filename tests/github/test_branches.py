from collections.abc import Iterator
from pathlib import Path

import pytest

from docgen.errors import RefusedError
from docgen.github.branches import Branches
from tests.delivery.scene import Scene, open_scene

ODD = "docgen/release/1.x+src+a%20b"


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    with open_scene(tmp_path) as opened:
        opened.github.permit(contents="write")
        yield opened


def branches(scene: Scene) -> Branches:
    return Branches(scene.connection())


def test_a_tip_tells_the_commit_its_parent_and_message(scene: Scene) -> None:
    tip = branches(scene).tip("feature")
    assert tip is not None
    assert (tip.sha, tip.parent) == (scene.head, scene.github.branches()["main"])
    assert (tip.message.strip(), tip.is_own, tip.viewer) == ("Change", False, "github-actions[bot]")


def test_a_branch_that_is_not_there_has_no_tip(scene: Scene) -> None:
    assert branches(scene).tip("gone") is None


def test_branches_of_any_name_are_made_moved_and_deleted(scene: Scene) -> None:
    main = scene.github.branches()["main"]
    branches(scene).create(ODD, main)
    branches(scene).move(ODD, scene.head)
    assert scene.github.branches()[ODD] == scene.head
    with pytest.raises(RefusedError, match="fast forward"):
        branches(scene).move(ODD, main)
    branches(scene).put(ODD, main)
    assert scene.github.branches()[ODD] == main
    branches(scene).delete(ODD)
    assert ODD not in scene.github.branches()


@pytest.mark.parametrize("stored", [True, False])
def test_a_branch_whose_making_was_not_confirmed_is_made_once(scene: Scene, stored: bool) -> None:
    scene.github.fail_next("POST", "/git/refs", status=502, after_effect=stored)
    branches(scene).create("new", scene.head)
    assert scene.github.branches()["new"] == scene.head
