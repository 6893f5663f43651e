import subprocess
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.standins.repositories import File, Repository, releases


def show(repository: Repository, revision: str) -> bytes:
    command = ["git", f"--git-dir={repository.git_dir}", "show", revision]
    return subprocess.run(command, check=True, capture_output=True).stdout


def paths(git_dir: Path, revision: str) -> set[str]:
    command = ["git", f"--git-dir={git_dir}", "ls-tree", "-r", "-z", "--name-only", revision]
    listing = subprocess.run(command, check=True, capture_output=True).stdout
    return {path.decode() for path in listing.split(b"\0") if path}


def test_commits_build_on_each_other(tmp_path: Path) -> None:
    repository = Repository(tmp_path / "r.git")
    base = repository.commit({"a.py": "one\n", "b.py": b"\xff\n", "run": File(b"#!\n", "100755")})
    head = repository.commit({"a.py": "two\n", "b.py": None}, branch="feature")
    assert show(repository, "feature:a.py") == b"two\n"
    assert show(repository, "main:b.py") == b"\xff\n"
    assert paths(repository.git_dir, "feature") == {"a.py", "run"}
    assert repository.tip("feature^") == base
    assert repository.tip("feature") == head


def test_branch_begins_where_told(tmp_path: Path) -> None:
    repository = Repository(tmp_path / "r.git")
    first = repository.commit({"a.py": ""})
    repository.commit({"b.py": ""})
    repository.commit({"c.py": ""}, branch="old", start=first)
    assert paths(repository.git_dir, "old") == {"a.py", "c.py"}


def test_same_commits_have_the_same_ids(tmp_path: Path) -> None:
    ids = {Repository(tmp_path / name).commit({"a.py": "one\n"}) for name in ("r1", "r2")}
    assert len(ids) == 1


def test_settings_and_hooks_of_the_developer_do_not_matter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "config").write_text("[core]\n\tquotePath = true\n[init]\n\tdefaultObjectFormat = nonsense\n")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(tmp_path / "config"))
    monkeypatch.setenv("GIT_INDEX_FILE", str(tmp_path / "index"))
    monkeypatch.setenv("GIT_OBJECT_DIRECTORY", str(tmp_path / "objects"))
    assert Repository(tmp_path / "r.git").commit({"a.py": "one\n"})
    assert (tmp_path / "r.git" / "objects" / "pack").exists()
    assert not (tmp_path / "objects").exists()


def test_releases_become_a_branch(tmp_path: Path) -> None:
    for name, files in {"p-1": ["a.py", "gone.py"], "p-2": ["a.py", "sub/new.py"]}.items():
        for path in files:
            target = tmp_path / name / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(f"{name}\n")
    (tmp_path / "p-2" / "link.py").symlink_to("a.py")
    base, head = releases(tmp_path / "r.git", tmp_path / "p-1", tmp_path / "p-2")
    assert paths(tmp_path / "r.git", base) == {"a.py", "gone.py"}
    assert paths(tmp_path / "r.git", head) == {"a.py", "sub/new.py", "link.py"}


@settings(max_examples=25, deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0/"), min_size=1).map("x{}.py".format))
def test_any_file_name_is_kept(tmp_path_factory: pytest.TempPathFactory, name: str) -> None:
    repository = Repository(tmp_path_factory.mktemp("names") / "r.git")
    repository.commit({name: "x\n"})
    assert paths(repository.git_dir, "main") == {name}
