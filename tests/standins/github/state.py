"""What the stand-in knows besides git: pull requests, comments, reviews, tokens, limits."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from threading import RLock

from tests.standins.github.access import Token
from tests.standins.github.errors import unprocessable
from tests.standins.github.git import Git
from tests.standins.github.limits import Limits, RateLimit

PROTECTED = "Repository rule violations found\n\nChanges must be made through a pull request.\n\n"


@dataclass(slots=True)
class PullRequest:
    """One pull request. `head_ref` names the branch inside the store, where a fork has its own namespace."""

    number: int
    title: str
    body: str
    author: str
    base_branch: str
    base_sha: str
    head_branch: str
    head_repository: str
    head_ref: str
    head_sha: str
    """Where the branch points; of a branch that is gone, where it pointed last."""
    draft: bool
    state: str
    created_at: datetime
    updated_at: datetime
    author_association: str
    merged: bool = False
    labels: tuple[str, ...] = ()


@dataclass(slots=True)
class IssueComment:
    """One comment in the conversation of a pull request."""

    id: int
    number: int
    author: str
    body: str
    created_at: datetime
    updated_at: datetime
    minimized: str | None = None
    """Why the comment is hidden (`outdated`, …), None while it is shown."""


@dataclass(slots=True)
class Review:
    """One submitted review."""

    id: int
    number: int
    author: str
    body: str
    state: str
    commit: str
    submitted_at: datetime
    minimized: str | None = None


@dataclass(slots=True)
class ReviewComment:
    """One comment on lines of the diff. `review` is the review that it came with; `thread` its first comment."""

    id: int
    number: int
    review: int
    author: str
    body: str
    path: str
    side: str
    line: int
    start_side: str | None
    start_line: int | None
    position: int
    commit: str
    diff_hunk: str
    created_at: datetime
    updated_at: datetime
    thread: int
    minimized: str | None = None


@dataclass(slots=True)
class State:
    """Everything that outlives a request. Routes change it only while they hold `lock`."""

    repository: str
    git: Git
    url: str
    clock: Callable[[], datetime]
    private: bool
    limits: Limits
    rates: Mapping[str, RateLimit]
    """What is left of the hour, for `core` (REST) and for `graphql`."""
    default_branch: str = "main"
    actions_may_open_pulls: bool = True
    """The repository's setting that lets workflows open pull requests with their own token."""
    lock: RLock = field(default_factory=RLock)
    tokens: dict[str, Token] = field(default_factory=dict)
    collaborators: dict[str, str] = field(default_factory=dict)
    """Permission (`admin`, `write`, `read`, `none`) by login."""
    pulls: dict[int, PullRequest] = field(default_factory=dict)
    comments: dict[int, IssueComment] = field(default_factory=dict)
    reviews: dict[int, Review] = field(default_factory=dict)
    review_comments: dict[int, ReviewComment] = field(default_factory=dict)
    resolved_threads: dict[int, str] = field(default_factory=dict)
    """Who resolved a thread, by the id of its first comment."""
    signed: set[str] = field(default_factory=set)
    """Commits that GitHub made itself and signed."""
    protected: set[str] = field(default_factory=set)
    """Branches that take changes through pull requests only."""
    numbers: "count[int]" = field(default_factory=lambda: count(1))
    ids: "count[int]" = field(default_factory=lambda: count(3_000_000_001))  # beyond 32 bits, as GitHub's are

    def branch_ref(self, repository: str, branch: str) -> str:
        """The ref that a branch of the repository, or of a fork of it, has in the store."""
        return f"{self.branch_prefix(repository)}{branch}"

    def branch_prefix(self, repository: str) -> str:
        """What the refs of all branches of a repository begin with."""
        return "refs/heads/" if repository == self.repository else f"refs/forks/{repository}/heads/"

    def is_outdated(self, comment: ReviewComment) -> bool:
        """Whether the file has changed since a comment was made on it."""
        head = self.pulls[comment.number].head_sha
        return self.git.at_path(head, comment.path) != self.git.at_path(comment.commit, comment.path)

    def check_unprotected(self, ref: str) -> None:
        """Refuse to change a branch that is protected.

        Raises:
            RefusedError: 422, in GitHub's words.
        """
        if ref.removeprefix("refs/heads/") in self.protected:
            raise unprocessable(PROTECTED)

    def repositories(self) -> set[str]:
        """The repository and all forks that pull requests come from."""
        return {self.repository, *(pull.head_repository for pull in self.pulls.values())}

    def resolve(self, repository: str, revision: str) -> str | None:
        """Commit of a branch, tag, full ref or (abbreviated) id as a repository sees it, or None."""
        candidates = [self.branch_ref(repository, revision), f"refs/tags/{revision}"]
        for candidate in candidates:
            if (found := self.git.resolve(candidate)) is not None:
                return found
        return self.git.resolve(revision) if revision != "HEAD" else self.resolve(repository, self.default_branch)
