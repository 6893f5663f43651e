"""Real git repositories with a working tree, for tests of what is read from them."""

import os
import subprocess
from pathlib import Path

ISOLATED = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
WHO = ("-c", "user.name=Octo Cat", "-c", "user.email=octocat@example.com")


class Checkout:
    """A repository on the branch `main` with one commit.

    Attributes:
        root: Its working tree.
    """

    def __init__(self, root: Path, files: dict[str, bytes]) -> None:
        self.root = root
        root.mkdir(parents=True, exist_ok=True)
        self.git("init", "--quiet", "--initial-branch=main")
        self.commit(files)

    def git(self, *arguments: str) -> str:
        """Run git; its output."""
        command = ["git", *WHO, *arguments]
        done = subprocess.run(command, cwd=self.root, check=True, capture_output=True, env={**os.environ, **ISOLATED})
        return done.stdout.decode().strip()

    def write(self, files: dict[str, bytes]) -> None:
        """Write files into the working tree."""
        for path, content in files.items():
            file = self.root / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content)

    def commit(self, files: dict[str, bytes]) -> str:
        """Write files and commit everything; the commit's id."""
        self.write(files)
        self.git("add", "--all")
        self.git("commit", "--quiet", "--allow-empty", "--message", "Change")
        return self.git("rev-parse", "HEAD")
