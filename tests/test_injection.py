"""Hostile code and hostile answers through every mode: what is posted, committed, logged and put out stays inert."""

from __future__ import annotations

import ast
import json
import os
import subprocess
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from docgen.delivery.marker import parse_marker
from docgen.doors.telling import OUTPUTS
from tests import hostile
from tests.inert import alive_in_commit, alive_in_log, alive_in_markdown
from tests.runner import KEY, Runner, Step
from tests.standins.claude import ClaudeStandin
from tests.standins.github import GitHubStandin, PullRequest
from tests.standins.repositories import Repository

MODES = ("comment", "summary", "write", "suggest", "commit", "pull-request")


@dataclass
class Attack:
    """All modes, run on the hostile pull request, and all that they left behind."""

    github: GitHubStandin
    claude: ClaudeStandin
    pull: PullRequest
    git_dir: Path
    steps: dict[str, Step] = field(default_factory=dict)
    comments: list[str] = field(default_factory=list)
    pages: dict[str, str] = field(default_factory=dict)

    @property
    def home(self) -> str:
        return "https://github.com/octo/shop/"

    @property
    def proposal(self) -> PullRequest:
        return max(self.github.state.pulls.values(), key=lambda pull: pull.number)

    @property
    def documents(self) -> dict[str, str]:
        """Everything that GitHub renders, but for suggestions."""
        return {
            **{f"comment {number}": body for number, body in enumerate(self.comments)},
            **{f"summary of {mode}": step.summary for mode, step in self.steps.items()},
            **{f"review {review.id}": review.body for review in self.github.reviews(self.pull)},
            "pull request": self.proposal.body,
            **self.pages,
        }

    def git(self, *arguments: str) -> bytes:
        command = ["git", f"--git-dir={self.git_dir}", *arguments]
        return subprocess.run(command, check=True, capture_output=True).stdout

    def written_in(self, base: str, head: str) -> Iterator[tuple[bytes, bytes]]:
        """The files that a commit has otherwise than its parent, before and after."""
        for name in filter(None, self.git("diff", "--name-only", "-z", base, head).split(b"\0")):
            path = os.fsdecode(name)
            yield self.git("show", f"{base}:{path}"), self.git("show", f"{head}:{path}")


@pytest.fixture(scope="module")
def attack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Attack]:
    folder = tmp_path_factory.mktemp("attack")
    repository = Repository(folder / "origin.git")
    repository.commit(hostile.BASE)
    repository.commit(hostile.HEAD, branch=hostile.BRANCH, start="main")
    with (
        GitHubStandin(repository="octo/shop", git_dir=repository.git_dir) as github,
        ClaudeStandin(answers={"*": hostile.misled}) as claude,
    ):
        github.permit(contents="write", pull_requests="write")
        pull = github.open_pull(head=hostile.BRANCH, title=hostile.TITLE, body=hostile.MARKER)
        made = Attack(github, claude, pull, repository.git_dir)
        for mode in MODES:
            made.steps[mode] = run(made, folder, mode)
            made.comments += [comment.body for comment in github.comments(pull)]
        yield made


def run(attack: Attack, folder: Path, mode: str) -> Step:
    """Run the action in a mode, with all that it can be made to log."""
    runner = Runner(folder / mode, attack.github, attack.claude)
    inputs = {"mode": mode, "cache-path": str(folder / "cache.sqlite"), "fail-on": "missing"}
    environ = {"RUNNER_DEBUG": "1"}
    if mode == "write":
        clone = ["clone", "--quiet", "--no-local", "--branch", hostile.BRANCH, str(attack.git_dir), "."]
        subprocess.run(["git", *clone], cwd=runner.workspace, check=True)
        inputs["reference-path"] = "docs/api"
    if mode == "pull-request":
        environ |= {"GITHUB_REF": "refs/heads/main", "GITHUB_SHA": attack.github.branches()["main"]}
        return runner.step("workflow_dispatch", attack.github.events.workflow_dispatch(), inputs, environ)
    step = runner.step("pull_request", attack.github.events.pull_request(attack.pull, "opened"), inputs, environ)
    if mode == "write":
        pages = sorted((runner.workspace / "docs" / "api").rglob("*.md"))
        attack.pages |= {f"page {page.name}": page.read_text("utf-8") for page in pages}
    return step


def test_every_mode_has_done_its_work(attack: Attack) -> None:
    documented = {mode: int(step.outputs["documented"]) for mode, step in attack.steps.items()}
    assert min(documented.values()) >= 6, {mode: step.log[-2000:] for mode, step in attack.steps.items()}
    assert attack.comments
    assert attack.github.review_comments(attack.pull)
    assert attack.steps["commit"].outputs["commit-sha"]
    assert attack.steps["pull-request"].outputs["pull-request-url"]
    assert attack.steps["write"].outputs["files-written"] != "0"
    assert len(attack.pages) > len(hostile.NAMES)


def test_the_payloads_do_arrive(attack: Attack) -> None:
    """What is not tried is not shown to be inert."""
    shown = "".join(attack.documents.values())
    for payload in ("octocat", "evil.example", "Approved", "set-output", "Co-authored-by", "skip ci", "CAUTION"):
        assert payload in shown


def test_nothing_that_is_posted_comes_alive(attack: Attack) -> None:
    alive = {name: [*alive_in_markdown(text, attack.home)] for name, text in attack.documents.items()}
    assert {name: found for name, found in alive.items() if found} == {}


def test_a_suggestion_is_one_and_its_comment_is_inert(attack: Attack) -> None:
    bodies = [comment.body for comment in attack.github.review_comments(attack.pull)]
    alive = {body: [*alive_in_markdown(body, attack.home, suggestions=1)] for body in bodies}
    assert {body: found for body, found in alive.items() if found} == {}


def test_our_comments_are_ours_whatever_stands_in_them(attack: Attack) -> None:
    for body in attack.comments:
        marker = parse_marker(body)
        assert marker is not None
        assert marker.stamp.run.id < 99_999


def test_titles_and_commit_messages_neither_call_nor_steer(attack: Attack) -> None:
    messages = [attack.git("log", "-1", "--format=%B", branch).decode() for branch in (hostile.BRANCH, "docgen/main")]
    alive = {message: [*alive_in_commit(message)] for message in [*messages, attack.proposal.title]}
    assert {message: found for message, found in alive.items() if found} == {}


def test_the_log_commands_nothing(attack: Attack) -> None:
    alive = {mode: [*alive_in_log(step.log)] for mode, step in attack.steps.items()}
    assert {mode: found for mode, found in alive.items() if found} == {}


def test_outputs_are_ours_alone(attack: Attack) -> None:
    for step in attack.steps.values():
        assert set(step.outputs) == set(OUTPUTS)
        assert step.outputs["documented"].isdecimal()


def test_no_key_leaves_the_code_that_it_stands_in(attack: Attack) -> None:
    sent = [json.dumps(request.params) for request in attack.claude.requests]
    told = [*attack.documents.values(), *(comment.body for comment in attack.github.review_comments(attack.pull))]
    told += [step.log.replace(f"::add-mask::{KEY}", "") for step in attack.steps.values()]
    told += [json.dumps(step.report) + json.dumps(step.outputs) for step in attack.steps.values()]
    for secret in (*hostile.SECRETS, KEY):
        assert not [text for text in (*sent, *told) if secret in text]


@pytest.mark.parametrize("branch", [hostile.BRANCH, "docgen/main"])
def test_what_is_committed_is_the_same_code(attack: Attack, branch: str) -> None:
    files = [*attack.written_in(f"{branch}~1", branch)]
    assert files
    for before, after in files:
        assert ast.dump(without_docstrings(before)) == ast.dump(without_docstrings(after))


def without_docstrings(source: bytes) -> ast.Module:
    with warnings.catch_warnings(action="ignore"):
        tree = ast.parse(source)
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.FunctionDef | ast.ClassDef) and ast.get_docstring(node) is not None:
            node.body = node.body[1:]
    return tree
