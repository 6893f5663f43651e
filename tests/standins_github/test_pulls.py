from pathlib import Path

import pytest
from github import GithubException
from github.Repository import Repository as Client

from tests.standins.github import GitHubStandin, Limits, PullRequest
from tests.standins.repositories import File, Repository
from tests.standins_github.conftest import connect


def test_pull_request_tells_its_branches_and_size(client: Client, pull: PullRequest) -> None:
    got = client.get_pull(pull.number)
    assert (got.base.ref, got.base.sha) == ("main", pull.base_sha)
    assert (got.head.ref, got.head.sha) == ("feature", pull.head_sha)
    assert (got.user.login, got.state, got.draft, got.changed_files) == ("alice", "open", False, 5)


def test_files_are_listed_with_status_and_patch(client: Client, pull: PullRequest) -> None:
    files = {file.filename: file for file in client.get_pull(pull.number).get_files()}
    statuses = {name: file.status for name, file in files.items()}
    assert statuses == {
        "gone.py": "removed",
        "new.py": "added",
        "picture.png": "added",
        "pkg/a.py": "modified",
        "pkg/renamed.py": "renamed",
    }
    assert files["new.py"].patch == "@@ -0,0 +1 @@\n+n = 1"
    assert files["pkg/a.py"].patch.count("@@ -") == 2
    assert files["pkg/renamed.py"].previous_filename == "pkg/old.py"
    assert files["picture.png"].patch is None
    assert client.get_git_blob(files["new.py"].sha).size == len("n = 1\n")


def test_changes_of_type_and_mode_stay_beside_their_patches(tmp_path: Path) -> None:
    store = Repository(tmp_path / "types.git")
    store.commit({"a": "x\n", "link": File(b"a", "120000"), "run": "#!/bin/sh\n", "z": "1\n"})
    store.commit({"link": "now a file\n", "run": File(b"#!/bin/sh\n", "100755"), "z": "2\n"}, branch="types")
    with GitHubStandin(repository="octo/demo", git_dir=store.git_dir) as github:
        github.open_pull(head="types")
        files = connect(github).get_repo("octo/demo").get_pull(1).get_files()
        seen = {file.filename: (file.status, file.raw_data.get("patch")) for file in files}
    assert seen == {
        "link": ("changed", "@@ -0,0 +1 @@\n+now a file"),
        "run": ("changed", None),
        "z": ("modified", "@@ -1 +1 @@\n-1\n+2"),
    }


def test_files_come_in_pages_up_to_the_cap(tmp_path: Path) -> None:
    store = Repository(tmp_path / "many.git")
    store.commit({"a.py": ""})
    store.commit({f"f{number:03}.py": f"x = {number}\n" for number in range(250)}, branch="many")
    limits = Limits(listed_files=230)
    with GitHubStandin(repository="octo/demo", git_dir=store.git_dir, limits=limits) as github:
        pull = connect(github).get_repo("octo/demo").get_pull(github.open_pull(head="many").number)
        assert pull.changed_files == 250
        assert len(list(pull.get_files())) == 230
        assert [seen.query["page"] for seen in github.requests if "page" in seen.query] == ["2", "3"]


def test_patches_beyond_the_budget_of_one_answer_vanish_unmarked(tmp_path: Path) -> None:
    store = Repository(tmp_path / "long.git")
    store.commit({"readme": ""})
    store.commit({"a.py": "x\n" * 60, "b.py": "x\n" * 60}, branch="long")
    limits = Limits(page_patch_lines=100)
    with GitHubStandin(repository="octo/demo", git_dir=store.git_dir, limits=limits) as github:
        github.open_pull(head="long")
        repo = connect(github).get_repo("octo/demo")
        first, second = repo.get_pull(1).get_files()
        assert (first.additions, first.patch is None) == (60, False)
        assert (second.additions, second.changes) == (0, 0)
        assert second.patch is None


def test_patch_that_is_too_long_by_itself_keeps_its_counts(tmp_path: Path) -> None:
    store = Repository(tmp_path / "long.git")
    store.commit({"readme": ""})
    store.commit({"a.py": "x\n" * 60}, branch="long")
    limits = Limits(file_patch_lines=50)
    with GitHubStandin(repository="octo/demo", git_dir=store.git_dir, limits=limits) as github:
        github.open_pull(head="long")
        (file,) = connect(github).get_repo("octo/demo").get_pull(1).get_files()
        assert file.additions == 60
        assert file.patch is None


def test_head_follows_a_push_until_the_pull_request_is_closed(
    github: GitHubStandin, store: Repository, client: Client, pull: PullRequest
) -> None:
    pushed = store.commit({"later.py": ""}, branch="feature")
    assert client.get_pull(pull.number).head.sha == pushed
    client.get_pull(pull.number).edit(state="closed")
    store.commit({"too_late.py": ""}, branch="feature")
    assert client.get_pull(pull.number).head.sha == pushed
    assert client.get_git_ref("pull/1/head").object.sha == pushed


def test_files_are_those_since_the_branch_left_its_base(store: Repository, client: Client, pull: PullRequest) -> None:
    store.commit({"elsewhere.py": "main moved on"})
    store.commit({"more.py": ""}, branch="feature")
    names = [file.filename for file in client.get_pull(pull.number).get_files()]
    assert "elsewhere.py" not in names
    assert "more.py" in names


def test_pull_request_of_a_fork_can_be_read_and_not_pushed_to(github: GitHubStandin, client: Client) -> None:
    github.permit(contents="write")
    pull = github.open_pull(head="feature", fork="mallory/demo", author="mallory")
    got = client.get_pull(pull.number)
    assert (got.head.repo.full_name, got.head.repo.fork, got.head.label) == ("mallory/demo", True, "mallory:feature")
    assert "feature" not in github.branches()
    assert client.get_contents("new.py", ref=pull.head_sha)
    with pytest.raises(GithubException, match="Resource not accessible by integration"):
        got.head.repo.create_git_blob("x", "utf-8")


def test_pull_requests_are_created_listed_and_not_doubled(github: GitHubStandin, client: Client) -> None:
    made = client.create_pull(base="main", head="feature", title="Add docstrings", body="All of them.")
    assert (made.number, made.user.login) == (1, "github-actions[bot]")
    assert [pull.number for pull in client.get_pulls(head="octo:feature", state="open")] == [1]
    assert list(client.get_pulls(head="octo:other")) == []
    with pytest.raises(GithubException, match="A pull request already exists for octo:feature"):
        client.create_pull(base="main", head="feature", title="Again")
    with pytest.raises(GithubException, match="No commits between"):
        client.create_pull(base="main", head="main", title="Nothing")


def test_commits_of_a_pull_request_are_listed_oldest_first(
    store: Repository, client: Client, pull: PullRequest
) -> None:
    later = store.commit({"later.py": ""}, branch="feature", message="Later\n\nMuch later.")
    first, second = client.get_pull(pull.number).get_commits()
    assert (first.sha, second.sha) == (client.get_commit(later).parents[0].sha, later)
    assert second.commit.message == "Later\n\nMuch later."


def test_base_of_a_pull_request_can_be_changed(store: Repository, client: Client, pull: PullRequest) -> None:
    other = store.commit({"other.py": ""}, branch="other")
    got = client.get_pull(pull.number)
    got.edit(base="other", title="To another branch")
    assert (got.base.ref, got.base.sha, got.title) == ("other", other, "To another branch")


def test_workflows_open_pull_requests_only_where_the_repository_lets_them(
    github: GitHubStandin, client: Client
) -> None:
    github.state.actions_may_open_pulls = False
    with pytest.raises(GithubException, match="GitHub Actions is not permitted to create or approve") as caught:
        client.create_pull(base="main", head="feature", title="Add docstrings")
    assert caught.value.status == 403


def test_trial_merge_exists_only_without_conflict(
    github: GitHubStandin, store: Repository, client: Client, pull: PullRequest
) -> None:
    merge = client.get_pull(pull.number).merge_commit_sha
    assert client.get_git_commit(merge).parents[1].sha == pull.head_sha
    store.commit({"new.py": "something else\n"})
    store.commit({"more.py": ""}, branch="feature")
    conflicting = client.get_pull(pull.number)
    assert not conflicting.mergeable
    assert conflicting.merge_commit_sha is None
