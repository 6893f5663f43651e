"""The README's pictures: the example pull request, as the action treats it.

The action is run on `examples/pull-request/` as the runner would start it; Claude on loopback answers with the docs in
`benchmarks/picture_docs.json`. What it has posted is rendered as GitHub renders it, in headless Chromium.

    python -m benchmarks.picture [FOLDER]     needs Chromium
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.rendering import comment, photograph, suggestion
from tests.runner import ROOT, Runner, Step
from tests.standins.claude import ClaudeStandin
from tests.standins.github import GitHubStandin, PullRequest
from tests.standins.repositories import Repository

EXAMPLE = ROOT / "examples" / "pull-request"
DOCS = Path(__file__).with_name("picture_docs.json")
SUGGESTIONS = 2


@dataclass(frozen=True, slots=True)
class Stage:
    """The example as a pull request, and a runner for it."""

    github: GitHubStandin
    runner: Runner
    pull: PullRequest

    def run(self, mode: str) -> Step:
        """Run the action in a mode."""
        inputs = {"cache": "none", "mode": mode}
        step = self.runner.step("pull_request", self.github.events.pull_request(self.pull, "opened"), inputs)
        if step.code:
            raise SystemExit(step.log)
        return step


def main(argv: Sequence[str]) -> int:
    """Take the pictures."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", nargs="?", type=Path, default=ROOT / "docs")
    folder = parser.parse_args(argv).folder
    with staged() as stage:
        stage.run("comment")
        photograph(comment(stage.github.comments(stage.pull)[0].body, unfolded=1), folder / "comment.png")
    with staged() as stage:
        stage.run("suggest")
        photograph("".join(list(suggestions(stage.github, stage.pull))[:SUGGESTIONS]), folder / "suggestion.png")
    for name in ("comment.png", "suggestion.png"):
        print(f"{name}: {(folder / name).stat().st_size / 1000:.0f} KB")
    return 0


@contextmanager
def staged() -> Iterator[Stage]:
    """Open the example as a pull request."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        repository = Repository(folder / "origin.git")
        repository.commit_directory(EXAMPLE / "base")
        shutil.copytree(EXAMPLE / "base", folder / "head")
        shutil.copytree(EXAMPLE / "head", folder / "head", dirs_exist_ok=True)
        repository.commit_directory(folder / "head", branch="feature", start="main")
        with (
            GitHubStandin(repository="octo/parcel", git_dir=repository.git_dir) as github,
            ClaudeStandin(answers=json.loads(DOCS.read_text("utf-8"))) as claude,
        ):
            yield Stage(github, Runner(folder / "runner", github, claude), github.open_pull(head="feature"))


def suggestions(github: GitHubStandin, pull: PullRequest) -> Iterator[str]:
    """Show each suggestion of a pull request under the lines that it is about."""
    for posted in github.review_comments(pull):
        lines = github.read(pull.head_branch, posted.path).decode().split("\n")
        replaced = "\n".join(lines[(posted.start_line or posted.line) - 1 : posted.line])
        yield suggestion(posted.path, posted.diff_hunk, posted.body, replaced)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
