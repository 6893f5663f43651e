"""What a push brought, over a real socket."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from docgen.changes.event import PushTarget
from docgen.changes.push import PushSource
from docgen.github.connection import Connection, connect
from docgen.github.interface import Endpoints
from docgen.github.pacing import Pace
from docgen.model import ChangeStatus, LineRange
from tests.standins.github import GitHubStandin
from tests.standins.repositories import Repository

BASE = {"app.py": "one\ntwo\n", "other.py": "x\n"}
BRANCH = "refs/heads/main"
GONE = "d" * 40


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    made = Repository(tmp_path / "demo.git")
    made.commit(BASE)
    return made


@pytest.fixture
def github(repository: Repository) -> Iterator[GitHubStandin]:
    with GitHubStandin(repository="octo/demo", git_dir=repository.git_dir) as standin:
        yield standin


@pytest.fixture
def connection(github: GitHubStandin) -> Iterator[Connection]:
    opened = connect(github.token, "octo/demo", Endpoints(github.url), Pace(sleep=lambda _: None))
    yield opened
    opened.close()


def test_only_what_was_pushed_is_a_change(repository: Repository, connection: Connection) -> None:
    before = str(repository.tip("main"))
    repository.commit({"app.py": "one\n2\n"})
    after = repository.commit({"new.py": "x\n"})
    source = PushSource(connection, PushTarget(BRANCH, after, (before,)))
    found = {change.path: (change.status, change.lines) for change in source.changes()}
    assert found == {
        "app.py": (ChangeStatus.MODIFIED, (LineRange(2, 2),)),
        "new.py": (ChangeStatus.ADDED, None),
    }
    assert source.head_sha == after


def test_what_a_forced_push_left_behind_is_made_up_for(repository: Repository, connection: Connection) -> None:
    after = repository.commit({"app.py": "one\n2\n"}, branch="topic")
    source = PushSource(connection, PushTarget("refs/heads/topic", after, (GONE, "main")))
    assert [change.path for change in source.changes()] == ["app.py"]


def test_where_there_is_nothing_to_compare_with_all_files_count(repository: Repository, connection: Connection) -> None:
    source = PushSource(connection, PushTarget(BRANCH, str(repository.tip("main")), (GONE,)))
    assert {change.path: change.lines for change in source.changes()} == dict.fromkeys(BASE)


def test_a_push_of_more_files_than_github_lists_is_complete(
    repository: Repository, github: GitHubStandin, connection: Connection
) -> None:
    before = repository.commit({f"m{number}.py": f"{number}\n" for number in range(350)})
    after = repository.commit({f"m{number}.py": f"{number}\nmore\n" for number in range(350)})
    changes = PushSource(connection, PushTarget(BRANCH, after, (before,))).changes()
    assert {change.path: change.lines for change in changes} == {
        f"m{number}.py": (LineRange(2, 2),) for number in range(350)
    }
    assert len(github.requests) < 12


def test_files_are_read_as_they_were_pushed(repository: Repository, connection: Connection) -> None:
    before = str(repository.tip("main"))
    after = repository.commit({"app.py": "two\n", "pyproject.toml": "[tool]\n"})
    source = PushSource(connection, PushTarget(BRANCH, after, (before,)))
    (read,) = source.read(source.changes())
    assert getattr(read, "content", b"") == b"two\n"
    assert source.trusted_file("pyproject.toml") == b"[tool]\n"
