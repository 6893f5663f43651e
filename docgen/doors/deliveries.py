"""Which delivery a mode means, on a pull request and on a whole branch."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from docgen.changes.checkout import commit_at
from docgen.delivery.comment import CommentDelivery
from docgen.delivery.commit import CommitDelivery, CommitOptions
from docgen.delivery.files import FileDelivery
from docgen.delivery.interface import Delivered, Delivery
from docgen.delivery.links import Links
from docgen.delivery.marker import Run, Stamp
from docgen.delivery.nowhere import NoDelivery
from docgen.delivery.pull_request import PullRequestDelivery, PullRequestOptions, Workshop
from docgen.delivery.suggest import SuggestDelivery
from docgen.errors import DeliveryError
from docgen.github.branches import Branches
from docgen.github.comments import Conversation
from docgen.github.commits import Commits
from docgen.github.connection import Connection
from docgen.github.interface import PullRequest
from docgen.github.proposals import Proposals
from docgen.github.pulls import Pulls
from docgen.github.reviews import Reviews
from docgen.model import Edit, Report
from docgen.settings import Mode, Settings


@dataclass(frozen=True, slots=True)
class Destination:
    """Where docs can go.

    Attributes:
        connection: The repository.
        links: Where things are on GitHub.
        run: The workflow run.
        pull: The pull request; `None` for a run on a branch.
        head_sha: The commit that is looked at.
        branch: The branch that was read, if it is one of this repository; else empty.
        is_asked_for: Whether a person or a schedule started the run, rather than a push.
        workspace: Where the job's checkout lies, if it has one.
    """

    connection: Connection
    links: Links
    run: Run
    pull: PullRequest | None
    head_sha: str
    branch: str
    is_asked_for: bool
    workspace: Path


def build_delivery(mode: Mode, destination: Destination, settings: Settings) -> Delivery:
    """Build the delivery for a mode; what cannot be done there says so and leaves the docs to the job summary.

    Raises:
        DeliveryError: If the docs are to be written into a checkout that is not there, or not of what is read.
    """
    builders: dict[Mode, Callable[[], Delivery]] = {
        Mode.SUMMARY: NoDelivery,
        Mode.COMMENT: lambda: _comment(destination, settings) or _NO_PULL_REQUEST,
        Mode.SUGGEST: lambda: _suggestions(destination, settings),
        Mode.COMMIT: lambda: _commit(destination, settings),
        Mode.PULL_REQUEST: lambda: _pull_request(destination, settings),
        Mode.WRITE: lambda: _checkout(destination),
    }
    return builders[mode]()


@dataclass(frozen=True, slots=True)
class _Refused:
    """Delivers nothing and says why."""

    notice: str

    def deliver(self, report: Report, edits: Sequence[Edit]) -> Delivered:  # noqa: ARG002 - part of the interface
        return Delivered(notices=(self.notice,))


_NO_PULL_REQUEST = _Refused(
    "There is no pull request to comment on, so the docs are in the job summary. "
    "Use `mode: pull-request` or `mode: commit`, or name one in `pull-request-number`."
)
_NO_BRANCH = _Refused(
    "What was read is no branch of this repository, so the docs are in the job summary. Run it on a branch."
)


def _checkout(destination: Destination) -> Delivery:
    """Write into the job's checkout, if it is of what is read."""
    found = commit_at(destination.workspace)
    if not found:
        raise DeliveryError(
            "There is no checkout to write into.", "Put `actions/checkout` before docgen, without a `path`."
        )
    if found != destination.head_sha:
        raise DeliveryError(
            f"Nothing was written: the checkout is at {found[:7]}, but {destination.head_sha[:7]} is to be documented.",
            "Have `actions/checkout` take the same: for a pull request, "
            "`ref: ${{ github.event.pull_request.head.sha }}`.",
        )
    return FileDelivery(destination.workspace)


def _comment(destination: Destination, settings: Settings) -> CommentDelivery | None:
    if destination.pull is None:
        return None
    conversation = Conversation(destination.connection, destination.pull.number)
    return CommentDelivery(conversation, destination.links, Stamp(settings.comment_id, destination.run))


def _suggestions(destination: Destination, settings: Settings) -> Delivery:
    comment = _comment(destination, settings)
    if comment is None or destination.pull is None:
        return _NO_PULL_REQUEST
    number, connection = destination.pull.number, destination.connection

    def patches() -> Mapping[str, str | None]:
        return {file.path: file.patch for file in Pulls(connection).files(number)}

    return SuggestDelivery(Reviews(connection, number), patches, comment, settings.comment_id)


def _commit(destination: Destination, settings: Settings) -> Delivery:
    comment = _comment(destination, settings)
    if comment is None and not destination.branch:
        return _NO_BRANCH
    options = CommitOptions(settings.commit_message, may_follow_own=destination.is_asked_for)
    connection = destination.connection
    return CommitDelivery(Commits(connection), Branches(connection), destination.branch, comment, options)


def _pull_request(destination: Destination, settings: Settings) -> Delivery:
    if not destination.branch:
        return _comment(destination, settings) or _NO_BRANCH
    connection = destination.connection
    workshop = Workshop(Commits(connection), Branches(connection), Proposals(connection))
    options = PullRequestOptions(destination.branch, settings.commit_message, settings.max_files_per_pull_request)
    return PullRequestDelivery(workshop, destination.links, options)
