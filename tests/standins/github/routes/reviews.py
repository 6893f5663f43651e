"""Operations on reviews and on comments on lines of the diff."""

from collections.abc import Sequence
from dataclasses import replace

from tests.standins.github.errors import forbidden, invalid_field, not_found, unprocessable
from tests.standins.github.exchange import Answer, paged
from tests.standins.github.patches import ChangedFile, changed_files
from tests.standins.github.placing import Place, place
from tests.standins.github.routes.comments import check_length, checked_body
from tests.standins.github.routing import REPOSITORY, Call, Route
from tests.standins.github.shapes.comments import review, review_comment
from tests.standins.github.state import PullRequest, Review, ReviewComment

READ = ("pull-requests:read",)
WRITE = ("pull-requests:write",)
PULL = f"{REPOSITORY}/pulls/{{pull_number}}"
COMMENT = f"{REPOSITORY}/pulls/comments/{{comment_id}}"
STATES = {"APPROVE": "APPROVED", "REQUEST_CHANGES": "CHANGES_REQUESTED", "COMMENT": "COMMENTED", None: "PENDING"}


def list_reviews(call: Call) -> Answer:
    """One page of the reviews, oldest first."""
    number = call.pull().number
    found = [review(call.state, given) for given in call.state.reviews.values() if given.number == number]
    return paged(call.state.url, call.request, found)


def get_review(call: Call) -> Answer:
    """One review."""
    return Answer(body=review(call.state, _review(call)))


def create_review(call: Call) -> Answer:
    """Submit a review with all its comments, or, when one of them is misplaced, nothing at all."""
    pull, body = call.pull(), call.body
    text, event, wanted = body.get("body") or "", body.get("event"), body.get("comments") or []
    _check_event(call, pull, event, text, wanted)
    commit, files = _diff(call, pull, body.get("commit_id"))
    places = [place(files, comment) for comment in wanted]
    for comment in wanted:
        check_length(call, "PullRequestReviewComment", comment["body"])
    given = _add_review(call, pull, text, STATES[event], commit)
    for comment, where in zip(wanted, places, strict=True):
        _add_comment(call, given, comment["body"], where)
    return Answer(body=review(call.state, given))


def list_review_comments(call: Call) -> Answer:
    """One page of the comments that came with a review."""
    given = _review(call).id
    return _comments(call, [comment for comment in call.state.review_comments.values() if comment.review == given])


def list_comments(call: Call) -> Answer:
    """One page of all comments on the diff, oldest first."""
    number = call.pull().number
    return _comments(call, [comment for comment in call.state.review_comments.values() if comment.number == number])


def create_comment(call: Call) -> Answer:
    """Add a single comment, which gets a review of its own."""
    pull, body = call.pull(), call.body
    text = checked_body(call, "PullRequestReviewComment")
    commit, files = _diff(call, pull, body["commit_id"])
    where = place(files, body)
    given = _add_review(call, pull, "", "COMMENTED", commit)
    return Answer(201, review_comment(call.state, _add_comment(call, given, text, where)))


def reply(call: Call) -> Answer:
    """Add a comment to the thread of another."""
    pull, first = call.pull(), _comment(call)
    text = checked_body(call, "PullRequestReviewComment")
    given = _add_review(call, pull, "", "COMMENTED", first.commit)
    comment = replace(first, id=next(call.state.ids), review=given.id, author=call.token.login, body=text)
    comment.created_at = comment.updated_at = given.submitted_at
    call.state.review_comments[comment.id] = comment
    return Answer(201, review_comment(call.state, comment))


def get_comment(call: Call) -> Answer:
    """One comment."""
    return Answer(body=review_comment(call.state, _comment(call)))


def update_comment(call: Call) -> Answer:
    """Put another text into a comment of one's own."""
    comment = _own(call)
    comment.body = checked_body(call, "PullRequestReviewComment")
    comment.updated_at = call.state.clock()
    return Answer(body=review_comment(call.state, comment))


def delete_comment(call: Call) -> Answer:
    """Delete a comment of one's own."""
    del call.state.review_comments[_own(call).id]
    return Answer(204)


def _check_event(call: Call, pull: PullRequest, event: str | None, text: str, comments: Sequence[object]) -> None:
    check_length(call, "PullRequestReview", text)
    if event in ("COMMENT", "REQUEST_CHANGES") and not text and not comments:
        raise unprocessable("Unprocessable Entity", [f"{event} reviews must have a body or comments"])
    if event == "APPROVE" and call.token.is_installation:
        raise unprocessable("Unprocessable Entity", ["GitHub Actions is not permitted to approve pull requests."])
    if event in ("APPROVE", "REQUEST_CHANGES") and pull.author == call.token.login:
        word = "approve" if event == "APPROVE" else "request changes on"
        raise unprocessable("Unprocessable Entity", [f"Can not {word} your own pull request"])


def _diff(call: Call, pull: PullRequest, commit: str | None) -> tuple[str, list[ChangedFile]]:
    """The commit that is commented on and the diff up to it."""
    git = call.state.git
    commit = commit or pull.head_sha
    if commit not in git.commits(pull.base_sha, pull.head_sha):
        message = "commit_id is not part of the pull request"
        raise invalid_field("PullRequestReviewComment", "commit_id", message, "custom")
    return commit, changed_files(git, pull.base_sha, commit)


def _add_review(call: Call, pull: PullRequest, text: str, state: str, commit: str) -> Review:
    now = call.state.clock()
    given = Review(next(call.state.ids), pull.number, call.token.login, text, state, commit, now)
    call.state.reviews[given.id] = given
    return given


def _add_comment(call: Call, given: Review, text: str, where: Place) -> ReviewComment:
    now, number = call.state.clock(), next(call.state.ids)
    comment = ReviewComment(
        id=number,
        number=given.number,
        review=given.id,
        author=call.token.login,
        body=text,
        path=where.path,
        side=where.side,
        line=where.line,
        start_side=where.start_side,
        start_line=where.start_line,
        position=where.position,
        commit=given.commit,
        diff_hunk=where.excerpt,
        created_at=now,
        updated_at=now,
        thread=number,
    )
    call.state.review_comments[number] = comment
    return comment


def _comments(call: Call, found: Sequence[ReviewComment]) -> Answer:
    return paged(call.state.url, call.request, [review_comment(call.state, comment) for comment in found])


def _review(call: Call) -> Review:
    given = call.state.reviews.get(call.number("review_id"))
    if given is None or given.number != call.pull().number:
        raise not_found()
    return given


def _comment(call: Call) -> ReviewComment:
    comment = call.state.review_comments.get(call.number("comment_id"))
    if comment is None:
        raise not_found()
    return comment


def _own(call: Call) -> ReviewComment:
    comment = _comment(call)
    if comment.author != call.token.login:
        raise forbidden()
    return comment


ROUTES = (
    Route("GET", f"{PULL}/reviews", list_reviews, READ),
    Route("POST", f"{PULL}/reviews", create_review, WRITE),
    Route("GET", f"{PULL}/reviews/{{review_id}}", get_review, READ),
    Route("GET", f"{PULL}/reviews/{{review_id}}/comments", list_review_comments, READ),
    Route("GET", f"{PULL}/comments", list_comments, READ),
    Route("POST", f"{PULL}/comments", create_comment, WRITE),
    Route("POST", f"{PULL}/comments/{{comment_id}}/replies", reply, WRITE),
    Route("GET", COMMENT, get_comment, READ),
    Route("PATCH", COMMENT, update_comment, WRITE),
    Route("DELETE", COMMENT, delete_comment, WRITE),
)
