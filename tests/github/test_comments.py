from collections.abc import Iterator
from pathlib import Path

import pytest

from docgen.errors import AccessError, RefusedError, UncertainError
from docgen.github.comments import Conversation
from tests.delivery.scene import Scene, open_scene


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    with open_scene(tmp_path) as opened:
        yield opened


def conversation(scene: Scene, number: int = 0) -> Conversation:
    return Conversation(scene.connection(), number or scene.pull.number)


def test_a_look_shows_the_head_and_own_comments_of_all_pages_oldest_first(scene: Scene) -> None:
    conversation(scene).create("First.")
    for number in range(120):
        scene.github.add_comment(scene.pull, f"Comment {number}")
    conversation(scene).create("Last.")
    thread = conversation(scene).look()
    assert thread.head_sha == scene.head
    assert [comment.body for comment in thread.own] == ["First.", "Last."]
    assert [each.path for each in scene.github.requests].count("/graphql") == 2


def test_comments_are_edited_and_deleted(scene: Scene) -> None:
    talk = conversation(scene)
    talk.create("One.")
    talk.create("Two.")
    first, second = talk.look().own
    talk.edit(first, "Changed.")
    talk.delete(second)
    assert scene.bodies == ["Changed."]


def test_deleting_what_is_gone_is_fine_and_editing_it_is_not(scene: Scene) -> None:
    talk = conversation(scene)
    talk.create("One.")
    (comment,) = talk.look().own
    talk.delete(comment)
    talk.delete(comment)
    with pytest.raises(RefusedError) as caught:
        talk.edit(comment, "Changed.")
    assert caught.value.is_missing


def test_a_lost_answer_to_a_post_is_told_apart(scene: Scene) -> None:
    scene.github.fail_next("POST", "/comments", status=502, after_effect=True)
    with pytest.raises(UncertainError):
        conversation(scene).create("One.")
    assert scene.bodies == ["One."]


def test_a_pull_request_that_is_not_there_is_said_so(scene: Scene) -> None:
    with pytest.raises(RefusedError, match="99"):
        conversation(scene, 99).look()


def test_a_token_that_may_not_write_is_told_what_it_lacks(scene: Scene) -> None:
    scene.github.permit(pull_requests="read")
    with pytest.raises(AccessError) as caught:
        conversation(scene).create("One.")
    assert "pull-requests: write" in caught.value.fix
