"""Writing commits the way GitHub does: from a tree, some changes and a name."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.standins.github.git import WEB_FLOW, Git
from tests.standins.github.shapes.basics import number_of

NO_OBJECT = "0" * 40


@dataclass(frozen=True, slots=True)
class Who:
    """Author or committer, and when."""

    name: str
    email: str
    moment: datetime

    @classmethod
    def of_login(cls, login: str, moment: datetime) -> "Who":
        """Somebody as GitHub writes them into commits."""
        return cls(login, f"{number_of(login)}+{login}@users.noreply.github.com", moment)

    @classmethod
    def web_flow(cls, moment: datetime) -> "Who":
        """GitHub itself, the committer of what it signs."""
        return cls(WEB_FLOW["name"], WEB_FLOW["email"], moment)

    def environment(self, role: str) -> dict[str, str]:
        """The variables that tell git about an `AUTHOR` or a `COMMITTER`."""
        values = {"NAME": self.name, "EMAIL": self.email, "DATE": self.moment.isoformat()}
        return {f"GIT_{role}_{key}": value for key, value in values.items()}


@dataclass(frozen=True, slots=True)
class TreeChange:
    """What shall lie at a path; `oid` None deletes it."""

    path: str
    mode: str
    oid: str | None


@dataclass(frozen=True, slots=True)
class NewCommit:
    """A commit that is to be written."""

    tree: str
    parents: tuple[str, ...]
    message: str
    author: Who
    committer: Who


def write_tree(git: Git, base: str | None, changes: Sequence[TreeChange]) -> str:
    """Store a tree that differs from `base` by changes at any depth; its id.

    Raises:
        GitError: when an object is missing or a path is not allowed.
    """
    with TemporaryDirectory() as directory:
        index = {"GIT_INDEX_FILE": str(Path(directory) / "index")}
        if base is not None:
            git.run("read-tree", base, environment=index)
        records = "".join(_index_record(change) for change in changes)
        git.run("update-index", "-z", "--index-info", stdin=records.encode(), environment=index)
        return git.text("write-tree", environment=index)


def write_commit(git: Git, new: NewCommit) -> str:
    """Store a commit; its id."""
    parents = [argument for parent in new.parents for argument in ("-p", parent)]
    environment = new.author.environment("AUTHOR") | new.committer.environment("COMMITTER")
    return git.text("commit-tree", new.tree, *parents, "-F", "-", stdin=new.message.encode(), environment=environment)


def _index_record(change: TreeChange) -> str:
    if change.oid is None:
        return f"0 {NO_OBJECT}\t{change.path}\0"
    return f"{change.mode} {change.oid}\t{change.path}\0"
