"""What an event asks for: a pull request, a tree, or nothing."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from docgen.errors import SettingsError
from docgen.github.payloads import UserPayload


class Command(StrEnum):
    """What somebody asked for in a comment."""

    DEFAULT = ""
    COMMIT = "commit"
    SUGGEST = "suggest"


@dataclass(frozen=True, slots=True)
class PullRequestTarget:
    """A pull request.

    Attributes:
        number: Its number.
        command: What the comment that started the run asks for.
        asked_by: Login of who wrote that comment, who must be allowed to write here; empty without one.
    """

    number: int
    command: Command = Command.DEFAULT
    asked_by: str = ""


@dataclass(frozen=True, slots=True)
class TreeTarget:
    """All files of a branch or commit.

    Attributes:
        ref: Branch, tag or commit.
        sha: The commit that it named when the event happened; empty when nobody looked.
    """

    ref: str
    sha: str = ""


@dataclass(frozen=True, slots=True)
class PushTarget:
    """What a push brought to a branch.

    Attributes:
        ref: The branch.
        sha: The commit that it points to since.
        bases: Commits or branches that it may be compared with, the best first; none for the very first push.
    """

    ref: str
    sha: str
    bases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NothingToDo:
    """A run that ends well at once; `reason` is a sentence for the user."""

    reason: str


Target = PullRequestTarget | TreeTarget | PushTarget | NothingToDo


@dataclass(frozen=True, slots=True)
class Occasion:
    """Why the run was started.

    Attributes:
        event: The event's name, as `GITHUB_EVENT_NAME` has it.
        payload: Its JSON, as the file at `GITHUB_EVENT_PATH` has it.
        ref: The branch or tag, as `GITHUB_REF` has it.
        sha: Its commit, as `GITHUB_SHA` has it.
        wanted_pull_request: The input `pull-request-number`.
        wanted_ref: The input `ref`; empty for the event's own.
    """

    event: str
    payload: bytes = b"{}"
    ref: str = ""
    sha: str = ""
    wanted_pull_request: int | None = None
    wanted_ref: str = ""


def target_of(occasion: Occasion) -> Target:
    """Decide what a run is about.

    Raises:
        SettingsError: If the payload is not what the event's name promises.
    """
    if occasion.wanted_pull_request is not None and occasion.event not in _PULL_REQUEST_EVENTS:
        return PullRequestTarget(occasion.wanted_pull_request)
    read = _READERS.get(occasion.event)
    if read is not None:
        return read(occasion)
    known = ", ".join(f"`{name}`" for name in sorted(_READERS))
    return NothingToDo(f"The event `{occasion.event}` does not change code; docgen runs on {known}.")


class _Payload(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class _PullRequestEvent(_Payload):
    action: str = ""
    number: int


class _DefaultBranch(_Payload):
    default_branch: str = ""


class _PushEvent(_Payload):
    ref: str
    before: str = ""
    after: str
    deleted: bool = False
    forced: bool = False
    repository: _DefaultBranch = _DefaultBranch()

    @property
    def bases(self) -> tuple[str, ...]:
        """What to compare with: what was there before; where history was rewritten or began, the default branch."""
        default = self.repository.default_branch
        before = self.before if self.before.strip("0") else ""
        main = default if default and self.ref != f"refs/heads/{default}" else ""
        return tuple(filter(None, (main, before) if self.forced else (before, main)))


class _Issue(_Payload):
    number: int
    pull_request: dict[str, object] | None = None


class _Comment(_Payload):
    body: str = ""
    user: UserPayload | None = None


class _IssueCommentEvent(_Payload):
    action: str
    issue: _Issue
    comment: _Comment


_P = TypeVar("_P", bound=_Payload)


def _parse(model: type[_P], occasion: Occasion) -> _P:
    try:
        return model.model_validate_json(occasion.payload)
    except ValidationError as error:
        problems = ", ".join(".".join(map(str, problem["loc"])) or problem["type"] for problem in error.errors())
        raise SettingsError(
            f"The payload of the event `{occasion.event}` is not what GitHub sends: {problems}.",
            "Let the runner set GITHUB_EVENT_NAME and GITHUB_EVENT_PATH.",
        ) from error


def _pull_request(occasion: Occasion) -> Target:
    event = _parse(_PullRequestEvent, occasion)
    if event.action == "closed":
        return NothingToDo(f"Pull request {event.number} is closed.")
    return PullRequestTarget(event.number)


def _push(occasion: Occasion) -> Target:
    event = _parse(_PushEvent, occasion)
    if event.deleted:
        return NothingToDo(f"`{event.ref}` was deleted.")
    if event.ref.startswith("refs/tags/"):
        return NothingToDo(f"`{event.ref}` is a tag, which stays as it is.")
    return PushTarget(event.ref, event.after, event.bases)


def _tree(occasion: Occasion) -> Target:
    if occasion.wanted_ref:
        return TreeTarget(occasion.wanted_ref)
    return TreeTarget(occasion.ref, occasion.sha)


def _merge_group(_: Occasion) -> Target:
    return NothingToDo("What waits in a merge queue was looked at in its pull request.")


_COMMAND_LINE = re.compile(r"^/docgen(?:[ \t]+(.*?))?[ \t]*$", re.MULTILINE)


def _issue_comment(occasion: Occasion) -> Target:
    event = _parse(_IssueCommentEvent, occasion)
    line = _COMMAND_LINE.search(event.comment.body.replace("\r\n", "\n"))
    if event.action != "created" or line is None:
        return NothingToDo("The comment has no line `/docgen`, or is not new.")
    if event.issue.pull_request is None:
        return NothingToDo("The comment is about an issue; `/docgen` works on pull requests.")
    author = event.comment.user
    if author is None or author.type == "Bot":
        return NothingToDo("The comment is not by a person.")
    word = (line[1] or "").lower()
    if word not in list(Command):
        return NothingToDo("The command is not known. Write `/docgen`, `/docgen commit` or `/docgen suggest`.")
    return PullRequestTarget(event.issue.number, Command(word), author.login)


_PULL_REQUEST_EVENTS = ("pull_request", "pull_request_target", "issue_comment")
_READERS: dict[str, Callable[[Occasion], Target]] = {
    "pull_request": _pull_request,
    "pull_request_target": _pull_request,
    "push": _push,
    "workflow_dispatch": _tree,
    "schedule": _tree,
    "merge_group": _merge_group,
    "issue_comment": _issue_comment,
}
