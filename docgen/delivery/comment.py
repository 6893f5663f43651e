"""Delivery as one comment on a pull request, which later runs keep up to date.

Runs race: two pushes within a second, a re-run, a run that is overtaken. So a run never acts on what it believes but
on what it sees: it looks, takes the steps that lead to one comment with the newest content, and looks again until there
is none left to take. Whoever looks last, it ends the same: the oldest of our comments stays, with the newest content.
GitHub has no "edit only if unchanged", so a rival that looked before our edit may still overwrite it a moment later:
the look after an edit waits for such a rival.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from docgen.delivery.body import comment_body, is_worth_a_comment
from docgen.delivery.interface import Delivered
from docgen.delivery.links import Links
from docgen.delivery.marker import Marker, Stamp, parse_marker
from docgen.errors import AccessError, DeliveryError, RefusedError, UncertainError
from docgen.github.comments import Comment, Conversation, Thread
from docgen.model import Edit, Report

_log = logging.getLogger(__name__)

_MOST_LOOKS = 6
_RIVAL_SECONDS = 2.0
"""What a rival takes from its look to its edit, with room to spare."""


@dataclass(frozen=True, slots=True)
class _Posted:
    """One of our comments with what it says about itself."""

    comment: Comment
    marker: Marker


class CommentDelivery:
    """Keeps one comment on a pull request.

    Args:
        conversation: The pull request's comments.
        links: Where things are on GitHub.
        stamp: Which comment it is and which run this is.
        sleep: Waits for a number of seconds.
    """

    def __init__(
        self, conversation: Conversation, links: Links, stamp: Stamp, sleep: Callable[[float], object] = time.sleep
    ) -> None:
        self._conversation = conversation
        self._links = links
        self._stamp = stamp
        self._sleep = sleep

    def deliver(self, report: Report, edits: Sequence[Edit]) -> Delivered:
        """Bring the comment up to date; without permission, say so instead.

        Raises:
            DeliveryError: If GitHub does not answer, or would have us wait too long.
        """
        return self._permitted(report, edits, frozenset({report.head_sha}))

    def settle(self, report: Report, old_head: str) -> Delivered:
        """Take what was just committed out of the comment, although GitHub may show the old head for a while.

        Raises:
            DeliveryError: If GitHub does not answer, or would have us wait too long.
        """
        return self._permitted(report, (), frozenset({old_head, report.head_sha}))

    def _permitted(self, report: Report, edits: Sequence[Edit], heads: frozenset[str]) -> Delivered:
        try:
            return self._converge(report, edits, heads)
        except AccessError as error:
            return Delivered(notices=(f"The docs are in the job summary only. {error}",))

    def _converge(self, report: Report, edits: Sequence[Edit], heads: frozenset[str]) -> Delivered:
        lost: DeliveryError | None = None
        for _ in range(_MOST_LOOKS):
            thread = self._conversation.look()
            posted = self._posted(thread)
            is_overtaken = thread.head_sha not in heads
            steps = self._merging(posted, thread.head_sha) if is_overtaken else self._steps(posted, report, edits)
            if not steps and is_overtaken:
                return Delivered(notices=(overtaken(report.head_sha, thread.head_sha),), is_overtaken=True)
            if not steps:
                return Delivered(comment_url=posted[0].comment.url if posted else "")
            try:
                for step in steps:
                    step()
                self._sleep(_RIVAL_SECONDS)
            except (UncertainError, RefusedError) as error:
                if isinstance(error, RefusedError) and not error.is_missing:
                    raise
                lost = error
                _log.info("%s Looking again.", error.what)
        raise lost or DeliveryError("The comment kept changing while it was updated.", "Run it again.")

    def _posted(self, thread: Thread) -> list[_Posted]:
        """Our comments of this id, oldest first: others may imitate the marker, but not the author."""
        marked = [(comment, parse_marker(comment.body)) for comment in thread.own]
        return [
            _Posted(comment, marker)
            for comment, marker in marked
            if marker is not None and marker.stamp.comment_id == self._stamp.comment_id
        ]

    def _steps(self, posted: list[_Posted], report: Report, edits: Sequence[Edit]) -> Sequence[Callable[[], None]]:
        """What leads from what is there to one comment with the newest content."""
        if not posted:
            if not is_worth_a_comment(report):
                return []
            return [partial(self._conversation.create, comment_body(report, edits, self._links, self._stamp, None))]
        return self._uniting(posted, self._newest_body(posted, report, edits))

    def _merging(self, posted: list[_Posted], head_sha: str) -> Sequence[Callable[[], None]]:
        """What makes one comment of several, when the run for another head has not seen the one that we just wrote."""
        if len(posted) < 2:
            return []
        newest = max(posted, key=lambda each: (each.marker.head_sha == head_sha, each.marker.stamp.run))
        return self._uniting(posted, newest.comment.body)

    def _uniting(self, posted: list[_Posted], body: str) -> Sequence[Callable[[], None]]:
        """Have the oldest comment say it, and remove the others."""
        oldest, *later = (each.comment for each in posted)
        steps = [partial(self._conversation.edit, oldest, body)] if body != oldest.body else []
        return steps + [partial(self._conversation.delete, comment) for comment in later]

    def _newest_body(self, posted: list[_Posted], report: Report, edits: Sequence[Edit]) -> str:
        """Our text, unless a later run has written about the same head, or one of them says the same already."""
        newest = max(posted, key=lambda each: (each.marker.head_sha == report.head_sha, each.marker.stamp.run))
        if newest.marker.head_sha == report.head_sha and newest.marker.stamp.run > self._stamp.run:
            return newest.comment.body
        body = comment_body(report, edits, self._links, self._stamp, newest.marker)
        ours = parse_marker(body)
        same = [each.comment.body for each in posted if ours and each.marker.says_the_same_as(ours)]
        return same[0] if same else body


def overtaken(read: str, now: str) -> str:
    """Why a run whose head is not the pull request's any more delivers nothing."""
    return (
        f"The pull request moved on from {read[:7]} to {now[:7]} during this run, so the run for {now[:7]} delivers; "
        "if there is none, start it again: what was written is in the cache."
    )
