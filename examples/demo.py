"""Document the example pull request twice, with an empty cache and with a full one.

Makes a git repository out of `pull-request/base` and `pull-request/head` in a temporary folder and runs `docgen show` in
it, as anybody would in a repository of their own. Claude writes where ANTHROPIC_API_KEY is set, else the draft writer.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

EXAMPLE = Path(__file__).parent / "pull-request"
IDENTITY = ["-c", "user.name=demo", "-c", "user.email=demo@example.com", "-c", "commit.gpgsign=false"]


def main() -> int:
    """Run the demo; returns the exit code of the first run that fails, else 0."""
    provider = "anthropic" if os.environ.get("ANTHROPIC_API_KEY") else "draft"
    with tempfile.TemporaryDirectory() as folder:
        repository = Path(folder) / "repository"
        make_pull_request(repository)
        runs = [show(repository, Path(folder) / "cache.sqlite", provider) for _ in range(2)]
    first, second = runs
    sys.stdout.write(first.stdout)
    if provider == "draft":
        say("Written by the offline draft writer; set ANTHROPIC_API_KEY to have Claude write.")
    say(f"first run:  {first.stderr.strip()}")
    say(f"second run: {second.stderr.strip()}")
    return first.returncode or second.returncode


def make_pull_request(repository: Path) -> None:
    """Commit the base on `main` and the head on top of it."""
    repository.mkdir()
    git(repository, "init", "--quiet", "--initial-branch", "main")
    for name in ("base", "head"):
        shutil.copytree(EXAMPLE / name, repository, dirs_exist_ok=True)
        git(repository, "add", "--all")
        git(repository, *IDENTITY, "commit", "--quiet", "--message", name)
        if name == "base":
            git(repository, "checkout", "--quiet", "-b", "feature")


def git(repository: Path, *arguments: str) -> None:
    """Run git in the repository."""
    subprocess.run(["git", *arguments], cwd=repository, check=True)


def show(repository: Path, cache: Path, provider: str) -> subprocess.CompletedProcess[str]:
    """Run `docgen show` on what the example changes."""
    command = [sys.executable, "-m", "docgen.cli", "show", "--comment", "--base", "main", "--cache-path", str(cache)]
    return subprocess.run(
        [*command, "--provider", provider],
        cwd=repository,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


def say(line: str) -> None:
    """Print a line about the runs."""
    sys.stdout.write(f"{line}\n")


if __name__ == "__main__":
    sys.exit(main())
