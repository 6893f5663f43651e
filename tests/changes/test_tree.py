"""Whole directories and parts of them, with git and without."""

import os
from pathlib import Path

import pytest

from docgen.changes.interface import Source
from docgen.changes.tree import Tree
from docgen.errors import SettingsError
from tests.changes.checkout import ISOLATED, Checkout

FILES = {
    "app.py": b"x\n",
    "pkg/sub.py": b"x\n",
    "pkg/stub.pyi": b"x\n",
    "pkg/deep/er.py": b"x\n",
    "read.me": b"x\n",
    ".hidden/x.py": b"x\n",
    "env/pyvenv.cfg": b"",
    "env/lib/x.py": b"x\n",
    "pkg/__pycache__/x.py": b"x\n",
}
EVERYTHING = ["app.py", "pkg/deep/er.py", "pkg/sub.py"]


@pytest.fixture(autouse=True)
def isolated(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in ISOLATED.items():
        monkeypatch.setenv(name, value)


@pytest.fixture
def plain(tmp_path: Path) -> Path:
    """A directory that no git knows."""
    for path, content in FILES.items():
        (tmp_path / "plain" / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "plain" / path).write_bytes(content)
    return tmp_path / "plain"


def paths(root: Path, *starts: str) -> list[str]:
    return [change.path for change in Tree(root, starts).changes()]


def test_all_python_files_are_found_but_those_of_environments_and_hidden_ones(plain: Path) -> None:
    assert paths(plain) == EVERYTHING


def test_each_file_counts_as_a_whole(plain: Path) -> None:
    assert all(change.lines is None for change in Tree(plain).changes())


def test_git_says_which_files_belong_to_the_project(tmp_path: Path) -> None:
    checkout = Checkout(tmp_path, {"app.py": b"x\n", "gone.py": b"x\n", ".gitignore": b"build\n", ".ci/x.py": b"x\n"})
    checkout.write({"build/out.py": b"x\n", "new näme.py": b"x\n"})
    (tmp_path / "gone.py").unlink()
    assert paths(tmp_path) == [".ci/x.py", "app.py", "new näme.py"]


def test_paths_narrow_the_search(plain: Path) -> None:
    assert paths(plain, "pkg") == ["pkg/deep/er.py", "pkg/sub.py"]
    assert paths(plain, "app.py", "pkg/deep", "pkg/deep/er.py") == ["app.py", "pkg/deep/er.py"]
    assert paths(plain, str(plain / "app.py")) == ["app.py"]


def test_paths_narrow_the_search_in_a_repository(tmp_path: Path) -> None:
    Checkout(tmp_path, {"app.py": b"x\n", "pkg/sub.py": b"x\n", "pkg/deep/er.py": b"x\n"})
    assert paths(tmp_path, "pkg") == ["pkg/deep/er.py", "pkg/sub.py"]
    assert paths(tmp_path / "pkg") == ["deep/er.py", "sub.py"]


def test_a_file_that_is_named_is_taken_though_git_ignores_it(tmp_path: Path) -> None:
    checkout = Checkout(tmp_path, {".gitignore": b"*.py\n"})
    checkout.write({"app.py": b"x\n"})
    assert paths(tmp_path) == []
    assert paths(tmp_path, "app.py") == ["app.py"]


@pytest.mark.parametrize("path", ["none.py", "..", "/etc", "pkg/../../plain2"])
def test_a_path_that_is_not_there_or_outside_is_told(plain: Path, path: str) -> None:
    with pytest.raises(SettingsError, match="is not there, or not below"):
        paths(plain, path)


def test_symlinks_lead_nowhere(plain: Path, tmp_path: Path) -> None:
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside/x.py").write_bytes(b"key = 1\n")
    (plain / "out.py").symlink_to(tmp_path / "outside/x.py")
    (plain / "in.py").symlink_to("app.py")
    (plain / "dir").symlink_to(tmp_path / "outside")
    (plain / "loop").symlink_to(plain)
    assert paths(plain) == EVERYTHING


def test_symlinks_lead_nowhere_in_a_repository(tmp_path: Path) -> None:
    checkout = Checkout(tmp_path / "work", {"app.py": b"x\n"})
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside/x.py").write_bytes(b"key = 1\n")
    (checkout.root / "out.py").symlink_to(tmp_path / "outside/x.py")
    (checkout.root / "dir").symlink_to(tmp_path / "outside")
    checkout.commit({})
    assert paths(checkout.root) == ["app.py"]
    with pytest.raises(SettingsError):
        paths(checkout.root, "dir/x.py")


def test_a_directory_that_became_a_symlink_is_not_followed(tmp_path: Path) -> None:
    checkout = Checkout(tmp_path / "work", {"app.py": b"x\n", "pkg/x.py": b"x\n"})
    (checkout.root / "pkg").rename(tmp_path / "outside")
    (checkout.root / "pkg").symlink_to(tmp_path / "outside")
    assert paths(checkout.root) == ["app.py"]


def test_submodules_are_left_alone(tmp_path: Path) -> None:
    other = Checkout(tmp_path / "other", {"x.py": b"x\n"})
    checkout = Checkout(tmp_path / "work", {"app.py": b"x\n"})
    checkout.git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(other.root), "vendor")
    checkout.commit({})
    assert paths(checkout.root) == ["app.py"]


def test_names_that_are_no_text_are_read(plain: Path) -> None:
    name = os.fsdecode(b"latin-\xe9.py")
    (plain / name).write_bytes(b"x\n")
    (found,) = Tree(plain).read([change for change in Tree(plain).changes() if change.path == name])
    assert isinstance(found, Source)
    assert found.content == b"x\n"


def test_the_projects_own_files_are_trusted(plain: Path) -> None:
    assert Tree(plain).trusted_file("read.me") == b"x\n"
    assert Tree(plain).trusted_file("pyproject.toml") is None
    assert Tree(plain).head_sha == ""
