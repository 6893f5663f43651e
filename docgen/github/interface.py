"""What the GitHub room says to others: where the server is, pull requests and the files that they change."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Endpoints:
    """Where a GitHub server answers.

    Attributes:
        api_url: The REST API, as `GITHUB_API_URL` names it.
        graphql_url: The GraphQL API, as `GITHUB_GRAPHQL_URL` names it; derived from `api_url` when empty.
    """

    api_url: str = "https://api.github.com"
    graphql_url: str = ""


@dataclass(frozen=True, slots=True)
class PullRequest:
    """A pull request as it was when somebody looked.

    Attributes:
        repository: Repository that it is made to, as `owner/name`.
        number: Its number.
        base_sha: Tip of the branch that it is to be merged into.
        base_ref: Name of that branch.
        head_sha: Commit that it proposes.
        head_ref: Name of the branch that it comes from.
        head_repository: Repository of that branch; empty when it was deleted.
        author: Login of who opened it; empty when the account is gone.
        is_by_bot: Whether an app opened it.
        is_draft: Whether it is not meant for review yet.
        is_open: Whether it is neither merged nor closed.
        changed_files: How many files it changes, also beyond those that GitHub lists.
    """

    repository: str
    number: int
    base_sha: str
    base_ref: str
    head_sha: str
    head_ref: str
    head_repository: str
    author: str
    is_by_bot: bool
    is_draft: bool
    is_open: bool
    changed_files: int

    @property
    def is_fork(self) -> bool:
        """Whether its code comes from another repository, where anybody may write."""
        return self.head_repository.lower() != self.repository.lower()


@dataclass(frozen=True, slots=True)
class ChangedFile:
    """One row of a pull request's list of files.

    Attributes:
        path: Path at head.
        previous_path: Path at base.
        status: GitHub's word: `added`, `modified`, `removed`, `renamed`, `copied`, `changed`, `unchanged`.
        blob_sha: Blob at head; of a removed file, at base.
        patch: The hunks of its unified diff; `None` when GitHub left them out, which says nothing about the file.
    """

    path: str
    previous_path: str
    status: str
    blob_sha: str
    patch: str | None = field(repr=False)


@dataclass(frozen=True, slots=True)
class TreeFile:
    """One file of a commit's tree.

    Attributes:
        path: Its path.
        blob_sha: Its blob.
        size: Its size in bytes.
    """

    path: str
    blob_sha: str
    size: int
