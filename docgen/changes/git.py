"""Questions to the `git` command, asked so that it changes and fetches nothing, and runs no hook and no diff driver."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from docgen.errors import SettingsError

_OPTIONS = (
    *("--no-pager", "--literal-pathspecs"),
    *("-c", "core.fsmonitor=false"),
    *("-c", f"core.hooksPath={os.devnull}"),
    *("-c", "core.quotePath=true"),
)
_ENVIRONMENT = {
    "LC_ALL": "C",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_ALLOW_PROTOCOL": "none",  # for versions of git that do not know GIT_NO_LAZY_FETCH
}


class GitError(Exception):
    """Git's own words about what it could not do."""


class Git:
    """The repository that a directory lies in.

    Args:
        directory: Where git is run; paths are relative to it.
    """

    def __init__(self, directory: Path) -> None:
        self._directory = directory

    def run(self, *arguments: str) -> bytes:
        """Run a command that only reads; its output.

        Raises:
            GitError: If git exits with an error.
            SettingsError: If there is no git.
        """
        try:
            done = subprocess.run(  # noqa: S603 - a list of arguments; what comes from outside follows a `--`
                ["git", *_OPTIONS, *arguments],  # noqa: S607 - the user's own git
                cwd=self._directory,
                env={**os.environ, **_ENVIRONMENT},
                stdin=subprocess.DEVNULL,
                capture_output=True,
                check=False,
            )
        except FileNotFoundError as error:
            raise SettingsError("The command `git` is not there.", "Install git, or name paths instead.") from error
        if done.returncode:
            raise GitError(done.stderr.decode(errors="replace").strip())
        return done.stdout

    def words(self, *arguments: str) -> list[str]:
        """Run a command that answers with words ended by NUL, such as paths. Errors as those of `run`."""
        return [os.fsdecode(word) for word in self.run(*arguments).split(b"\0") if word]

    def line(self, *arguments: str) -> str:
        """Run a command that answers with one line. Errors as those of `run`."""
        return self.run(*arguments).decode(errors="replace").strip()

    @property
    def is_repository(self) -> bool:
        """Whether the directory lies in a working tree of git."""
        try:
            return self.line("rev-parse", "--is-inside-work-tree") == "true"
        except (GitError, SettingsError):
            return False
