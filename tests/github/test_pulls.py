"""Reading pull requests over a real socket."""

import pytest

from docgen.errors import DeliveryError, RefusedError
from docgen.github.connection import Connection
from docgen.github.interface import ChangedFile
from docgen.github.pulls import Pulls
from tests.github.conftest import Clock, open_connection
from tests.standins.github import GitHubStandin, Limits
from tests.standins.repositories import Repository


def test_a_pull_request_is_read_with_its_commits(
    repository: Repository, github: GitHubStandin, connection: Connection
) -> None:
    opened = github.open_pull(head="feature", author="alice", draft=True)
    pull = Pulls(connection).get(opened.number)
    assert (pull.number, pull.author, pull.is_draft, pull.is_open) == (opened.number, "alice", True, True)
    assert (pull.base_sha, pull.head_sha) == (repository.tip("main"), repository.tip("feature"))
    assert (pull.base_ref, pull.head_ref) == ("main", "feature")
    assert pull.changed_files == 2
    assert not pull.is_fork


def test_a_pull_request_from_a_fork_is_told_apart(github: GitHubStandin, connection: Connection) -> None:
    opened = github.open_pull(head="feature", fork="eve/demo")
    assert Pulls(connection).get(opened.number).is_fork


def test_a_pull_request_that_does_not_exist_is_refused(connection: Connection) -> None:
    with pytest.raises(RefusedError):
        Pulls(connection).get(77)


def test_an_answer_that_is_no_pull_request_is_an_error(github: GitHubStandin, connection: Connection) -> None:
    github.fail_next("GET", "/pulls/1", status=200, body={"number": 1})
    with pytest.raises(DeliveryError, match="pull request 1"):
        Pulls(connection).get(1)


def test_files_are_listed_with_their_patches(github: GitHubStandin, connection: Connection) -> None:
    files = Pulls(connection).files(github.open_pull(head="feature").number)
    assert [(file.path, file.status) for file in files] == [("app.py", "modified"), ("lib.py", "added")]
    assert files[0].patch == "@@ -1 +1 @@\n-one = 1\n+one = 2"


def test_a_renamed_file_is_listed_with_both_names(
    repository: Repository, github: GitHubStandin, connection: Connection
) -> None:
    repository.commit({"old name.py": "x = 1\n" * 20})
    repository.commit({"old name.py": None, "new/näme.py": "x = 1\n" * 20}, branch="rename")
    (file,) = Pulls(connection).files(github.open_pull(head="rename").number)
    assert file == ChangedFile("new/näme.py", "old name.py", "renamed", file.blob_sha, None)


def test_all_pages_are_listed(repository: Repository, github: GitHubStandin, connection: Connection) -> None:
    repository.commit({f"m{number}.py": f"{number}\n" for number in range(230)}, branch="many")
    assert len(Pulls(connection).files(github.open_pull(head="many").number)) == 230
    assert [exchange.query["per_page"] for exchange in github.requests] == ["100"] * 3


def test_a_patch_that_github_leaves_out_is_none(repository: Repository, clock: Clock) -> None:
    limits = Limits(page_patch_lines=3)
    with GitHubStandin(repository="octo/demo", git_dir=repository.git_dir, limits=limits) as github:
        pulls = Pulls(open_connection(github, clock))
        assert [file.patch is None for file in pulls.files(github.open_pull(head="feature").number)] == [False, True]


def test_changes_count_from_where_the_base_was_left(
    repository: Repository, github: GitHubStandin, connection: Connection
) -> None:
    left = repository.tip("main")
    repository.commit({"app.py": "one = 3\n"})
    pulls = Pulls(connection)
    pull = pulls.get(github.open_pull(head="feature").number)
    assert pull.base_sha != left
    assert pulls.merge_base(pull) == left


@pytest.mark.parametrize(("role", "may"), [("admin", True), ("maintain", True), ("write", True), ("read", False)])
def test_who_may_write_is_looked_up(github: GitHubStandin, connection: Connection, role: str, may: bool) -> None:
    github.add_collaborator("alice", role)
    assert Pulls(connection).may_write("alice") is may


def test_a_stranger_may_not_write(github: GitHubStandin, connection: Connection) -> None:
    assert not Pulls(connection).may_write("eve")
