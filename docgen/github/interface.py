"""What the GitHub room says to others: where the server is, pull requests and the files that they change."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Endpoints:
    """Where a GitHub server answers.

    Attributes:
        api_url: The REST API, as `GITHUB_API_URL` names it.
        graphql_url: The GraphQL API, as `GITHUB_GRAPHQL_URL` names it; derived from `api_url` when empty.
        server_url: What people open in a browser, as `GITHUB_SERVER_URL` names it.
    """

    api_url: str = "https://api.github.com"
    graphql_url: str = ""
    server_url: str = "https://github.com"


@dataclass(frozen=True, slots=True)
class PullRequest:
    """A pull request as it is now.

    Attributes:
        number: Its number.
        base_sha: Commit that it is to be merged into.
        base_ref: Branch that it is to be merged into.
        head_sha: Commit that it proposes.
        head_ref: Branch that it comes from.
        head_repository: Repository of that branch as `owner/name`; empty when it was deleted.
        author: Login of who opened it.
        author_association: What the author is to the repository, such as `MEMBER` or `NONE`.
        is_draft: Whether it is not meant for review yet.
        is_open: Whether it is neither merged nor closed.
        labels: Names of its labels.
        changed_files: How many files it changes, also beyond those that GitHub lists.
    """

    number: int
    base_sha: str
    base_ref: str
    head_sha: str
    head_ref: str
    head_repository: str
    author: str
    author_association: str
    is_draft: bool
    is_open: bool
    labels: tuple[str, ...]
    changed_files: int


@dataclass(frozen=True, slots=True)
class ChangedFile:
    """One row of a pull request's list of files.

    Attributes:
        path: Path at head.
        previous_path: Path at base, when it was renamed.
        status: GitHub's word: `added`, `modified`, `removed`, `renamed`, `copied`, `changed`, `unchanged`.
        blob_sha: Blob at head; of a removed file, at base.
        patch: The unified diff without its head; `None` when GitHub left it out, which says nothing about the file.
    """

    path: str
    previous_path: str
    status: str
    blob_sha: str
    patch: str | None = field(repr=False)
