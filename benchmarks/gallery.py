"""All modes on a real pull request, one after another and each twice, and pictures of what people see of them.

Base is one release of a package, head is the next; GitHub and Claude are played on loopback. A second run must ask
nobody and write nothing. Prints one table, and leaves the pictures in a folder.

    python -m benchmarks.gallery [NAME:BASE:HEAD] [--folder FOLDER]     needs Chromium
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

from benchmarks.picture import suggestions
from benchmarks.releases import fetch
from benchmarks.rendering import comment, commit, photograph, rendered
from benchmarks.requests import check_out
from tests.runner import ROOT, Runner, Step
from tests.standins.claude import ClaudeStandin
from tests.standins.github import GitHubStandin, PullRequest
from tests.standins.repositories import Repository

RELEASE = "flask:2.3.3:3.0.3"
ROW = "{:<13} {:>3} {:>5} {:>11} {:>6} {:>6} {:>7}  {}"
HEADINGS = ("mode", "run", "exit", "documented", "cached", "calls", "writes", "")
MODES = ("comment", "summary", "write", "suggest", "commit", "pull-request")
ALL = 10_000
PAGES = 3


@dataclass(slots=True)
class Gallery:
    """A pull request, the modes that were run on it, and where their pictures go."""

    home: Path
    folder: Path
    repository: Repository
    github: GitHubStandin
    claude: ClaudeStandin
    pull: PullRequest
    runs: Iterator[int] = field(default_factory=lambda: count(1))

    def show(self, mode: str) -> Iterator[str]:
        """Run a mode twice, print its rows, take its pictures, and give out what is wrong."""
        for number in (1, 2):
            asked, sent = len(self.claude.requests), len(self.github.requests)
            runner = Runner(self.home / f"{mode}-{number}", self.github, self.claude)
            step = self.run(runner, mode)
            calls, writes = len(self.claude.requests) - asked, self.writes(sent)
            figures = [step.outputs.get(name, "") for name in ("documented", "cache-hits")]
            is_right = not step.code and (number == 1 or calls == writes == 0)
            print(ROW.format(mode, number, step.code, *figures, calls, writes, "" if is_right else "wrong"), flush=True)
            if not is_right:
                yield f"{mode}, run {number}:\n{step.log}"
            if number == 1:
                self.photograph(mode, step, runner.workspace)

    def run(self, runner: Runner, mode: str) -> Step:
        """Run the action in a mode: on the pull request, or for a pull request of its own by hand."""
        environ = {"GITHUB_RUN_ID": str(next(self.runs))}
        if mode == "write":
            check_out(self.repository.git_dir, runner.workspace)
        if mode == "pull-request":
            environ |= {"GITHUB_REF": "refs/heads/main", "GITHUB_SHA": self.github.branches()["main"]}
            return runner.step("workflow_dispatch", self.github.events.workflow_dispatch(), self.inputs(mode), environ)
        payload = self.github.events.pull_request(self.pull, "opened")
        return runner.step("pull_request", payload, self.inputs(mode), environ)

    def inputs(self, mode: str) -> Mapping[str, str]:
        """What the workflow would say; one cache serves all modes."""
        more = {"reference-path": "docs/api"} if mode == "write" else {}
        return {"mode": mode, "cache-path": str(self.home / "cache.sqlite"), **more}

    def writes(self, since: int) -> int:
        """Requests that changed something on GitHub."""
        sent = self.github.requests[since:]
        return sum(
            "mutation" in str(each.body)[:60] if each.path == "/graphql" else each.method != "GET" for each in sent
        )

    def photograph(self, mode: str, step: Step, workspace: Path) -> None:
        """Take pictures of what a person sees."""
        pages = workspace / "docs" / "api"
        shown = {
            "comment": {"folded": self.comment(0), "unfolded": self.comment(ALL)},
            "summary": {"folded": rendered(step.summary)},
            "write": {
                "-".join(page.relative_to(pages).with_suffix("").parts): rendered(page.read_text("utf-8"))
                for page in sorted(pages.rglob("*.md"))[:PAGES]
            },
            "suggest": {"review": "".join(suggestions(self.github, self.pull)), "rest": self.comment(1)},
            "commit": {"message": commit(self.message()), "rest": self.comment(1)},
            "pull-request": {"opened": self.proposal()},
        }
        for name, body in shown[mode].items():
            photograph(body, self.folder / f"{mode}-{name}.png")

    def comment(self, unfolded: int) -> str:
        """The action's comment on the pull request, if there is one."""
        return "".join(comment(each.body, unfolded=unfolded) for each in self.github.comments(self.pull))

    def message(self) -> str:
        """The message of the last commit on the pull request's branch."""
        log = ["git", f"--git-dir={self.repository.git_dir}", "log", "-1", "--format=%B", "feature"]
        return subprocess.run(log, check=True, capture_output=True, text=True).stdout

    def proposal(self) -> str:
        """The pull request that the action has opened."""
        ours = max(self.github.state.pulls.values(), key=lambda pull: pull.number)
        return f"<h2>{ours.title}</h2>" + comment(ours.body, unfolded=1, title="wants to merge")


def main(argv: Sequence[str]) -> int:
    """Show all modes; 1 when one of them did not go as it should."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("release", nargs="?", default=RELEASE, metavar="NAME:BASE:HEAD")
    parser.add_argument("--folder", type=Path, default=ROOT / ".cache" / "gallery", help="where the pictures go")
    arguments = parser.parse_args(argv)
    name, base, head = arguments.release.split(":")
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        repository = Repository(home / "origin.git")
        repository.commit_directory(fetch(name, base, home), message=base)
        repository.commit_directory(fetch(name, head, home), branch="feature", start="main", message=head)
        with (
            GitHubStandin(repository=f"octo/{name}", git_dir=repository.git_dir) as github,
            ClaudeStandin() as claude,
        ):
            github.permit(contents="write", pull_requests="write")
            gallery = Gallery(home, arguments.folder, repository, github, claude, github.open_pull(head="feature"))
            print(ROW.format(*HEADINGS))
            problems = [problem for mode in MODES for problem in gallery.show(mode)]
    print(*problems, sep="\n")
    return int(bool(problems))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
