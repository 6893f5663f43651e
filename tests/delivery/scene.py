"""A pull request on the stand-in for GitHub, and the way there, for tests of deliveries."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from docgen.delivery.comment import CommentDelivery
from docgen.delivery.links import Links
from docgen.delivery.marker import Run, Stamp
from docgen.github.comments import Conversation
from docgen.github.connection import Connection, connect
from docgen.github.interface import Endpoints
from docgen.github.pacing import Pace
from docgen.model import Report
from tests.delivery.reports import FETCH, documented, report
from tests.standins.github import GitHubStandin, PullRequest
from tests.standins.repositories import Files, Repository

PATH = "src/archive/client.py"
LINKS = Links("https://github.com/octo/archive", run_url="https://github.com/octo/archive/actions/runs/5")


@dataclass(frozen=True, slots=True)
class Scene:
    """One open pull request from `feature` into `main`.

    Attributes:
        github: The stand-in.
        repository: The repository behind it.
        pull: The pull request.
        naps: How long the connections slept.
    """

    github: GitHubStandin
    repository: Repository
    pull: PullRequest
    naps: list[float]

    @property
    def head(self) -> str:
        """Commit that the pull request proposes now."""
        return self.pull.head_sha

    @property
    def bodies(self) -> list[str]:
        """What the comments of the conversation say, oldest first."""
        return [comment.body for comment in self.github.comments(self.pull)]

    def connection(self, token: str = "") -> Connection:
        """A connection as the action makes it, but one that loses no time."""
        endpoints = Endpoints(self.github.url, f"{self.github.url}/graphql")
        return connect(token or self.github.token, "octo/archive", endpoints, Pace(sleep=self.naps.append))

    def push(self, files: Files, branch: str = "feature") -> str:
        """Push a commit; the new head."""
        commit = self.repository.commit(files, branch=branch)
        self.github.push(branch, commit)
        return commit

    def comment_delivery(self, run: int = 5, comment_id: str = "", token: str = "") -> CommentDelivery:
        """What keeps the comment in one run."""
        conversation = Conversation(self.connection(token), self.pull.number)
        return CommentDelivery(conversation, LINKS, Stamp(comment_id, Run(run, 1)), self.naps.append)

    def report(self, *names: str, head: str = "", **more: object) -> Report:
        """A report on the pull request's head that documents some symbols."""
        outcomes = [documented(name, PATH, 4 + 3 * index) for index, name in enumerate(names)]
        return replace(report(*outcomes, **more), outcomes=tuple(outcomes), head_sha=head or self.head)

    def writes(self) -> list[tuple[str, str]]:
        """Methods and paths of the requests that change something, with the number left out."""
        sent = [(each.method, each.path) for each in self.github.requests if each.method != "GET"]
        return [(method, path) for method, path in sent if path != "/graphql"]


@contextmanager
def open_scene(
    folder: Path, before: Files | None = None, after: Files | None = None, fork: str = ""
) -> Iterator[Scene]:
    """Open a pull request that adds `fetch`, or other files."""
    repository = Repository(folder / "archive.git")
    repository.commit(before or {"README.md": "An archive.\n"})
    repository.commit(after or {PATH: FETCH}, branch="feature")
    with GitHubStandin(repository="octo/archive", git_dir=repository.git_dir) as github:
        yield Scene(github, repository, github.open_pull(head="feature", fork=fork), [])
