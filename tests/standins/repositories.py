"""Builds git repositories for tests: from dictionaries of files, or from directories such as releases.

All commits of a repository go through one `git fast-import`, so thousands of files take well under a second.
"""

import os
import stat
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.standins.plain_git import git_environment

WHO = b"Octo Cat <octocat@example.com>"
EPOCH = 1_767_225_600
"""When the first commit is made (2026-01-01, UTC); each later one is made a minute after the one before."""


@dataclass(frozen=True, slots=True)
class File:
    """A file with a mode of its own: executable (`100755`), symlink (`120000`), submodule (`160000`, a commit's id)."""

    content: bytes
    mode: str = "100644"


Files = Mapping[str, str | bytes | File | None]
"""Content by path, text as UTF-8; None deletes what an earlier commit put there."""


class Repository:
    """A bare repository that grows commit by commit.

    Args:
        git_dir: where it is made; must not exist yet, or be empty.
        default_branch: the branch that `HEAD` names.
    """

    def __init__(self, git_dir: Path, default_branch: str = "main") -> None:
        self.git_dir = git_dir
        self.default_branch = default_branch
        self._commits = 0
        options = ["--quiet", "--bare", "--template=", f"--initial-branch={default_branch}"]
        command = ["git", "init", *options, str(git_dir)]
        subprocess.run(command, check=True, capture_output=True, env=git_environment())

    def commit(self, files: Files, *, branch: str = "", start: str = "", message: str = "Change") -> str:
        """Commit files on top of a branch; the commit's id.

        Args:
            files: what changes.
            branch: which branch grows, the default branch if none is named; made when it does not exist.
            start: where a new branch begins (branch or id); the default branch if it is not said.
            message: the commit's message.
        """
        parent = self.tip(branch or self.default_branch) or self.tip(start or self.default_branch)
        return self._import(_changes(files), branch or self.default_branch, parent, message)

    def commit_directory(self, directory: Path, *, branch: str = "", start: str = "", message: str = "") -> str:
        """Commit a directory as the whole content of a branch (`.git` left out); the commit's id."""
        parent = self.tip(branch or self.default_branch) or self.tip(start or self.default_branch)
        changes = b"".join([b"deleteall\n", *(_modify(path, file) for path, file in _walk(directory))])
        return self._import(changes, branch or self.default_branch, parent, message or directory.name)

    def tip(self, revision: str) -> str | None:
        """Commit that a branch or another revision names, or None."""
        command = ["git", f"--git-dir={self.git_dir}", "rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}"]
        done = subprocess.run(command, check=False, capture_output=True, text=True, env=git_environment())
        return done.stdout.strip() or None

    def _import(self, changes: bytes, branch: str, parent: str | None, message: str) -> str:
        when = b"%d +0000" % (EPOCH + 60 * self._commits)
        self._commits += 1
        lines = [
            b"commit refs/heads/%s" % branch.encode(),
            b"author %s %s" % (WHO, when),
            b"committer %s %s" % (WHO, when),
            _data(message.encode()) + (b"from %s" % parent.encode() if parent else b""),
        ]
        stream = b"\n".join(lines) + b"\n" + changes + b"\ndone\n"
        command = ["git", f"--git-dir={self.git_dir}", "fast-import", "--quiet", "--done", "--force"]
        subprocess.run(command, input=stream, check=True, capture_output=True, env=git_environment())
        tip = self.tip(f"refs/heads/{branch}")
        assert tip is not None
        return tip


def releases(git_dir: Path, old: Path, new: Path, *, branch: str = "release") -> tuple[str, str]:
    """A repository in which a branch brings a package from one release to the next.

    Args:
        git_dir: where the bare repository is made.
        old: unpacked release on the default branch.
        new: unpacked release on the branch.
        branch: name of the branch.

    Returns:
        The commits of the default branch and of the branch.
    """
    repository = Repository(git_dir)
    base = repository.commit_directory(old)
    return base, repository.commit_directory(new, branch=branch)


def _changes(files: Files) -> bytes:
    return b"".join(_modify(path, _file(content)) for path, content in files.items())


def _file(content: str | bytes | File | None) -> File | None:
    if content is None or isinstance(content, File):
        return content
    return File(content.encode() if isinstance(content, str) else content)


def _modify(path: str, file: File | None) -> bytes:
    name = os.fsencode(path).replace(b"\\", b"\\\\").replace(b'"', b'\\"').replace(b"\n", b"\\n")
    if file is None:
        return b'D "%s"\n' % name
    if file.mode == "160000":
        return b'M 160000 %s "%s"\n' % (file.content, name)
    return b'M %s inline "%s"\n' % (file.mode.encode(), name) + _data(file.content) + b"\n"


def _data(content: bytes) -> bytes:
    return b"data %d\n%s" % (len(content), content)


def _walk(directory: Path) -> Iterator[tuple[str, File]]:
    for path in sorted(directory.rglob("*")):
        name = path.relative_to(directory).as_posix()
        if name == ".git" or name.startswith(".git/"):
            continue
        if path.is_symlink():
            yield name, File(os.fsencode(path.readlink()), "120000")
        elif path.is_file():
            executable = path.stat().st_mode & stat.S_IXUSR
            yield name, File(path.read_bytes(), "100755" if executable else "100644")
