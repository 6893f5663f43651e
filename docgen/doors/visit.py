"""What a run on GitHub is about, opened: where code comes from, where docs go, and how far the run is trusted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from docgen.changes.event import PullRequestTarget, TreeTarget
from docgen.changes.interface import ChangeSource
from docgen.changes.objects import ObjectStore
from docgen.changes.pull_request import PullRequestSource
from docgen.changes.reading import MAX_BYTES
from docgen.changes.repository_tree import RepositoryTree
from docgen.delivery.comment import CommentDelivery
from docgen.delivery.interface import Delivery
from docgen.delivery.links import Links
from docgen.delivery.marker import Run, Stamp
from docgen.delivery.nowhere import NoDelivery
from docgen.errors import AccessError
from docgen.github.comments import Conversation
from docgen.github.connection import Connection, connect
from docgen.github.contents import Contents
from docgen.github.interface import Endpoints, PullRequest
from docgen.github.pulls import Pulls
from docgen.settings import Mode, Settings

_API_URL = "https://api.github.com"
_SERVER_URL = "https://github.com"


@dataclass(frozen=True, slots=True)
class Visit:
    """A run's business with one repository.

    Attributes:
        connection: The repository.
        source: The code that is looked at.
        links: Where things are on GitHub.
        run: The workflow run.
        pull: The pull request; `None` for a run on a tree.
    """

    connection: Connection
    source: ChangeSource
    links: Links
    run: Run
    pull: PullRequest | None = None

    @property
    def namespace(self) -> str | None:
        """What keeps the docs of untrusted code apart; `None` for code that somebody pushed who may write here."""
        if self.pull is None or self.pull.head_repository == self.connection.repository:
            return None
        return f"{self.connection.repository}/pull/{self.pull.number}"

    def delivery(self, settings: Settings) -> Delivery:
        """Build the delivery that the settings ask for."""
        if self.pull is None or settings.mode is Mode.SUMMARY:
            return NoDelivery()
        stamp = Stamp(settings.comment_id, self.run)
        return CommentDelivery(Conversation(self.connection, self.pull.number), self.links, stamp)


@contextmanager
def open_visit(
    target: PullRequestTarget | TreeTarget, settings: Settings, environ: Mapping[str, str]
) -> Iterator[Visit]:
    """Connect to GitHub and find what the run is about.

    Raises:
        SettingsError: If the environment names no repository.
        DeliveryError: If GitHub does not tell.
    """
    api_url, graphql_url = environ.get("GITHUB_API_URL"), environ.get("GITHUB_GRAPHQL_URL")
    endpoints = Endpoints(api_url or _API_URL, graphql_url or "")
    token = settings.github_token.get_secret_value()
    store = ObjectStore(Path(environ.get("GITHUB_WORKSPACE", "."), ".git"))
    with closing(connect(token, environ.get("GITHUB_REPOSITORY", ""), endpoints)) as connection:
        pull: PullRequest | None = None
        source: ChangeSource
        if isinstance(target, TreeTarget):
            source = _tree(target, connection, store)
        else:
            pull = _pull_request(target, connection)
            source = PullRequestSource(connection, pull, store)
        links = _links(connection.repository, source.head_sha, environ)
        yield Visit(connection, source, links, _run(environ), pull)


def _pull_request(target: PullRequestTarget, connection: Connection) -> PullRequest:
    """Read the pull request as it is now, which may be newer than the event.

    Raises:
        AccessError: If somebody asked for the run who may not.
    """
    pulls = Pulls(connection)
    if target.asked_by and not pulls.may_write(target.asked_by):
        raise AccessError(
            f"`{target.asked_by}` may not write to this repository, so the command is not obeyed.",
            "Ask somebody who may.",
        )
    return pulls.get(target.number)


def _tree(target: TreeTarget, connection: Connection, store: ObjectStore) -> RepositoryTree:
    """Open all files of a branch or commit."""
    sha = target.sha or Contents(connection, MAX_BYTES).resolve(target.ref)
    return RepositoryTree(connection, sha, store)


def _links(repository: str, head_sha: str, environ: Mapping[str, str]) -> Links:
    """Say where the repository and the run are shown."""
    home = f"{(environ.get('GITHUB_SERVER_URL') or _SERVER_URL).rstrip('/')}/{repository}"
    run_id = environ.get("GITHUB_RUN_ID", "")
    return Links(home, head_sha, f"{home}/actions/runs/{run_id}" if run_id else "")


def _run(environ: Mapping[str, str]) -> Run:
    """Read which workflow run this is."""
    numbers = (environ.get(name, "") for name in ("GITHUB_RUN_ID", "GITHUB_RUN_ATTEMPT"))
    return Run(*(int(number) if number.isdecimal() else 0 for number in numbers))
