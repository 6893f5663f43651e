"""Delivery as one commit on the branch that was read: signed by GitHub, and only if the branch is where it was."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace

from docgen.delivery.changeset import changes, changeset
from docgen.delivery.comment import CommentDelivery
from docgen.delivery.interface import Delivered
from docgen.delivery.message import written_content
from docgen.errors import AccessError, DeliveryError, RefusedError
from docgen.github.branches import Branches
from docgen.github.commits import Commits
from docgen.model import Documented, Edit, Report

_log = logging.getLogger(__name__)

_ACTIONS_BOT = "github-actions[bot]"
_STARTS_NOTHING = (
    "Commits made with the workflow's own token start no workflows, so checks do not run for them. "
    "Give `github-token` a token of an app where they should."
)


@dataclass(frozen=True, slots=True)
class CommitOptions:
    """What the user decided about commits.

    Attributes:
        headline: First line of the message; empty for one that says what was done.
        may_follow_own: Whether a commit may come right after one of ours: where a person or a schedule started the run,
            and not our own commit.
    """

    headline: str = ""
    may_follow_own: bool = False


class CommitDelivery:
    """Commits edits to a branch, and leaves to a comment what it cannot commit.

    Args:
        commits: The repository's commits.
        branches: The repository's branches.
        branch: The branch that was read; empty when it is not in this repository.
        comment: The pull request's comment; `None` without a pull request.
        options: What the user decided.
    """

    def __init__(
        self,
        commits: Commits,
        branches: Branches,
        branch: str,
        comment: CommentDelivery | None,
        options: CommitOptions,
    ) -> None:
        self._commits = commits
        self._branches = branches
        self._branch = branch
        self._comment = comment
        self._options = options

    def deliver(self, report: Report, edits: Sequence[Edit]) -> Delivered:
        """Commit the edits, or say why not and comment instead.

        Raises:
            DeliveryError: If GitHub does not answer, or would have us wait too long.
        """
        if not changes(edits):
            return self._instead(report, edits, "")
        if not self._branch:
            return self._instead(
                report, edits, "The branch is in another repository, which the token may not write to."
            )
        try:
            return self._commit(report, changes(edits))
        except (AccessError, RefusedError) as error:
            return self._instead(report, edits, str(error))

    def _commit(self, report: Report, edits: Sequence[Edit]) -> Delivered:
        tip = self._branches.tip(self._branch)
        if tip is None:
            return self._instead(report, edits, f"There is no branch `{self._branch}` in this repository.")
        if tip.sha != report.head_sha:
            return Delivered(notices=(_moved_on(self._branch, report.head_sha),), is_overtaken=True)
        if tip.is_own and written_content(tip.message) and not self._options.may_follow_own:
            return self._instead(report, edits, "The last commit is docgen's own, and it does not follow itself.")
        change = changeset(self._commits, tip.sha, report, edits, self._options.headline)
        if change.commit is None:
            return self._instead(report, edits, " ".join(change.left_out))
        sha = self._commits.create(self._branch, change.commit)
        if sha is None:
            return Delivered(notices=(_moved_on(self._branch, report.head_sha),), is_overtaken=True)
        _log.info("Committed %s to %s.", sha, self._branch)
        notices = change.left_out + ((_STARTS_NOTHING,) if tip.viewer == _ACTIONS_BOT else ())
        return self._settle(report, sha, change.edits, notices)

    def _settle(self, report: Report, sha: str, committed: Sequence[Edit], notices: Sequence[str]) -> Delivered:
        """Leave to the comment what was not committed."""
        delivered = Delivered(commit_sha=sha, notices=tuple(notices))
        if self._comment is None:
            return delivered
        paths = {edit.path for edit in committed}
        rest = [each for each in report.outcomes if not (isinstance(each, Documented) and each.symbol.path in paths)]
        remaining = replace(report, outcomes=tuple(rest), proven=(), head_sha=sha)
        try:
            comment = self._comment.settle(remaining, report.head_sha)
        except DeliveryError as error:
            return replace(delivered, notices=(*delivered.notices, str(error)))
        return replace(delivered, comment_url=comment.comment_url, notices=(*delivered.notices, *comment.notices))

    def _instead(self, report: Report, edits: Sequence[Edit], why: str) -> Delivered:
        """Comment because nothing was committed; why, unless there was nothing to commit."""
        delivered = self._comment.deliver(report, edits) if self._comment else Delivered()
        return replace(delivered, notices=((f"Nothing was committed. {why}",) if why else ()) + delivered.notices)


def _moved_on(branch: str, read: str) -> str:
    return (
        f"Nothing was committed: {branch} moved on from {read[:7]} during this run. The run for its new head commits; "
        "if there is none, start it again: what was written is in the cache."
    )
