import subprocess
from pathlib import Path

import pytest

from docgen.changes.checkout import commit_at
from tests.standins.plain_git import git_environment
from tests.standins.repositories import Repository


def git(folder: Path, *arguments: str) -> str:
    done = subprocess.run(
        ["git", *arguments], cwd=folder, check=True, capture_output=True, text=True, env=git_environment()
    )
    return done.stdout.strip()


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    Repository(tmp_path / "origin.git").commit({"a.py": "x\n"})
    git(tmp_path, "clone", "--quiet", "origin.git", "work")
    return tmp_path / "work"


@pytest.mark.parametrize(
    "commands",
    [[], [["checkout", "--quiet", "--detach"]], [["checkout", "--quiet", "-b", "a/b"], ["pack-refs", "--all"]]],
    ids=["branch", "detached", "packed"],
)
def test_the_commit_is_the_one_that_git_tells(checkout: Path, commands: list[list[str]]) -> None:
    for command in commands:
        git(checkout, *command)
    assert commit_at(checkout) == git(checkout, "rev-parse", "HEAD")


def test_what_is_no_checkout_is_at_no_commit(tmp_path: Path) -> None:
    assert commit_at(tmp_path) == ""
    (tmp_path / ".git").write_text("gitdir: elsewhere\n")
    assert commit_at(tmp_path) == ""


def test_a_branch_without_commits_is_at_no_commit(tmp_path: Path) -> None:
    git(tmp_path, "init", "--quiet")
    assert commit_at(tmp_path) == ""
