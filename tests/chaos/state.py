"""The pull request under attack, and what its state on GitHub has to be."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from tests.chaos.canaries import HARD_CODED
from tests.runner import Step
from tests.standins.github import GitHubStandin
from tests.standins.github.access import ACTIONS_BOT
from tests.standins.github.state import PullRequest

FILES, FUNCTIONS = 3, 2


def _module(number: int) -> str:
    return '"""Prices."""\n\n\n' + "\n\n".join(_function(number, index) for index in range(FUNCTIONS))


def _function(number: int, index: int) -> str:
    """One of many functions, none of which means the same as another; long, so that each file is a request."""
    steps = "".join(f"    amount = amount * {step + 2} % (limit + {number + 1})\n" for step in range(18))
    return (
        f"def price_{number}_{index}(amount: int, limit: int = {index}) -> int:\n"
        "    if amount > limit:\n"
        f'        raise ValueError("more than {number}")\n'
        f"{steps}"
        f"    return amount * {number} + {index}\n"
    )


def _careless() -> str:
    """A function in which somebody forgot a token."""
    return f'\n\ndef connect_0(host: str) -> str:\n    token = "{HARD_CODED}"\n    return host + token\n'


BASE = {"shop/__init__.py": '"""The shop."""\n', "shop/part0.py": '"""Prices."""\n', "README.md": "# Shop\n"}
HEAD = {f"shop/part{number}.py": _module(number) + (_careless() if number == 0 else "") for number in range(FILES)}
NAMES = (*(f"price_{number}_{index}" for number in range(FILES) for index in range(FUNCTIONS)), "connect_0")
"""The symbols that are to be documented."""


@dataclass(frozen=True, slots=True)
class State:
    """What a run has left on GitHub.

    Attributes:
        missing: Symbols whose docs are nowhere.
        doubled: What is there twice.
        wrong: Commits that are not as they should be.
        inconsistencies: All of it as sentences.
    """

    missing: tuple[str, ...]
    doubled: int
    wrong: int
    inconsistencies: tuple[str, ...]

    @property
    def is_complete(self) -> bool:
        """Whether every symbol has its doc where the mode brings it."""
        return not self.missing


def look(github: GitHubStandin, pull: PullRequest, head: str, mode: str, step: Step) -> State:
    """Look at comments, suggestions, commits and pull requests after a run."""
    doubled = list(_doubled(github, pull))
    wrong = list(_wrong_commits(github, head))
    shown = _in_summary(step) if mode == "summary" else _on_github(github, pull)
    missing = tuple(name for name in NAMES if name not in shown)
    return State(missing, len(doubled), len(wrong), (*doubled, *wrong))


def _in_summary(step: Step) -> set[str]:
    return {name for name in NAMES if f"def {name}(" in step.summary}


def _on_github(github: GitHubStandin, pull: PullRequest) -> set[str]:
    """The symbols whose docs are in comments, suggestions or branches."""
    texts = [comment.body for comment in github.comments(pull) if comment.author == ACTIONS_BOT]
    texts += [comment.body for comment in github.review_comments(pull)]
    shown = {name for name in NAMES if any(f"def {name}(" in text for text in texts)}
    return shown | {name for branch in _docs_branches(github) for name in _documented(github, branch)}


def _docs_branches(github: GitHubStandin) -> list[str]:
    """The branches that may hold docstrings."""
    open_heads = {pull.head_branch for pull in github.state.pulls.values() if pull.state == "open"}
    return [branch for branch in github.branches() if branch in open_heads]


def _documented(github: GitHubStandin, branch: str) -> Iterator[str]:
    for path in HEAD:
        for node in ast.walk(ast.parse(github.read(branch, path))):
            if isinstance(node, ast.FunctionDef) and ast.get_docstring(node):
                yield node.name


def _doubled(github: GitHubStandin, pull: PullRequest) -> Iterator[str]:
    ours = [comment for comment in github.comments(pull) if comment.author == ACTIONS_BOT]
    if len(ours) > 1:
        yield f"there are {len(ours)} comments"
    places = Counter((comment.path, comment.line) for comment in github.review_comments(pull))
    yield from (f"there are {times} suggestions at {place}" for place, times in places.items() if times > 1)
    heads = Counter(each.head_branch for each in github.state.pulls.values() if each.state == "open")
    yield from (f"there are {times} pull requests from {head}" for head, times in heads.items() if times > 1)


def _wrong_commits(github: GitHubStandin, head: str) -> Iterator[str]:
    for branch, tip in github.branches().items():
        if branch == "main" or tip == head:
            continue
        yield from (f"{branch}: {problem}" for problem in _problems_of_branch(github, branch, head))


def _problems_of_branch(github: GitHubStandin, branch: str, head: str) -> Iterator[str]:
    """Why what is on a branch is not the head with docstrings, in one commit."""
    tip = github.branches()[branch]
    if github.state.git.text("rev-list", "--parents", "-1", tip).split() != [tip, head]:
        yield f"{tip[:7]} does not follow the commit that was read, or not alone"
    for path, source in {**BASE, **HEAD}.items():
        text = github.read(branch, path).decode()
        if not path.endswith(".py"):
            continue
        if _bare(text) != _bare(source):
            yield f"{path} is other code"
        lines = iter(text.splitlines())
        if not all(line in lines for line in source.splitlines()):
            yield f"{path} has lost lines"


def _bare(source: str) -> str:
    """Code without its docstrings."""
    tree = ast.parse(source)
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.ClassDef | ast.Module) and ast.get_docstring(node) is not None:
            node.body = node.body[1:]
    return ast.dump(tree)
