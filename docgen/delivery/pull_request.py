"""Delivery as pull requests of our own: from branches that are brought up to date, never multiplied."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace

from docgen.delivery.body import description
from docgen.delivery.changeset import changes, changeset
from docgen.delivery.interface import Delivered
from docgen.delivery.links import Links
from docgen.delivery.message import content_digest, headline, written_content
from docgen.delivery.parts import Part, bench_name, branch_name, folder_of, is_bench, is_part, split
from docgen.errors import AccessError, DeliveryError, RefusedError
from docgen.github.branches import Branches, Tip
from docgen.github.commits import Commits, NewCommit
from docgen.github.proposals import Proposal, Proposals
from docgen.model import Edit, Report

_MOST_PULL_REQUESTS = 10
"""More at once bury reviewers; the next run goes on from the cache."""
_RUN_ON_A_BRANCH = "Run it on a branch that people work on."
_IN_THE_WAY = (
    "A branch that is called `docgen`, or a rule of the repository about branches, may stand in the way of "
    "branches that begin with `docgen/` and `docgen-next/`."
)
_SETTING = (
    "If the token is the workflow's own, also allow it in the repository's settings: "
    "Actions, General, Allow GitHub Actions to create and approve pull requests."
)


@dataclass(frozen=True, slots=True)
class Workshop:
    """What pull requests are made with in one repository."""

    commits: Commits
    branches: Branches
    proposals: Proposals


@dataclass(frozen=True, slots=True)
class PullRequestOptions:
    """What the user decided about pull requests.

    Attributes:
        base: The branch that was read and that they go into.
        headline: Their title and the commits' first line; empty for one that says what was done.
        most_files: The most files of one pull request.
    """

    base: str
    headline: str = ""
    most_files: int = 100


@dataclass(frozen=True, slots=True)
class _Proposed:
    """What became of one pull request.

    Attributes:
        url: Where it is; empty when there is none.
        notices: What a person should know about it.
    """

    url: str = ""
    notices: tuple[str, ...] = ()


class PullRequestDelivery:
    """Proposes edits as one pull request, or as several by directory where there are many files."""

    def __init__(self, workshop: Workshop, links: Links, options: PullRequestOptions) -> None:
        self._workshop = workshop
        self._links = links
        self._options = options

    def deliver(self, report: Report, edits: Sequence[Edit]) -> Delivered:
        """Bring the branches and their pull requests up to date.

        Raises:
            DeliveryError: If GitHub does not answer, or would have us wait too long.
        """
        if not changes(edits):
            return Delivered()
        try:
            reason = self._reason_to_propose_nothing()
            return Delivered(notices=(reason,)) if reason else self._propose_all(report, changes(edits))
        except AccessError as error:
            return Delivered(notices=(f"The docs are in the job summary only. {error} {_SETTING}",))
        except RefusedError as error:
            raise DeliveryError(error.what, f"{error.fix} {_IN_THE_WAY}".strip()) from error

    def _reason_to_propose_nothing(self) -> str:
        """Say why nothing can go into what was read; empty when it can."""
        base = self._options.base
        tip = self._workshop.branches.tip(base)
        if tip is None:
            return f"`{base}` is no branch of this repository, so the docs are in the job summary. {_RUN_ON_A_BRANCH}"
        # Where an app's token is used, our own branches are pushes too: each would start a run, and that the next.
        if is_bench(base) or (is_part(base) and tip.is_own):
            return f"`{base}` is docgen's own branch, into which it proposes nothing. {_RUN_ON_A_BRANCH}"
        return ""

    def _propose_all(self, report: Report, edits: Sequence[Edit]) -> Delivered:
        base = self._options.base
        proposals = self._workshop.proposals.all_open(base)
        folders = [folder for branch in proposals if (folder := folder_of(branch, base)) is not None]
        parts = split(edits, self._options.most_files, folders)
        urls: list[str] = []
        notices: list[str] = []
        for part in parts[:_MOST_PULL_REQUESTS]:
            branch = branch_name(base, part.folder)
            proposed = self._propose(branch, part, report, proposals.get(branch))
            urls += [proposed.url] if proposed.url else []
            notices += proposed.notices
        if rest := parts[_MOST_PULL_REQUESTS:]:
            notices.append(f"{len(rest)} more pull requests wait until some of these are decided.")
        if len(urls) > 1:
            notices.append(f"The docs are in {len(urls)} pull requests: {', '.join(urls)}")
        return Delivered(pull_request_url=urls[0] if urls else "", notices=tuple(notices))

    def _propose(self, branch: str, part: Part, report: Report, proposal: Proposal | None) -> _Proposed:
        """Bring one branch and its pull request up to date."""
        url = proposal.url if proposal else ""
        tip = self._workshop.branches.tip(branch)
        if tip is not None and not (tip.is_own and written_content(tip.message)):
            return _Proposed(url, notices=(f"`{branch}` has commits that are not docgen's, so it is left alone.",))
        if tip is not None and written_content(tip.message) == content_digest(part.edits):
            return _Proposed(url) if proposal else self._reopen(branch, part, report)
        change = changeset(self._workshop.commits, report.head_sha, report, part.edits, self._options.headline)
        if change.commit is None:
            return _Proposed(url, notices=change.left_out)
        if not self._push(branch, tip, change.commit):
            return _Proposed(url, notices=(f"`{branch}` moved on during this run, so it is left alone.",))
        return _Proposed(self._show(branch, part, report, proposal), notices=change.left_out)

    def _push(self, branch: str, tip: Tip | None, new: NewCommit) -> bool:
        """Make the branch hold the commit and nothing else; whether it did.

        It gets its commit in one move: a moment without any would close its pull request, and a branch that a run left
        without one when it died would look like somebody else's.
        """
        commits, branches = self._workshop.commits, self._workshop.branches
        bench = bench_name(branch)
        branches.put(bench, new.parent)
        try:
            sha = commits.create(bench, new)
            is_untouched = sha is not None and branches.tip(branch) == tip
            if sha is not None and is_untouched:
                self._place(branch, sha, is_new=tip is None)
        except DeliveryError:
            with suppress(DeliveryError):
                branches.delete(bench)
            raise
        branches.delete(bench)
        return is_untouched

    def _place(self, branch: str, sha: str, *, is_new: bool) -> None:
        if is_new:
            self._workshop.branches.create(branch, sha)
        else:
            self._workshop.branches.move(branch, sha, force=True)

    def _reopen(self, branch: str, part: Part, report: Report) -> _Proposed:
        """Open a pull request for a branch that is up to date, unless somebody did not want the very same."""
        latest = self._workshop.proposals.latest(branch, self._options.base)
        if latest is not None and latest.is_declined:
            what, fix = (
                f"{latest.url} was closed with the same docs.",
                f"Delete `{branch}` to have them proposed again.",
            )
            return _Proposed(notices=(f"{what} {fix}",))
        return _Proposed(self._show(branch, part, report, None))

    def _show(self, branch: str, part: Part, report: Report, proposal: Proposal | None) -> str:
        """Open the pull request, or have it say what the branch holds now; its address."""
        paths = {edit.path for edit in part.edits}
        outcomes = tuple(outcome for outcome in report.documented if outcome.symbol.path in paths)
        shown = replace(report, outcomes=outcomes, proven=tuple(path for path in report.proven if path in paths))
        title = headline(report, part.edits, self._options.headline)
        title = f"{title} in {part.folder}" if part.folder and not self._options.headline else title
        text = description(shown, part.edits, self._links)
        if proposal is None:
            return self._workshop.proposals.open(branch, self._options.base, title, text).url
        self._workshop.proposals.update(proposal, title, text)
        return proposal.url
