"""Comments and reviews as JSON."""

from typing import Any

from tests.standins.github.shapes.basics import node_id, stamp, user
from tests.standins.github.shapes.repository import api_url, web_url
from tests.standins.github.state import IssueComment, Review, ReviewComment, State

ASSOCIATION = {"admin": "OWNER", "write": "COLLABORATOR", "read": "CONTRIBUTOR"}


def issue_comment(state: State, comment: IssueComment) -> dict[str, Any]:
    """A comment in the conversation."""
    api = api_url(state, state.repository)
    return {
        "url": f"{api}/issues/comments/{comment.id}",
        "html_url": f"{_page(state, comment.number)}#issuecomment-{comment.id}",
        "issue_url": f"{api}/issues/{comment.number}",
        "id": comment.id,
        "node_id": node_id("IssueComment", comment.id),
        "user": user(state.url, comment.author),
        "created_at": stamp(comment.created_at),
        "updated_at": stamp(comment.updated_at),
        "author_association": association(state, comment.author),
        "body": comment.body,
        "performed_via_github_app": None,
    }


def review(state: State, given: Review) -> dict[str, Any]:
    """A submitted review."""
    pull, web = f"{api_url(state, state.repository)}/pulls/{given.number}", _page(state, given.number)
    page = f"{web}#pullrequestreview-{given.id}"
    return {
        "id": given.id,
        "node_id": node_id("PullRequestReview", given.id),
        "user": user(state.url, given.author),
        "body": given.body,
        "state": given.state,
        "html_url": page,
        "pull_request_url": pull,
        "author_association": association(state, given.author),
        "_links": {"html": {"href": page}, "pull_request": {"href": pull}},
        "submitted_at": stamp(given.submitted_at),
        "commit_id": given.commit,
    }


def review_comment(state: State, comment: ReviewComment) -> dict[str, Any]:
    """A comment on lines of the diff."""
    api = api_url(state, state.repository)
    own, pull = f"{api}/pulls/comments/{comment.id}", f"{api}/pulls/{comment.number}"
    page = f"{_page(state, comment.number)}#discussion_r{comment.id}"
    lines = {"line": comment.line, "start_line": comment.start_line, "position": comment.position}
    reply = {"in_reply_to_id": comment.thread} if comment.thread != comment.id else {}
    return {
        "url": own,
        "pull_request_review_id": comment.review,
        "id": comment.id,
        "node_id": node_id("PullRequestReviewComment", comment.id),
        "diff_hunk": comment.diff_hunk,
        "path": comment.path,
        "commit_id": comment.commit,
        "original_commit_id": comment.commit,
        "user": user(state.url, comment.author),
        "body": comment.body,
        "created_at": stamp(comment.created_at),
        "updated_at": stamp(comment.updated_at),
        "html_url": page,
        "pull_request_url": pull,
        "author_association": association(state, comment.author),
        "_links": {"self": {"href": own}, "html": {"href": page}, "pull_request": {"href": pull}},
        **{f"original_{name}": value for name, value in lines.items()},
        **(dict.fromkeys(lines) if state.is_outdated(comment) else lines),
        "side": comment.side,
        "start_side": comment.start_side,
        "subject_type": "line",
        **reply,
    }


def association(state: State, login: str) -> str:
    """How a login is related to the repository."""
    return ASSOCIATION.get(state.collaborators.get(login, "none"), "NONE")


def _page(state: State, number: int) -> str:
    return f"{web_url(state.repository)}/pull/{number}"
