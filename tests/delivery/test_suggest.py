from collections.abc import Iterator
from pathlib import Path

import pytest

from docgen.delivery.interface import Delivered
from docgen.delivery.suggest import SuggestDelivery
from docgen.github.pulls import Pulls
from docgen.github.reviews import Reviews
from docgen.model import Edit, Splice
from tests.delivery.reports import FETCH, edit
from tests.delivery.scene import PATH, Scene, open_scene

CLOSE = "\n\ndef close() -> None:\n    return None\n"
BOTH = FETCH + CLOSE


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    with open_scene(tmp_path) as opened:
        yield opened


def delivery(scene: Scene, run: int = 5, comment_id: str = "") -> SuggestDelivery:
    connection, number = scene.connection(), scene.pull.number
    return SuggestDelivery(
        Reviews(connection, number),
        lambda: {file.path: file.patch for file in Pulls(connection).files(number)},
        scene.comment_delivery(run, comment_id),
        comment_id,
    )


def deliver(scene: Scene, run: int = 5) -> Delivered:
    return delivery(scene, run).deliver(scene.report("fetch"), [edit()])


def with_close() -> Edit:
    """Docstrings for both functions of `BOTH`."""
    fetch, original = edit(), BOTH.encode()
    start = original.index(b"    return None")
    splice = Splice("close", start, start, b'    """Close."""\n')
    content = fetch.content + CLOSE.encode().replace(b"    return", b'    """Close."""\n    return')
    return Edit(PATH, original, content, (*fetch.splices, splice))


def test_docstrings_are_suggested_in_one_review_and_not_commented(scene: Scene) -> None:
    scene.push({PATH: BOTH})
    delivered = delivery(scene).deliver(scene.report("fetch", "close"), [with_close()])
    (review,) = scene.github.reviews(scene.pull)
    assert (review.state, review.commit) == ("COMMENTED", scene.head)
    assert "docgen: 2 docstrings to take over as they are." in review.body
    assert [comment.line for comment in scene.github.review_comments(scene.pull)] == [4, 8]
    assert scene.bodies == []
    assert f"pullrequestreview-{review.id}" in delivered.comment_url


def test_a_suggestion_holds_the_lines_as_they_will_be(scene: Scene) -> None:
    deliver(scene)
    (comment,) = scene.github.review_comments(scene.pull)
    assert comment.body.endswith(
        "**`fetch`**\n\n```suggestion\nasync def fetch(url: str, timeout: float = 3.0) -> bytes:\n"
        '    """Fetch a page of the archive.\n\n    Args:\n        url: Address of the page.\n'
        '        timeout: Seconds to wait.\n    """\n```'
    )


def test_the_next_run_suggests_nothing_twice(scene: Scene) -> None:
    deliver(scene)
    deliver(scene, run=6)
    scene.push({"b.py": "x = 1\n"})
    deliver(scene, run=7)
    assert len(scene.github.review_comments(scene.pull)) == 1


def test_the_next_run_suggests_what_is_new(scene: Scene) -> None:
    deliver(scene)
    scene.push({PATH: BOTH})
    delivery(scene).deliver(scene.report("fetch", "close"), [with_close()])
    comments = scene.github.review_comments(scene.pull)
    assert [comment.line for comment in comments if comment.minimized is None] == [4, 8]


@pytest.mark.parametrize("contents", ["write", "read"])
def test_a_suggestion_that_no_longer_fits_is_closed(scene: Scene, contents: str) -> None:
    scene.github.permit(contents=contents)
    deliver(scene)
    scene.push({PATH: "x = 1\n"})
    delivery(scene).deliver(scene.report(), [])
    (comment,) = scene.github.review_comments(scene.pull)
    assert comment.minimized == (None if contents == "write" else "outdated")
    assert list(scene.github.state.resolved_threads) == ([comment.id] if contents == "write" else [])


def test_a_closed_suggestion_is_not_closed_again(scene: Scene) -> None:
    deliver(scene)
    scene.push({PATH: "x = 1\n"})
    delivery(scene).deliver(scene.report(), [])
    sent = len(scene.github.requests)
    delivery(scene).deliver(scene.report(), [])
    assert sum(b"mutation" in str(each.body).encode() for each in scene.github.requests[sent:]) == 0


def test_a_declined_suggestion_does_not_come_back(scene: Scene) -> None:
    deliver(scene)
    (comment,) = scene.github.review_comments(scene.pull)
    scene.github.state.resolved_threads[comment.id] = "octocat"
    deliver(scene, run=6)
    assert len(scene.github.review_comments(scene.pull)) == 1
    assert scene.bodies == []


def test_what_is_not_in_the_diff_goes_to_the_comment(tmp_path: Path) -> None:
    far = "x = 1\n" * 20 + FETCH
    with open_scene(tmp_path, {PATH: far}, {PATH: "y = 2\n" + far}) as scene:
        original = b"y = 2\n" + far.encode()
        start = original.index(b"    return")
        splice = Splice("fetch", start, start, b'    """Fetch."""\n')
        found = Edit(PATH, original, original[:start] + splice.text + original[start:], (splice,))
        delivery(scene).deliver(scene.report("fetch"), [found])
        assert scene.github.review_comments(scene.pull) == []
        assert "`fetch`" in scene.bodies[0]


def test_suggestions_of_another_instance_are_left_alone(scene: Scene) -> None:
    deliver(scene)
    delivery(scene, comment_id="backend").deliver(scene.report(), [])
    assert scene.github.state.resolved_threads == {}
    assert [comment.minimized for comment in scene.github.review_comments(scene.pull)] == [None]


@pytest.mark.parametrize("stored", [True, False])
def test_a_review_whose_answer_was_lost_is_submitted_once(scene: Scene, stored: bool) -> None:
    scene.github.fail_next("POST", r"/pulls/\d+/reviews", status=502, after_effect=stored)
    deliver(scene)
    assert len(scene.github.reviews(scene.pull)) == 1


def test_a_review_that_github_refuses_becomes_a_comment(scene: Scene) -> None:
    body = {"message": "Unprocessable Entity", "errors": ["Pull request review thread line must be part of the diff"]}
    scene.github.fail_next("POST", r"/pulls/\d+/reviews", status=422, body=body)
    delivered = deliver(scene)
    assert "`fetch`" in scene.bodies[0]
    assert delivered.notices[0].startswith("Nothing was suggested. ")


def test_without_permission_it_is_said_once_and_the_run_goes_on(scene: Scene) -> None:
    scene.github.permit(pull_requests="read")
    (notice,) = deliver(scene).notices
    assert "pull-requests: write" in notice


def test_a_run_overtaken_by_a_push_suggests_nothing(scene: Scene) -> None:
    report = scene.report("fetch")
    scene.push({"b.py": "x = 1\n"})
    (notice,) = delivery(scene).deliver(report, [edit()]).notices
    assert "moved on" in notice
    assert scene.github.reviews(scene.pull) == []


def test_what_was_commented_and_is_now_suggested_leaves_the_comment(scene: Scene) -> None:
    scene.comment_delivery(4).deliver(scene.report("fetch"), [edit()])
    deliver(scene)
    assert "nothing more to say about" in scene.bodies[0]
