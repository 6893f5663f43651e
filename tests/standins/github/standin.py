"""The stand-in as tests use it."""

import secrets
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from threading import Event
from types import TracebackType
from typing import Self

from tests.standins.github.access import ACTIONS_BOT, Token
from tests.standins.github.events import Events
from tests.standins.github.exchange import Answer, Request
from tests.standins.github.faults import FaultScript
from tests.standins.github.git import Git
from tests.standins.github.limits import Limits, RateLimit
from tests.standins.github.log import Exchange
from tests.standins.github.pulls import NewPull, follow_branches, open_pull
from tests.standins.github.server import Server
from tests.standins.github.service import Service
from tests.standins.github.state import IssueComment, PullRequest, Review, ReviewComment, State


def _now() -> datetime:
    return datetime.now(UTC)


class GitHubStandin(FaultScript):
    """GitHub on loopback, as far as the API goes, on top of a real bare repository.

    It serves while its context is open. When the context closes without another error, requests or
    answers that break GitHub's own description of the API make it fail.

    Args:
        repository: full name, `owner/name`.
        git_dir: the bare repository with the branches that pull requests are opened from.
        private: whether reading needs permissions too.
        limits: sizes at which GitHub cuts or refuses.
        clock: tells the time.
        sleep: waits, for answers that are scripted to be slow; until the context closes at most.
    """

    def __init__(
        self,
        *,
        repository: str,
        git_dir: Path,
        private: bool = True,
        limits: Limits | None = None,
        clock: Callable[[], datetime] = _now,
        sleep: Callable[[float], object] | None = None,
    ) -> None:
        self._closing = Event()
        super().__init__(sleep or self._closing.wait)
        self._server = Server(self._handle)
        self._stack = ExitStack()
        git = Git(git_dir)
        rates = {name: RateLimit(clock) for name in ("core", "graphql")}
        self.state = State(repository, git, self._server.url, clock, private, limits or Limits(), rates)
        self.service = Service(self.state, self)
        self.events = Events(self.state)
        self.token = self.add_token(contents="read", pull_requests="write")

    def _handle(self, request: Request) -> Answer | None:
        return self.service.handle(request)

    def __enter__(self) -> Self:
        self._stack.enter_context(self.state.git)
        self._stack.enter_context(self._server)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._closing.set()
        self._stack.close()
        if error is None and self.violations:
            raise AssertionError("GitHub's rules were broken:\n" + "\n".join(self.violations))

    @property
    def url(self) -> str:
        """What goes into `GITHUB_API_URL`; GraphQL is at `/graphql` below it."""
        return self._server.url

    @property
    def violations(self) -> list[str]:
        """What broke GitHub's own description of the API so far."""
        return self.service.violations

    @property
    def requests(self) -> list[Exchange]:
        """All requests so far, in the order of their answers."""
        return self.service.log

    def add_token(self, login: str = ACTIONS_BOT, **permissions: str) -> str:
        """A token of an app (`…[bot]`) or a person, with permissions such as `pull_requests="write"`."""
        value = f"{'ghs' if login.endswith('[bot]') else 'ghp'}_{secrets.token_hex(18)}"
        self.state.tokens[value] = Token(login)
        self.permit(value, **permissions)
        return value

    def permit(self, token: str = "", **permissions: str) -> None:
        """Give or take permissions of a token (`none`, `read`, `write`), the default one if none is named."""
        named = {name.replace("_", "-"): level for name, level in permissions.items()}
        self.state.tokens[token or self.token].permissions.update(named)

    def add_collaborator(self, login: str, permission: str = "write") -> None:
        """Give somebody a role in the repository: `admin`, `maintain`, `write`, `triage`, `read`."""
        self.state.collaborators[login] = permission

    def open_pull(
        self,
        *,
        head: str,
        base: str = "main",
        author: str = "octocat",
        title: str = "A change",
        body: str = "",
        fork: str = "",
        draft: bool = False,
        closed: bool = False,
        labels: Sequence[str] = (),
    ) -> PullRequest:
        """Open a pull request from one branch into another.

        Args:
            head: branch with the change; for a fork's pull request it moves from the repository to the fork.
            base: branch that the change is for.
            author: login of whoever opens it.
            title: its title.
            body: its description.
            fork: full name of the fork that the branch belongs to; empty for the repository itself.
            draft: whether it is a draft.
            closed: whether it is closed already.
            labels: names of its labels.
        """
        repository = fork or self.state.repository
        with self.state.lock:
            if fork:
                self._move_to_fork(fork, head)
            pull = open_pull(self.state, NewPull(title, body, author, base, head, repository, draft))
            pull.state = "closed" if closed else "open"
            pull.labels = tuple(labels)
        return pull

    def push(self, branch: str, commit: str, *, fork: str = "") -> None:
        """Point a branch to a commit of the store, as a (forced) push does; open pull requests follow."""
        with self.state.lock:
            ref = self.state.branch_ref(fork or self.state.repository, branch)
            self.state.git.update_ref(ref, commit)
            follow_branches(self.state)

    def delete_branch(self, branch: str) -> None:
        """Delete a branch of the repository; pull requests keep the head that they had."""
        with self.state.lock:
            self.state.git.delete_ref(self.state.branch_ref(self.state.repository, branch))

    def add_comment(self, pull: PullRequest, body: str, *, login: str = "octocat") -> IssueComment:
        """Somebody's comment in the conversation of a pull request."""
        now = self.state.clock()
        with self.state.lock:
            comment = IssueComment(next(self.state.ids), pull.number, login, body, now, now)
            self.state.comments[comment.id] = comment
        return comment

    def comments(self, pull: PullRequest) -> list[IssueComment]:
        """The comments in the conversation of a pull request, oldest first."""
        return [comment for comment in self.state.comments.values() if comment.number == pull.number]

    def reviews(self, pull: PullRequest) -> list[Review]:
        """The reviews of a pull request, oldest first."""
        return [review for review in self.state.reviews.values() if review.number == pull.number]

    def review_comments(self, pull: PullRequest) -> list[ReviewComment]:
        """The comments on lines of a pull request's diff, oldest first."""
        return [comment for comment in self.state.review_comments.values() if comment.number == pull.number]

    def branches(self) -> dict[str, str]:
        """Commit of each branch of the repository."""
        prefix = "refs/heads/"
        return {name.removeprefix(prefix): oid for name, oid in self.state.git.refs(prefix).items()}

    def read(self, branch: str, path: str) -> bytes:
        """A file as it is in a branch.

        Raises:
            FileNotFoundError: when there is none.
        """
        oid = self.state.git.at_path(f"refs/heads/{branch}", path)
        found = self.state.git.read(oid) if oid else None
        if found is None:
            raise FileNotFoundError(f"{branch}:{path}")
        return found.data

    def exhaust(self, resource: str = "core", *, window: int = 3_600) -> None:
        """Use up the primary limit of `core` or `graphql`, which is reset in `window` seconds."""
        with self.state.lock:
            self.state.rates[resource].remaining = 0
            self.state.rates[resource].window = window

    def _move_to_fork(self, fork: str, branch: str) -> None:
        own = self.state.branch_ref(self.state.repository, branch)
        tip = self.state.git.refs(own).get(own)
        if tip is not None:
            self.state.git.update_ref(self.state.branch_ref(fork, branch), tip)
            self.state.git.delete_ref(own)
