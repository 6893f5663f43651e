"""Operations on the comments of a pull request's conversation."""

from tests.standins.github.errors import forbidden, invalid_field, not_found
from tests.standins.github.exchange import Answer, paged
from tests.standins.github.routing import REPOSITORY, Call, Route
from tests.standins.github.shapes.comments import issue_comment
from tests.standins.github.state import IssueComment

READ = ("issues:read", "pull-requests:read")
WRITE = ("issues:write", "pull-requests:write")


def checked_body(call: Call, resource: str) -> str:
    """The text that was sent, if GitHub takes it.

    Raises:
        RefusedError: 422, when it is missing, blank or too long.
    """
    text: str = call.body["body"]
    if not text.strip():
        raise invalid_field(resource, "body", "Body can't be blank", "missing_field")
    check_length(call, resource, text)
    return text


def check_length(call: Call, resource: str, text: str) -> None:
    """Refuse a text that is too long, counted in UTF-16 units as the stricter of the two ways to count.

    Raises:
        RefusedError: 422, in GitHub's words.
    """
    limit = call.state.limits.body_characters
    if len(text.encode("utf-16-le")) // 2 > limit:
        raise invalid_field(resource, "data", f"Body is too long (maximum is {limit} characters)")


def list_comments(call: Call) -> Answer:
    """One page of the comments, oldest first."""
    number = call.pull("issue_number").number
    found = [comment for comment in call.state.comments.values() if comment.number == number]
    return paged(call.state.url, call.request, [issue_comment(call.state, comment) for comment in found])


def create_comment(call: Call) -> Answer:
    """Add a comment."""
    state, pull, now = call.state, call.pull("issue_number"), call.state.clock()
    text = checked_body(call, "IssueComment")
    comment = IssueComment(next(state.ids), pull.number, call.token.login, text, now, now)
    state.comments[comment.id] = comment
    return Answer(201, issue_comment(state, comment))


def get_comment(call: Call) -> Answer:
    """One comment."""
    return Answer(body=issue_comment(call.state, _comment(call)))


def update_comment(call: Call) -> Answer:
    """Put another text into a comment of one's own."""
    comment = _own(call)
    comment.body = checked_body(call, "IssueComment")
    comment.updated_at = call.state.clock()
    return Answer(body=issue_comment(call.state, comment))


def delete_comment(call: Call) -> Answer:
    """Delete a comment of one's own."""
    del call.state.comments[_own(call).id]
    return Answer(204)


def _comment(call: Call) -> IssueComment:
    comment = call.state.comments.get(call.number("comment_id"))
    if comment is None:
        raise not_found()
    return comment


def _own(call: Call) -> IssueComment:
    comment = _comment(call)
    if comment.author != call.token.login:
        raise forbidden()
    return comment


ROUTES = (
    Route("GET", f"{REPOSITORY}/issues/{{issue_number}}/comments", list_comments, READ),
    Route("POST", f"{REPOSITORY}/issues/{{issue_number}}/comments", create_comment, WRITE),
    Route("GET", f"{REPOSITORY}/issues/comments/{{comment_id}}", get_comment, READ),
    Route("PATCH", f"{REPOSITORY}/issues/comments/{{comment_id}}", update_comment, WRITE),
    Route("DELETE", f"{REPOSITORY}/issues/comments/{{comment_id}}", delete_comment, WRITE),
)
