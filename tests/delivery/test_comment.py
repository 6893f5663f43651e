from collections.abc import Iterator
from pathlib import Path

import pytest

from docgen.delivery.comment import CommentDelivery
from docgen.delivery.interface import Delivered
from docgen.delivery.marker import Run, Stamp, parse_marker
from docgen.errors import DeliveryError
from docgen.github.comments import Conversation, Thread
from docgen.model import Failed, Location, Report
from tests.delivery.reports import edit
from tests.delivery.scene import LINKS, PATH, Scene, open_scene

COMMENTS = r"/issues/\d+/comments"


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    with open_scene(tmp_path) as opened:
        yield opened


def deliver(scene: Scene, *names: str, run: int = 5, head: str = "") -> Delivered:
    return scene.comment_delivery(run).deliver(scene.report(*names, head=head), [edit()])


def shown_run(body: str) -> int:
    marker = parse_marker(body)
    assert marker is not None
    return marker.stamp.run.id


# -- one comment --------------------------------------------------------------------------------------------------


def test_the_first_run_posts_the_comment(scene: Scene) -> None:
    delivered = deliver(scene, "fetch")
    assert len(scene.bodies) == 1
    assert "### docgen: 1 doc for 1 file" in scene.bodies[0]
    assert f"#issuecomment-{scene.github.comments(scene.pull)[0].id}" in delivered.comment_url


def test_the_next_head_updates_it_in_place_and_names_what_is_new(scene: Scene) -> None:
    deliver(scene, "fetch")
    before = scene.head
    scene.push({"b.py": "x = 1\n"})
    deliver(scene, "fetch", "parse", run=6)
    assert len(scene.bodies) == 1
    assert f"New since [`{before[:7]}`]" in scene.bodies[0]


def test_a_run_that_finds_the_same_leaves_it_alone(scene: Scene) -> None:
    deliver(scene, "fetch")
    written = scene.writes()
    delivered = scene.comment_delivery(6).deliver(scene.report("fetch", saved_usd=1.0, seconds=9.0), [edit()])
    assert scene.writes() == written
    assert delivered.comment_url


def test_each_case_takes_few_requests(scene: Scene) -> None:
    counts = []
    for names, run in ((["fetch"], 5), (["fetch"], 6), (["parse"], 7)):
        before = len(scene.github.requests)
        deliver(scene, *names, run=run)
        counts.append(len(scene.github.requests) - before)
    assert counts == [3, 1, 3]  # look, write, look; look; look, write, look


def test_nothing_to_say_posts_nothing(scene: Scene) -> None:
    assert deliver(scene) == Delivered()
    assert scene.bodies == []


def test_a_comment_with_nothing_left_to_say_is_reduced_to_a_line(scene: Scene) -> None:
    deliver(scene, "fetch")
    deliver(scene, run=6)
    assert [body.splitlines()[2:] for body in scene.bodies] == [
        [
            f"docgen: nothing more to say about [`{scene.head[:7]}`](https://github.com/octo/archive/commit/{scene.head})."
        ]
    ]


def test_failures_are_worth_a_comment(scene: Scene) -> None:
    failed = Failed(Location(PATH, 4, "fetch"), "Refused.")
    scene.comment_delivery().deliver(Report((failed,), head_sha=scene.head), [])
    assert "**1 failure**" in scene.bodies[0]


def test_comments_of_different_ids_live_side_by_side(scene: Scene) -> None:
    for comment_id in ("backend", "frontend", "backend"):
        scene.comment_delivery(comment_id=comment_id).deliver(scene.report("fetch"), [edit()])
    assert len(scene.bodies) == 2


# -- finding it ---------------------------------------------------------------------------------------------------


def test_ours_is_found_behind_hundreds_of_others(scene: Scene) -> None:
    for number in range(250):
        scene.github.add_comment(scene.pull, f"Comment {number}")
    deliver(scene, "fetch")
    deliver(scene, "parse", run=6)
    assert len(scene.bodies) == 251
    assert "`parse`" in scene.bodies[-1]


def test_a_comment_of_somebody_else_with_our_marker_is_not_ours(scene: Scene) -> None:
    deliver(scene, "fetch")
    forged = scene.github.add_comment(scene.pull, scene.bodies[0].replace("run=5.1", "run=99.1"), login="mallory")
    deliver(scene, "parse", run=6)
    assert scene.github.comments(scene.pull)[-1].body == forged.body
    assert "`parse`" in scene.bodies[0]


def test_another_comment_of_the_same_account_is_not_ours(scene: Scene) -> None:
    scene.github.add_comment(scene.pull, "Coverage: 99 %", login="github-actions[bot]")
    deliver(scene, "fetch")
    assert scene.bodies[0] == "Coverage: 99 %"
    assert len(scene.bodies) == 2


@pytest.mark.parametrize("login", ["docgen-app[bot]", "octocat"])
def test_ours_is_found_with_any_kind_of_token(scene: Scene, login: str) -> None:
    token = scene.github.add_token(login, contents="read", pull_requests="write")
    for run in (5, 6):
        scene.comment_delivery(run, token=token).deliver(scene.report("fetch", str(run)), [])
    assert len(scene.bodies) == 1
    assert shown_run(scene.bodies[0]) == 6


# -- faults -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("stored", [True, False])
def test_a_post_without_a_proper_answer_ends_as_one_comment(scene: Scene, stored: bool) -> None:
    scene.github.fail_next("POST", COMMENTS, status=502, after_effect=stored)
    delivered = deliver(scene, "fetch")
    assert len(scene.bodies) == 1
    assert delivered.comment_url


def test_a_post_whose_connection_broke_ends_as_one_comment(scene: Scene) -> None:
    scene.github.drop_next("POST", COMMENTS, after_effect=True)
    deliver(scene, "fetch")
    assert len(scene.bodies) == 1


def test_a_comment_deleted_meanwhile_is_posted_again(scene: Scene) -> None:
    deliver(scene, "fetch")
    conversation = Deleting(scene)
    delivery = CommentDelivery(conversation, LINKS, Stamp("", Run(6, 1)), scene.naps.append)
    delivery.deliver(scene.report("parse"), [])
    assert len(scene.bodies) == 1
    assert "`parse`" in scene.bodies[0]


def test_github_staying_down_is_an_error_and_not_two_comments(scene: Scene) -> None:
    scene.github.fail_next("POST", COMMENTS, status=502, times=20)
    with pytest.raises(DeliveryError, match="did not confirm"):
        deliver(scene, "fetch")
    assert scene.bodies == []


def test_a_limit_is_waited_for(scene: Scene) -> None:
    scene.github.limit_next("POST", COMMENTS, retry_after=7)
    deliver(scene, "fetch")
    assert len(scene.bodies) == 1
    assert 7 in scene.naps


def test_a_locked_conversation_is_not_taken_for_a_lack_of_permission(scene: Scene) -> None:
    locked = {"message": "Unable to create comment because issue is locked."}
    scene.github.fail_next("POST", r"/issues/\d+/comments", status=403, body=locked)
    (notice,) = scene.comment_delivery().deliver(scene.report("fetch"), ()).notices
    assert "because issue is locked. Unlock the conversation" in notice
    assert "permissions" not in notice


@pytest.mark.parametrize("level", ["read", "none"])
def test_without_permission_the_run_goes_on_and_says_what_to_grant(scene: Scene, level: str) -> None:
    scene.github.permit(pull_requests=level)
    (notice,) = deliver(scene, "fetch").notices
    assert notice.startswith("The docs are in the job summary only.")
    assert "permissions:\n  pull-requests: write" in notice


# -- races --------------------------------------------------------------------------------------------------------


class Interrupted(Conversation):
    """Lets something happen between the first look and what follows from it."""

    def __init__(self, scene: Scene) -> None:
        super().__init__(scene.connection(), scene.pull.number)
        self._scene = scene
        self._is_first = True

    def look(self) -> Thread:
        thread = super().look()
        if self._is_first:
            self._is_first = False
            self.meanwhile(thread)
        return thread

    def meanwhile(self, thread: Thread) -> None:
        raise NotImplementedError


class Deleting(Interrupted):
    def meanwhile(self, thread: Thread) -> None:
        for comment in thread.own:
            self.delete(comment)


class Racing(Interrupted):
    """A whole other run happens in between."""

    def __init__(self, scene: Scene, other: int) -> None:
        super().__init__(scene)
        self._other = other

    def meanwhile(self, thread: Thread) -> None:
        deliver(self._scene, "fetch", "other", run=self._other)


@pytest.mark.parametrize(("ours", "other"), [(5, 6), (6, 5)])
def test_two_first_runs_at_once_leave_one_comment_with_the_newer_content(scene: Scene, ours: int, other: int) -> None:
    delivery = CommentDelivery(Racing(scene, other), LINKS, Stamp("", Run(ours, 1)), scene.naps.append)
    delivery.deliver(scene.report("fetch"), [])
    assert len(scene.bodies) == 1
    assert shown_run(scene.bodies[0]) == 6


def test_of_two_comments_the_oldest_stays_and_gets_the_newest_content(scene: Scene) -> None:
    deliver(scene, "fetch")
    first = scene.github.comments(scene.pull)[0]
    newer = first.body.replace("run=5.1", "run=7.1").replace("content=", "content=0")
    scene.github.add_comment(scene.pull, newer, login="github-actions[bot]")
    deliver(scene, "parse", run=6)
    assert [comment.id for comment in scene.github.comments(scene.pull)] == [first.id]
    assert shown_run(scene.bodies[0]) == 7


def test_an_older_run_does_not_overwrite_a_newer_one(scene: Scene) -> None:
    deliver(scene, "parse", run=6)
    body = scene.bodies[0]
    deliver(scene, "fetch", run=5)
    assert scene.bodies == [body]


def test_a_run_overtaken_by_a_push_delivers_nothing(scene: Scene) -> None:
    read = scene.head
    head = scene.push({"b.py": "x = 1\n"})
    deliver(scene, "parse", run=6)
    (notice,) = deliver(scene, "fetch", run=5, head=read).notices
    assert f"moved on from {read[:7]} to {head[:7]}" in notice
    assert shown_run(scene.bodies[0]) == 6


def test_a_run_overtaken_while_it_posts_leaves_one_comment_with_the_newer_content(scene: Scene) -> None:
    read = scene.head

    def overtake() -> None:
        scene.push({"b.py": "x = 1\n"})
        deliver(scene, "fetch", "parse", run=6)

    scene.github.meanwhile("POST", f"{COMMENTS}$", overtake)
    (notice,) = deliver(scene, "fetch", run=5, head=read).notices
    assert "moved on" in notice
    assert [shown_run(body) for body in scene.bodies] == [6]


def test_a_rerun_of_an_older_run_on_the_current_head_is_not_held_back_by_one_of_another_head(scene: Scene) -> None:
    first = scene.head
    deliver(scene, "fetch", run=5)
    scene.push({"b.py": "x = 1\n"})
    deliver(scene, "fetch", "parse", run=6)
    scene.github.push("feature", first)
    deliver(scene, "fetch", run=5)
    assert shown_run(scene.bodies[0]) == 5


def test_what_was_just_committed_leaves_the_comment_although_github_still_shows_the_old_head(scene: Scene) -> None:
    deliver(scene, "fetch")
    committed = scene.report(head="f" * 40)
    delivered = scene.comment_delivery(6).settle(committed, scene.head)
    assert "nothing more to say about [`fffffff`]" in scene.bodies[0]
    assert delivered.notices == ()
