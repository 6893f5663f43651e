"""Pull requests and accounts as GitHub's JSON has them, in answers of its API and in event payloads."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

from docgen.github.interface import PullRequest


class _Payload(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class RepositoryPayload(_Payload):
    """A repository, as far as we need it."""

    full_name: str


class UserPayload(_Payload):
    """An account, as far as we need it."""

    login: str
    type: str = "User"


class _Branch(_Payload):
    sha: str
    ref: str
    repo: RepositoryPayload | None = None


class PullRequestPayload(_Payload):
    """A pull request, as far as we need it; payloads leave out more than GitHub's description admits."""

    number: int
    base: _Branch
    head: _Branch
    user: UserPayload | None = None
    draft: bool | None = False
    state: str = "open"
    changed_files: int = 0

    def value(self, repository: str) -> PullRequest:
        """The pull request in our own words."""
        return PullRequest(
            repository=self.base.repo.full_name if self.base.repo else repository,
            number=self.number,
            base_sha=self.base.sha,
            base_ref=self.base.ref,
            head_sha=self.head.sha,
            head_ref=self.head.ref,
            head_repository=self.head.repo.full_name if self.head.repo else "",
            author=self.user.login if self.user else "",
            is_by_bot=self.user is not None and self.user.type == "Bot",
            is_draft=bool(self.draft),
            is_open=self.state == "open",
            changed_files=self.changed_files,
        )
