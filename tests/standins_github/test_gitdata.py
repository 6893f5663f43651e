from pathlib import Path

import pytest
from github import GithubException, InputGitAuthor, InputGitTreeElement, UnknownObjectException
from github.Repository import Repository as Client

from tests.standins.github import GitHubStandin, Limits
from tests.standins.repositories import File, Repository
from tests.standins_github.conftest import connect


@pytest.fixture(autouse=True)
def _may_write(github: GitHubStandin) -> None:
    github.permit(contents="write")


def commit(client: Client, branch: str, path: str, content: str, **who: InputGitAuthor) -> str:
    """A commit on top of a branch that no branch points to yet."""
    tip = client.get_branch(branch).commit
    blob = client.create_git_blob(content, "utf-8")
    element = InputGitTreeElement(path, "100644", "blob", sha=blob.sha)
    tree = client.create_git_tree([element], client.get_git_tree(tip.commit.tree.sha))
    return client.create_git_commit("Change\n\nBody.", tree, [client.get_git_commit(tip.sha)], **who).sha


def test_commit_is_made_from_blob_tree_and_parent(github: GitHubStandin, client: Client) -> None:
    made = commit(client, "main", "deep/er/new.py", "n = 1\n")
    client.create_git_ref("refs/heads/docs", made)
    assert github.read("docs", "deep/er/new.py") == b"n = 1\n"
    assert github.read("docs", "gone.py") == b"y = 1\n"
    got = client.get_commit("docs")
    assert [file.filename for file in got.files] == ["deep/er/new.py"]
    assert got.commit.message == "Change\n\nBody."
    assert got.stats.additions == 1


def test_commit_is_signed_only_without_an_author_of_its_own(client: Client) -> None:
    plain = commit(client, "main", "a.py", "")
    authored = commit(client, "main", "a.py", "", author=InputGitAuthor("Me", "me@example.com"))
    assert client.get_git_commit(plain).raw_data["verification"]["verified"]
    assert not client.get_git_commit(authored).raw_data["verification"]["verified"]
    assert client.get_git_commit(authored).author.email == "me@example.com"


def test_blob_takes_base64_and_a_tree_takes_text(github: GitHubStandin, client: Client) -> None:
    assert client.get_git_blob(client.create_git_blob("/wA=", "base64").sha).size == 2
    with pytest.raises(GithubException, match="not valid Base64"):
        client.create_git_blob("no base64!", "base64")
    tree = client.create_git_tree([InputGitTreeElement("run", "100755", "blob", content="#!/bin/sh\n")])
    (entry,) = client.get_git_tree(tree.sha).tree
    assert (entry.path, entry.mode, entry.size) == ("run", "100755", 10)


def test_commit_of_what_is_not_there_is_refused(client: Client) -> None:
    missing = InputGitTreeElement("a.py", "100644", "blob", sha="0" * 39 + "1")
    with pytest.raises(GithubException, match="BadObjectState"):
        client.create_git_tree([missing])
    post = client.requester.requestJsonAndCheck
    with pytest.raises(GithubException, match="Tree SHA does not exist"):
        post("POST", f"{client.url}/git/commits", input={"message": "x", "tree": "0" * 40})
    tree = client.get_git_tree("main").sha
    with pytest.raises(GithubException, match="Parent SHA does not exist"):
        post("POST", f"{client.url}/git/commits", input={"message": "x", "tree": tree, "parents": ["0" * 40]})


def test_tree_entry_is_deleted_by_an_empty_id(github: GitHubStandin, client: Client) -> None:
    tip = client.get_branch("main").commit
    element = InputGitTreeElement("gone.py", "100644", "blob", sha=None)
    tree = client.create_git_tree([element], client.get_git_tree(tip.commit.tree.sha))
    assert [entry.path for entry in tree.tree] == ["pkg"]


def test_branch_moves_forward_only_unless_forced(github: GitHubStandin, client: Client) -> None:
    side = commit(client, "feature", "side.py", "")
    main = client.get_git_ref("heads/main")
    with pytest.raises(GithubException, match="Update is not a fast forward"):
        client.get_git_ref("heads/feature").edit(main.object.sha)
    client.get_git_ref("heads/feature").edit(side)
    assert github.branches()["feature"] == side
    client.get_git_ref("heads/feature").edit(main.object.sha, force=True)
    assert github.branches()["feature"] == main.object.sha


def test_refs_are_found_made_and_deleted(github: GitHubStandin, client: Client) -> None:
    tip = github.branches()["main"]
    client.create_git_ref("refs/heads/docs/one", tip)
    assert [ref.ref for ref in client.get_git_matching_refs("heads/docs")] == ["refs/heads/docs/one"]
    with pytest.raises(GithubException, match="Reference already exists"):
        client.create_git_ref("refs/heads/docs/one", tip)
    with pytest.raises(GithubException, match="Object does not exist"):
        client.create_git_ref("refs/heads/docs/two", "0" * 40)
    client.get_git_ref("heads/docs/one").delete()
    with pytest.raises(UnknownObjectException):
        client.get_git_ref("heads/docs/one")


def test_protected_branch_is_not_moved(github: GitHubStandin, client: Client) -> None:
    github.state.protected.add("main")
    made = commit(client, "main", "a.py", "")
    assert client.get_branch("main").protected
    with pytest.raises(GithubException, match="Changes must be made through a pull request"):
        client.get_git_ref("heads/main").edit(made)


def test_writing_needs_permission(github: GitHubStandin, client: Client) -> None:
    github.permit(contents="read")
    with pytest.raises(GithubException, match="Resource not accessible by integration"):
        client.create_git_blob("x", "utf-8")


def test_comparison_lists_commits_and_files(client: Client, store: Repository) -> None:
    store.commit({"elsewhere.py": ""})
    compared = client.compare("main", "feature")
    assert (compared.status, compared.ahead_by, compared.behind_by) == ("diverged", 1, 1)
    assert "elsewhere.py" not in [file.filename for file in compared.files]
    assert len(compared.files) == 5
    assert client.compare("feature", "feature").status == "identical"
    assert client.compare("main", client.compare("main", "feature").merge_base_commit.sha).status == "behind"


def test_recursive_tree_keeps_modes_and_is_cut_when_too_long(tmp_path: Path) -> None:
    store = Repository(tmp_path / "modes.git")
    store.commit({"run": File(b"#!/bin/sh\n", "100755"), "sub/link": File(b"../run", "120000"), "z.py": ""})
    with GitHubStandin(repository="octo/demo", git_dir=store.git_dir, limits=Limits(tree_entries=3)) as github:
        tree = connect(github).get_repo("octo/demo").get_git_tree("main", recursive=True)
        modes = {entry.path: entry.mode for entry in tree.tree}
        assert modes == {"run": "100755", "sub": "040000", "sub/link": "120000"}
        assert tree.raw_data["truncated"]
