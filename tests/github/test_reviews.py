from collections.abc import Iterator
from pathlib import Path

import pytest

from docgen.errors import RefusedError
from docgen.github.reviews import LineComment, Reviews
from tests.delivery.scene import PATH, Scene, open_scene


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    with open_scene(tmp_path) as opened:
        yield opened


def reviews(scene: Scene) -> Reviews:
    return Reviews(scene.connection(), scene.pull.number)


def on_lines(start: int, stop: int) -> LineComment:
    return LineComment(PATH, start, stop, "Better so.")


def test_one_review_carries_comments_on_single_lines_and_on_several(scene: Scene) -> None:
    url = reviews(scene).create(scene.head, "Two.", [on_lines(4, 4), on_lines(4, 5)])
    (review,) = scene.github.reviews(scene.pull)
    assert url.endswith(f"#pullrequestreview-{review.id}")
    comments = scene.github.review_comments(scene.pull)
    assert [(comment.start_line, comment.line) for comment in comments] == [(None, 4), (4, 5)]


def test_lines_outside_of_the_diff_are_refused(scene: Scene) -> None:
    with pytest.raises(RefusedError, match="must be part of the diff"):
        reviews(scene).create(scene.head, "No.", [on_lines(99, 99)])


def test_a_look_shows_the_head_and_own_threads(scene: Scene) -> None:
    reviews(scene).create(scene.head, "Two.", [on_lines(4, 4), on_lines(5, 5)])
    threads = reviews(scene).look()
    assert threads.head_sha == scene.head
    assert [(thread.body, thread.is_current) for thread in threads.own] == [("Better so.", True)] * 2


def test_threads_of_others_are_not_shown(scene: Scene) -> None:
    reviews(scene).create(scene.head, "Ours.", [on_lines(4, 4)])
    token = scene.github.add_token("octocat", contents="read", pull_requests="write")
    assert Reviews(scene.connection(token), scene.pull.number).look().own == ()


@pytest.mark.parametrize(("login", "is_declined"), [("octocat", True), ("github-actions[bot]", False)])
def test_a_thread_that_somebody_else_resolved_was_declined(scene: Scene, login: str, is_declined: bool) -> None:
    reviews(scene).create(scene.head, "One.", [on_lines(4, 4)])
    (comment,) = scene.github.review_comments(scene.pull)
    scene.github.state.resolved_threads[comment.id] = login
    (thread,) = reviews(scene).look().own
    assert (thread.is_closed, thread.is_declined) == (True, is_declined)


def test_a_thread_on_a_file_that_changed_is_outdated(scene: Scene) -> None:
    reviews(scene).create(scene.head, "One.", [on_lines(4, 4)])
    scene.push({PATH: "x = 1\n"})
    (thread,) = reviews(scene).look().own
    assert thread.is_outdated


@pytest.mark.parametrize("contents", ["read", "write"])
def test_a_thread_is_closed_with_the_permission_at_hand(scene: Scene, contents: str) -> None:
    scene.github.permit(contents=contents)
    reviews(scene).create(scene.head, "One.", [on_lines(4, 4)])
    (thread,) = reviews(scene).look().own
    reviews(scene).close(thread)
    (closed,) = reviews(scene).look().own
    assert closed.is_closed
    assert not closed.is_declined
