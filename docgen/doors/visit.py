"""What a run on GitHub is about, opened: where code comes from, where docs go, and how far the run is trusted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from docgen.changes.event import Command, NothingToDo, PullRequestTarget, PushTarget, TreeTarget
from docgen.changes.interface import ChangeSource
from docgen.changes.objects import ObjectStore
from docgen.changes.pull_request import PullRequestSource
from docgen.changes.push import PushSource
from docgen.changes.repository_tree import RepositoryTree
from docgen.delivery.interface import Delivery
from docgen.delivery.links import Links
from docgen.delivery.marker import Run
from docgen.doors.deliveries import Destination, build_delivery
from docgen.doors.parts import workspace_of
from docgen.github.connection import Connection, connect
from docgen.github.contents import Contents
from docgen.github.interface import Endpoints, PullRequest
from docgen.github.pulls import Pulls
from docgen.model import MAX_SOURCE_BYTES
from docgen.settings import Mode, PullRequestKind, Scope, Settings

_API_URL = "https://api.github.com"
_SERVER_URL = "https://github.com"
_BRANCHES = "refs/heads/"
_ASKED_FOR = ("workflow_dispatch", "schedule", "issue_comment")
_Target = PullRequestTarget | PushTarget | TreeTarget
_MODES = {Command.COMMIT: Mode.COMMIT, Command.SUGGEST: Mode.SUGGEST}


@dataclass(frozen=True, slots=True)
class Visit:
    """A run's business with one repository.

    Attributes:
        event: The event's name.
        target: What the event asks for.
        connection: The repository.
        head_sha: The commit that is looked at.
        links: Where things are on GitHub.
        run: The workflow run.
        workspace: Where the job's checkout lies, if it has one.
        pull: The pull request; `None` for a run on a tree.
    """

    event: str
    target: _Target
    connection: Connection
    head_sha: str
    links: Links
    run: Run
    workspace: Path
    pull: PullRequest | None = None

    @property
    def namespace(self) -> str | None:
        """What keeps the docs of untrusted code apart; `None` for code that somebody pushed who may write here."""
        if self.pull is None or not self.pull.is_fork:
            return None
        return f"{self.connection.repository}/pull/{self.pull.number}"

    def nothing_to_do(self, settings: Settings) -> NothingToDo | None:
        """Say why there is nothing to do for the pull request; `None` when there is.

        Raises:
            DeliveryError: If GitHub does not tell.
        """
        if self.pull is None:
            return None
        asked_by = self.target.asked_by if isinstance(self.target, PullRequestTarget) else ""
        if asked_by and not Pulls(self.connection).may_write(asked_by):
            return NothingToDo(
                f"`{asked_by}` may not write to this repository, so the command is not obeyed. Ask somebody who may."
            )
        if not self.pull.is_open:
            return NothingToDo(f"Pull request {self.pull.number} is closed.")
        kinds = {PullRequestKind.DRAFT: self.pull.is_draft, PullRequestKind.BOT: self.pull.is_by_bot}
        skipped = [kind for kind in settings.skip_pull_requests if kinds[kind]]
        if skipped and not self.is_asked_for:
            return NothingToDo(
                f"Pull request {self.pull.number} is left alone, as `skip-pull-requests` has `{skipped[0]}`."
            )
        return None

    @property
    def is_asked_for(self) -> bool:
        """Whether a person or a schedule started the run, so that no other run follows a push."""
        return self.event in _ASKED_FOR

    def renewed(self) -> Visit:
        """The same business with the branch or pull request as it is now.

        Raises:
            DeliveryError: If GitHub does not tell.
        """
        pull, head_sha = _look(self.target, self.connection)
        return replace(self, pull=pull, head_sha=head_sha, links=self.links.at(head_sha))

    def delivery(self, settings: Settings) -> Delivery:
        """Build the delivery that the settings, or a command in a comment, ask for.

        Raises:
            DeliveryError: If there can be none, so that there is no use in anything that would be paid for.
        """
        destination = Destination(
            self.connection,
            self.links,
            self.run,
            self.pull,
            self.head_sha,
            self._branch(),
            self.is_asked_for,
            self.workspace,
        )
        mode = Mode.SUMMARY if settings.shard else _MODES.get(self._command(), settings.mode)
        return build_delivery(mode, destination, settings)

    def is_whole(self, settings: Settings) -> bool:
        """Whether all files are looked at, not only what was changed.

        A push is looked at as a whole where docs are proposed in a pull request, which else would lose those of
        earlier pushes.
        """
        if settings.scope is Scope.ALL or isinstance(self.target, TreeTarget):
            return True
        return isinstance(self.target, PushTarget) and settings.mode is Mode.PULL_REQUEST

    def source(self, settings: Settings) -> ChangeSource:
        """Open the code that is to be looked at; nothing is asked of GitHub yet."""
        store = ObjectStore(self.workspace / ".git")
        is_whole = self.is_whole(settings)
        if self.pull is not None and not is_whole:
            return PullRequestSource(self.connection, self.pull, store)
        if isinstance(self.target, PushTarget) and not is_whole:
            return PushSource(self.connection, self.target, store)
        return self.whole_tree()

    def whole_tree(self) -> ChangeSource:
        """Open all files of the commit that is looked at."""
        trusted_ref = self.pull.base_ref if self.pull else ""
        return RepositoryTree(self.connection, self.head_sha, ObjectStore(self.workspace / ".git"), trusted_ref)

    def _command(self) -> Command:
        return self.target.command if isinstance(self.target, PullRequestTarget) else Command.DEFAULT

    def _branch(self) -> str:
        """The branch that is read, if it is one of this repository that the run may write to."""
        if not isinstance(self.target, PullRequestTarget):
            branch = self.target.ref.removeprefix(_BRANCHES)
            return "" if branch.startswith("refs/") else branch
        return self.pull.head_ref if self.pull and not self.pull.is_fork else ""


@contextmanager
def open_visit(target: _Target, settings: Settings, environ: Mapping[str, str]) -> Iterator[Visit]:
    """Connect to GitHub and find what the run is about.

    Raises:
        SettingsError: If the environment names no repository.
        DeliveryError: If GitHub does not tell.
    """
    api_url, graphql_url = environ.get("GITHUB_API_URL"), environ.get("GITHUB_GRAPHQL_URL")
    endpoints = Endpoints(api_url or _API_URL, graphql_url or "")
    token = settings.github_token.get_secret_value()
    with closing(connect(token, environ.get("GITHUB_REPOSITORY", ""), endpoints)) as connection:
        known = "" if isinstance(target, PullRequestTarget) else target.sha
        pull, head_sha = (None, known) if known else _look(target, connection)
        links = _links(connection.repository, head_sha, environ)
        event = environ.get("GITHUB_EVENT_NAME", "")
        yield Visit(event, target, connection, head_sha, links, _run(environ), workspace_of(environ), pull)


def _look(target: _Target, connection: Connection) -> tuple[PullRequest | None, str]:
    """The pull request, if it is one, and the commit to look at, as they are now."""
    if isinstance(target, PullRequestTarget):
        pull = Pulls(connection).get(target.number)
        return pull, pull.head_sha
    return None, Contents(connection, MAX_SOURCE_BYTES).resolve(target.ref)


def _links(repository: str, head_sha: str, environ: Mapping[str, str]) -> Links:
    """Say where the repository and the run are shown."""
    home = f"{(environ.get('GITHUB_SERVER_URL') or _SERVER_URL).rstrip('/')}/{repository}"
    run_id = environ.get("GITHUB_RUN_ID", "")
    return Links(home, head_sha, f"{home}/actions/runs/{run_id}" if run_id else "")


def _run(environ: Mapping[str, str]) -> Run:
    """Read which workflow run this is."""
    numbers = (environ.get(name, "") for name in ("GITHUB_RUN_ID", "GITHUB_RUN_ATTEMPT"))
    return Run(*(int(number) if number.isdecimal() else 0 for number in numbers))
