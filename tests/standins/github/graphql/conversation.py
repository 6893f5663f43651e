"""Pull requests, their comments, reviews and threads as nodes of GraphQL."""

from typing import Any

from tests.standins.github.graphql.objects import actor
from tests.standins.github.graphql.session import Node, Session, connection, unresolved
from tests.standins.github.patches import changed_files
from tests.standins.github.shapes import comments as rest
from tests.standins.github.shapes.basics import node_id, stamp
from tests.standins.github.shapes.repository import web_url
from tests.standins.github.state import IssueComment, PullRequest, Review, ReviewComment


def pull_request(session: Session, pull: PullRequest) -> Node:
    """A pull request."""
    state = session.state
    comments = [comment for comment in state.comments.values() if comment.number == pull.number]
    reviews = [review for review in state.reviews.values() if review.number == pull.number]
    threads = [comment for comment in state.review_comments.values() if comment.number == pull.number]
    return {
        "__typename": "PullRequest",
        "id": node_id("PullRequest", pull.number),
        "databaseId": 10_000 + pull.number,
        "number": pull.number,
        "title": pull.title,
        "body": pull.body,
        "url": f"{web_url(state.repository)}/pull/{pull.number}",
        "state": "MERGED" if pull.merged else pull.state.upper(),
        "isDraft": pull.draft,
        "isCrossRepository": pull.head_repository != state.repository,
        "author": actor(pull.author),
        "viewerDidAuthor": pull.author == session.token.login,
        "baseRefName": pull.base_branch,
        "baseRefOid": pull.base_sha,
        "headRefName": pull.head_branch,
        "headRefOid": pull.head_sha,
        "headRepository": lambda info: info.root_value["repository"](info, *pull.head_repository.split("/")),
        "changedFiles": lambda _: len(changed_files(state.git, pull.base_sha, pull.head_sha)),
        "comments": connection(lambda: [issue_comment(session, comment) for comment in comments]),
        "reviews": connection(lambda: [review_node(session, review) for review in reviews]),
        "reviewThreads": connection(lambda: [thread(session, first) for first in threads if first.thread == first.id]),
    }


def issue_comment(session: Session, comment: IssueComment) -> Node:
    """A comment in the conversation."""
    data = rest.issue_comment(session.state, comment)
    return {**_comment(session, "IssueComment", comment, data), "createdAt": data["created_at"]}


def review_node(session: Session, review: Review) -> Node:
    """A submitted review."""
    data = rest.review(session.state, review)
    own = [comment for comment in session.state.review_comments.values() if comment.review == review.id]
    moment = stamp(review.submitted_at)
    return {
        **_comment(session, "PullRequestReview", review, data),
        "createdAt": moment,
        "updatedAt": moment,
        "state": review.state,
        "comments": connection(lambda: [review_comment(session, comment) for comment in own]),
    }


def review_comment(session: Session, comment: ReviewComment) -> Node:
    """A comment on lines of the diff."""
    state, data = session.state, rest.review_comment(session.state, comment)
    first = state.review_comments.get(comment.thread)
    is_reply = first is not None and first.id != comment.id
    return {
        **_comment(session, "PullRequestReviewComment", comment, data),
        "createdAt": data["created_at"],
        "path": comment.path,
        "line": data["line"],
        "startLine": data["start_line"],
        "diffHunk": comment.diff_hunk,
        "outdated": state.is_outdated(comment),
        "replyTo": (lambda _: review_comment(session, first)) if first and is_reply else None,
        "pullRequestReview": lambda _: review_node(session, state.reviews[comment.review]),
    }


def thread(session: Session, first: ReviewComment) -> Node:
    """A thread: a comment on lines of the diff with its replies."""
    state = session.state
    replies = [comment for comment in state.review_comments.values() if comment.thread == first.id]
    resolver = state.resolved_threads.get(first.id)
    outdated = state.is_outdated(first)
    return {
        "__typename": "PullRequestReviewThread",
        "id": node_id("PullRequestReviewThread", first.id),
        "isResolved": resolver is not None,
        "resolvedBy": {**actor(resolver), "__typename": "User"} if resolver else None,
        "isOutdated": outdated,
        "path": first.path,
        "line": None if outdated else first.line,
        "startLine": None if outdated else first.start_line,
        "diffSide": first.side,
        "startDiffSide": first.start_side,
        "viewerCanResolve": session.token.may("contents:write"),
        "comments": connection(lambda: [review_comment(session, comment) for comment in replies]),
    }


def node(session: Session, kind: str, key: str) -> Node:
    """A pull request, comment, review or thread by its kind and key.

    Raises:
        RefusedFieldError: `NOT_FOUND`.
    """
    state, number = session.state, int(key) if key.isdecimal() else -1
    if kind == "PullRequest" and number in state.pulls:
        return pull_request(session, state.pulls[number])
    if kind == "IssueComment" and number in state.comments:
        return issue_comment(session, state.comments[number])
    if kind == "PullRequestReview" and number in state.reviews:
        return review_node(session, state.reviews[number])
    if kind == "PullRequestReviewComment" and number in state.review_comments:
        return review_comment(session, state.review_comments[number])
    if kind == "PullRequestReviewThread" and number in state.review_comments:
        return thread(session, state.review_comments[number])
    raise unresolved("node", f"the global id of '{node_id(kind, key)}'")


def _comment(
    session: Session, kind: str, said: IssueComment | Review | ReviewComment, data: dict[str, Any]
) -> dict[str, Any]:
    """What everything that somebody wrote has in common."""
    return {
        "__typename": kind,
        "id": node_id(kind, said.id),
        "databaseId": said.id,
        "fullDatabaseId": str(said.id),
        "author": actor(said.author),
        "viewerDidAuthor": said.author == session.token.login,
        "body": said.body,
        "url": data["html_url"],
        "updatedAt": data.get("updated_at"),
        "isMinimized": said.minimized is not None,
        "minimizedReason": said.minimized,
    }
