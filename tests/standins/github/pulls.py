"""The life of a pull request: opened, pushed to, edited, closed."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tests.standins.github.errors import invalid_field, unprocessable
from tests.standins.github.git import WEB_FLOW, Git, GitError
from tests.standins.github.shapes.comments import association
from tests.standins.github.state import PullRequest, State

IDENTITY = {f"GIT_{role}_{key.upper()}": value for role in ("AUTHOR", "COMMITTER") for key, value in WEB_FLOW.items()}


@dataclass(frozen=True, slots=True)
class NewPull:
    """What a pull request is opened with; both branches exist already."""

    title: str
    body: str
    author: str
    base_branch: str
    head_branch: str
    head_repository: str
    draft: bool = False


def open_pull(state: State, new: NewPull) -> PullRequest:
    """Open a pull request.

    Raises:
        RefusedError: 422, when a branch does not exist, nothing lies between them, or one is open already.
    """
    head_ref = state.branch_ref(new.head_repository, new.head_branch)
    head = _tip(state, head_ref, "head")
    base = _tip(state, state.branch_ref(state.repository, new.base_branch), "base")
    _check_new(state, new, base, head)
    now = state.clock()
    pull = PullRequest(
        number=next(state.numbers),
        title=new.title,
        body=new.body,
        author=new.author,
        base_branch=new.base_branch,
        base_sha=base,
        head_branch=new.head_branch,
        head_repository=new.head_repository,
        head_ref=head_ref,
        head_sha=head,
        draft=new.draft,
        state="open",
        created_at=now,
        updated_at=now,
        author_association=association(state, new.author),
    )
    state.pulls[pull.number] = pull
    publish_refs(state.git, pull)
    return pull


def follow_branches(state: State) -> None:
    """Move the heads of open pull requests to where their branches point now, as a push does."""
    tips = state.git.refs()
    for pull in state.pulls.values():
        tip = tips.get(pull.head_ref)
        if pull.state == "open" and tip not in (None, pull.head_sha):
            pull.head_sha = tip or pull.head_sha
            pull.base_sha = tips.get(f"refs/heads/{pull.base_branch}", pull.base_sha)
            pull.updated_at = state.clock()
            publish_refs(state.git, pull)


def publish_refs(git: Git, pull: PullRequest) -> None:
    """Point `refs/pull/{number}/head` to the head and `…/merge` to a trial merge; no `merge` on conflict."""
    git.update_ref(f"refs/pull/{pull.number}/head", pull.head_sha)
    merge_ref = f"refs/pull/{pull.number}/merge"
    try:
        tree = git.text("merge-tree", "--write-tree", pull.base_sha, pull.head_sha)
    except GitError:
        git.delete_ref(merge_ref)
        return
    message = f"Merge {pull.head_sha} into {pull.base_sha}"
    parents = ("-p", pull.base_sha, "-p", pull.head_sha)
    git.update_ref(merge_ref, git.text("commit-tree", tree, *parents, "-m", message, environment=IDENTITY))


def edit_pull(state: State, pull: PullRequest, changes: Mapping[str, Any]) -> None:
    """Apply what `PATCH /pulls/{number}` sends."""
    pull.title = changes.get("title") or pull.title
    pull.body = changes.get("body", pull.body) or ""
    pull.state = changes.get("state") or pull.state
    if base := changes.get("base"):
        pull.base_sha = _tip(state, state.branch_ref(state.repository, base), "base")
        pull.base_branch = base
        publish_refs(state.git, pull)
    pull.updated_at = state.clock()


def _tip(state: State, ref: str, field: str) -> str:
    tip = state.git.refs(ref).get(ref)
    if tip is None:
        raise invalid_field("PullRequest", field, f"{field} is invalid", "invalid")
    return tip


def _check_new(state: State, new: NewPull, base: str, head: str) -> None:
    if not state.git.commits(base, head):
        message = f"No commits between {new.base_branch} and {new.head_branch}"
        raise unprocessable(errors=[{"resource": "PullRequest", "code": "custom", "message": message}])
    for pull in state.pulls.values():
        same = (pull.head_repository, pull.head_branch, pull.base_branch)
        if pull.state == "open" and same == (new.head_repository, new.head_branch, new.base_branch):
            label = f"{new.head_repository.partition('/')[0]}:{new.head_branch}"
            message = f"A pull request already exists for {label}."
            raise unprocessable(errors=[{"resource": "PullRequest", "code": "custom", "message": message}])
