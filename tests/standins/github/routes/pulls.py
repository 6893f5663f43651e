"""Operations on pull requests and their files."""

from typing import Any

from tests.standins.github.access import ACTIONS_BOT
from tests.standins.github.errors import forbidden, invalid_field
from tests.standins.github.exchange import Answer, Page, paged
from tests.standins.github.patches import ChangedFile, changed_files
from tests.standins.github.pulls import NewPull, edit_pull, open_pull
from tests.standins.github.routing import REPOSITORY, Call, Route
from tests.standins.github.shapes.commits import commit
from tests.standins.github.shapes.pulls import diff_entry, pull_request, pull_simple
from tests.standins.github.state import PullRequest

READ = ("pull-requests:read",)
WRITE = ("pull-requests:write",)
PULLS = f"{REPOSITORY}/pulls"
PULL = f"{PULLS}/{{pull_number}}"


def list_pulls(call: Call) -> Answer:
    """One page of the pull requests that the query describes, newest first."""
    wanted = [pull for pull in reversed(call.state.pulls.values()) if _is_wanted(call, pull)]
    return paged(call.state.url, call.request, [pull_simple(call.state, pull) for pull in wanted])


def create_pull(call: Call) -> Answer:
    """Open a pull request between two branches."""
    body, state = call.body, call.state
    if call.token.login == ACTIONS_BOT and not state.actions_may_open_pulls:
        raise forbidden("GitHub Actions is not permitted to create or approve pull requests.")
    owner, _, branch = body["head"].rpartition(":")
    repository = call.repository if owner in ("", call.parameters["owner"]) else f"{owner}/{call.parameters['repo']}"
    new = NewPull(
        title=body.get("title") or "",
        body=body.get("body") or "",
        author=call.token.login,
        base_branch=body["base"],
        head_branch=branch,
        head_repository=repository,
        draft=bool(body.get("draft")),
    )
    return Answer(201, pull_request(state, open_pull(state, new)))


def get_pull(call: Call) -> Answer:
    """One pull request."""
    return Answer(body=pull_request(call.state, call.pull()))


def update_pull(call: Call) -> Answer:
    """Change a pull request's title, text, base or state."""
    pull = call.pull()
    edit_pull(call.state, pull, call.body)
    return Answer(body=pull_request(call.state, pull))


def list_commits(call: Call) -> Answer:
    """One page of the pull request's commits, oldest first; GitHub lists 250 at most."""
    pull = call.pull()
    found = call.state.git.commits(pull.base_sha, pull.head_sha)[:250]
    return paged(call.state.url, call.request, [commit(call.state, oid) for oid in found])


def list_files(call: Call) -> Answer:
    """One page of the changed files, with as many patches as GitHub puts into one answer."""
    pull, limits = call.pull(), call.state.limits
    files = changed_files(call.state.git, pull.base_sha, pull.head_sha)[: limits.listed_files]
    page = Page.of(call.request)
    entries: list[dict[str, Any]] = []
    lines = 0
    for file in page.cut(files):
        lines += patch_lines(file)
        entry = limited_entry(call, pull, file)
        if lines > limits.page_patch_lines:  # GitHub neither marks nor counts what did not fit
            entry = {**entry, "additions": 0, "deletions": 0, "changes": 0}
            entry.pop("patch", None)
        entries.append(entry)
    return Answer(body=entries, headers=page.links(call.state.url, call.request, len(files)))


def limited_entry(call: Call, pull: PullRequest, file: ChangedFile) -> dict[str, Any]:
    """One changed file, without a patch that is too long by itself."""
    entry = diff_entry(call.state, pull.head_sha, file)
    if patch_lines(file) > call.state.limits.file_patch_lines:
        del entry["patch"]
    return entry


def patch_lines(file: ChangedFile) -> int:
    """Length of a file's patch."""
    return file.patch.count("\n") + 1 if file.patch else 0


def _is_wanted(call: Call, pull: PullRequest) -> bool:
    query = call.request.query
    state, head, base = query.get("state", "open"), query.get("head"), query.get("base")
    owner = pull.head_repository.partition("/")[0]
    if head and ":" not in head:
        raise invalid_field("PullRequest", "head", "head must be of the form owner:branch")
    return (
        state in ("all", pull.state)
        and (not head or head == f"{owner}:{pull.head_branch}")
        and (not base or base == pull.base_branch)
    )


ROUTES = (
    Route("GET", PULLS, list_pulls, READ),
    Route("POST", PULLS, create_pull, WRITE),
    Route("GET", PULL, get_pull, READ),
    Route("PATCH", PULL, update_pull, WRITE),
    Route("GET", f"{PULL}/commits", list_commits, READ),
    Route("GET", f"{PULL}/files", list_files, READ),
)
