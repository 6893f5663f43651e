"""Delivery as suggestions on the lines of the diff, applied with a click; the comment takes what does not fit there."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from urllib.parse import quote

from docgen.delivery.comment import CommentDelivery, overtaken
from docgen.delivery.entries import labels
from docgen.delivery.interface import Delivered
from docgen.delivery.suggestions import Suggestion, suggestions
from docgen.delivery.words import count
from docgen.errors import AccessError, DeliveryError, RefusedError, UncertainError
from docgen.github import escape
from docgen.github.reviews import LineComment, Reviews, ReviewThread, ReviewThreads
from docgen.model import Documented, Edit, Report

_log = logging.getLogger(__name__)

_MOST_SUGGESTIONS = 50
"""More in one review are a burden for the reader, and for GitHub."""
_NOTHING = "Nothing was suggested. {}"
_MARKER = re.compile(r"<!-- docgen:(?P<id>[^ ]*) suggestion=(?P<digest>[0-9a-f]+) -->")

Patches = Callable[[], Mapping[str, str | None]]
"""Reads the pull request's diffs by path."""


@dataclass(frozen=True, slots=True)
class _Plan:
    """What to do about the suggestions that we want and those that are there.

    Attributes:
        new: To be posted.
        outdated: Threads to be closed.
    """

    new: tuple[Suggestion, ...]
    outdated: tuple[ReviewThread, ...]


class SuggestDelivery:
    """Keeps suggestions on a pull request up to date: none twice, none that no longer fits.

    Args:
        reviews: The pull request's reviews.
        patches: Reads the pull request's diffs.
        comment: Takes what cannot be suggested.
        comment_id: Which of several comments on one pull request that is; suggestions are told apart by it too.
    """

    def __init__(self, reviews: Reviews, patches: Patches, comment: CommentDelivery, comment_id: str) -> None:
        self._reviews = reviews
        self._patches = patches
        self._comment = comment
        self._marker_id = quote(comment_id, safe="")

    def deliver(self, report: Report, edits: Sequence[Edit]) -> Delivered:
        """Suggest what can be suggested and comment on the rest.

        Raises:
            DeliveryError: If GitHub does not answer, or would have us wait too long.
        """
        try:
            return self._suggest(report, edits)
        except AccessError as error:
            # A token that may not review may not comment either: then the comment's notice says it all.
            delivered = self._comment.deliver(report, edits)
            return replace(delivered, notices=delivered.notices or (_NOTHING.format(error),))
        except RefusedError as error:
            delivered = self._comment.deliver(report, edits)
            return replace(delivered, notices=(_NOTHING.format(error), *delivered.notices))

    def _suggest(self, report: Report, edits: Sequence[Edit]) -> Delivered:
        wanted = suggestions(edits, self._patches())[:_MOST_SUGGESTIONS] if edits else []
        threads = self._reviews.look()
        if threads.head_sha != report.head_sha:
            return Delivered(notices=(overtaken(report.head_sha, threads.head_sha),), is_overtaken=True)
        plan = self._plan(wanted, threads)
        url = self._post(plan.new, report) if plan.new else ""
        self._close(plan.outdated)
        rest = self._comment.deliver(_without(report, wanted), edits)
        return replace(rest, comment_url=rest.comment_url or url)

    def _plan(self, wanted: Sequence[Suggestion], threads: ReviewThreads) -> _Plan:
        """Compare what we want with what is there; what somebody declined stays away as it is."""
        found = [(thread, _MARKER.match(thread.body)) for thread in threads.own]
        ours = [(thread, match["digest"]) for thread, match in found if match and match["id"] == self._marker_id]
        there = {digest for thread, digest in ours if thread.is_declined or thread.is_current}
        digests = {suggestion.digest for suggestion in wanted}
        return _Plan(
            new=tuple(suggestion for suggestion in wanted if suggestion.digest not in there),
            outdated=tuple(
                thread
                for thread, digest in ours
                if not thread.is_closed and not (thread.is_current and digest in digests)
            ),
        )

    def _post(self, new: Sequence[Suggestion], report: Report) -> str:
        """Submit suggestions as one review; after a lost answer, look before trying again."""
        by_name = {_key(each): each for each in report.documented}
        comments = [self._comment_on_lines(each, by_name[each.path, each.qualified_name]) for each in new]
        body = f"docgen: {count(len(comments), 'docstring')} to take over as they are. Code unchanged: verified."
        try:
            return self._reviews.create(report.head_sha, body, comments)
        except UncertainError:
            if not self._plan(new, self._reviews.look()).new:
                return ""
        return self._reviews.create(report.head_sha, body, comments)

    def _close(self, outdated: Sequence[ReviewThread]) -> None:
        """Close threads whose suggestion no longer fits; where GitHub refuses, they stay."""
        for thread in outdated:
            try:
                self._reviews.close(thread)
            except DeliveryError as error:
                _log.info("%s", error)
                return

    def _comment_on_lines(self, suggestion: Suggestion, outcome: Documented) -> LineComment:
        """The suggestion as GitHub reads it: its lines verbatim in a fence that they cannot close."""
        fence = escape.fence(suggestion.text)
        body = (
            f"<!-- docgen:{self._marker_id} suggestion={suggestion.digest} -->\n"
            f"**{escape.code_span(outcome.symbol.display_name)}**{labels(outcome)}\n\n"
            f"{fence}suggestion\n{suggestion.text}\n{fence}"
        )
        return LineComment(suggestion.path, suggestion.lines.start, suggestion.lines.stop, body)


def _without(report: Report, suggested: Sequence[Suggestion]) -> Report:
    """The report without the docs that have their suggestion."""
    names = {(each.path, each.qualified_name) for each in suggested}
    rest = [each for each in report.outcomes if not isinstance(each, Documented) or _key(each) not in names]
    return replace(report, outcomes=tuple(rest))


def _key(outcome: Documented) -> tuple[str, str]:
    return outcome.symbol.path, outcome.symbol.qualified_name
