"""Runs that write at the same time, in every order in which their requests can reach GitHub."""

from collections.abc import Sequence
from itertools import permutations
from threading import Condition
from threading import Thread as OsThread

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from docgen.delivery.body import comment_body
from docgen.delivery.comment import CommentDelivery
from docgen.delivery.marker import Run, Stamp, parse_marker
from docgen.errors import RefusedError
from docgen.github.comments import Comment, Conversation, Thread
from docgen.model import Report
from tests.delivery.reports import HEAD, documented, report
from tests.delivery.scene import LINKS


class Stage:
    """Lets the requests of several runs through in a given order, and then in any."""

    def __init__(self, order: Sequence[int]) -> None:
        self._order = list(order)
        self._passive: set[int] = set()
        self._about_to_write: set[int] = set()
        self._turn = Condition()

    def finish(self, actor: int) -> None:
        with self._turn:
            self._about_to_write.discard(actor)
            self._passive.add(actor)
            self._turn.notify_all()

    def outwait(self, actor: int) -> None:
        """Wait for whoever has looked and not yet written, as the pause before the next look does."""
        with self._turn:
            self._passive.add(actor)
            self._turn.notify_all()
            self._turn.wait_for(lambda: not self._about_to_write)
            self._passive.discard(actor)

    def __enter__(self) -> None:
        self._turn.acquire()

    def __exit__(self, *_: object) -> None:
        self._turn.notify_all()
        self._turn.release()

    def await_turn(self, actor: int, *, to_look: bool = False) -> None:
        """Wait, with the stage entered, until it is this actor's turn."""
        self._turn.wait_for(lambda: self._next() in (None, actor))
        if self._order:
            self._order.pop(0)
        (self._about_to_write.add if to_look else self._about_to_write.discard)(actor)

    def _next(self) -> int | None:
        while self._order and self._order[0] in self._passive:
            self._order.pop(0)
        return self._order[0] if self._order else None


class Shared(Conversation):
    """A conversation in memory, each of whose requests takes effect at once."""

    def __init__(self, actor: int, stage: Stage, comments: dict[int, str]) -> None:
        self._actor = actor
        self._stage = stage
        self._comments = comments

    def look(self) -> Thread:
        with self._stage:
            self._stage.await_turn(self._actor, to_look=True)
            return Thread(HEAD, tuple(Comment(id_, f"#{id_}", body) for id_, body in sorted(self._comments.items())))

    def create(self, body: str) -> None:
        with self._stage:
            self._stage.await_turn(self._actor)
            self._comments[max(self._comments, default=0) + 1] = body

    def edit(self, comment: Comment, body: str) -> None:
        with self._stage:
            self._stage.await_turn(self._actor)
            if comment.id not in self._comments:
                raise RefusedError("Gone.", status=404)
            self._comments[comment.id] = body

    def delete(self, comment: Comment) -> None:
        with self._stage:
            self._stage.await_turn(self._actor)
            self._comments.pop(comment.id, None)


def play(order: Sequence[int], runs: int, first: str = "") -> dict[int, str]:
    """Have runs 1, 2, … deliver different docs at the same time; the comments that are left."""
    comments = {1: first} if first else {}
    stage = Stage(order)

    def run(number: int) -> None:
        stamp = Stamp("default", Run(number, 1))
        conversation = Shared(number, stage, comments)
        try:
            CommentDelivery(conversation, LINKS, stamp, lambda _: stage.outwait(number)).deliver(found(number), [])
        finally:
            stage.finish(number)

    threads = [OsThread(target=run, args=(number,)) for number in range(1, runs + 1)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return comments


def found(number: int) -> Report:
    return report(documented(f"function_{number}"))


def assert_newest_alone(comments: dict[int, str], runs: int) -> None:
    assert len(comments) == 1
    marker = parse_marker(next(iter(comments.values())))
    assert marker is not None
    assert marker.stamp.run == Run(runs, 1)


def earlier_comment() -> str:
    return comment_body(found(0), [], LINKS, Stamp("default", Run(0, 1)), None)


@pytest.mark.parametrize("first", ["", earlier_comment()], ids=["no comment", "a comment"])
@pytest.mark.parametrize("order", sorted(set(permutations([1, 1, 1, 1, 2, 2, 2, 2]))), ids=str)
def test_two_runs_leave_one_comment_with_the_newer_content(order: tuple[int, ...], first: str) -> None:
    assert_newest_alone(play(order, 2, first), 2)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from([1, 2, 3]), min_size=6, max_size=18), st.sampled_from(["", earlier_comment()]))
def test_three_runs_leave_one_comment_with_the_newest_content(order: list[int], first: str) -> None:
    assert_newest_alone(play(order, 3, first), 3)
