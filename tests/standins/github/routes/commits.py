"""Commits with what they change, and comparisons of two."""

from tests.standins.github.errors import RefusedError, not_found
from tests.standins.github.exchange import Answer, Page
from tests.standins.github.patches import ChangedFile, changed_files
from tests.standins.github.routing import REPOSITORY, Call, Route
from tests.standins.github.shapes.commits import commit
from tests.standins.github.shapes.pulls import diff_entry
from tests.standins.github.shapes.repository import api_url, web_url

EMPTY_TREE = "4b825dc642cb6eb9a060e54bf8d69288fbee4904"
READ = ("contents:read",)


def get_commit(call: Call) -> Answer:
    """One commit with its files."""
    name = call.parameters["ref"]
    oid = call.state.resolve(call.repository, name)
    if oid is None:
        raise RefusedError(422, f"No commit found for SHA: {name}")
    parent = call.state.git.resolve(f"{oid}~1") or EMPTY_TREE
    files = changed_files(call.state.git, parent, oid)
    entries = [diff_entry(call.state, oid, file) for file in Page.of(call.request).cut(files)]
    return Answer(body={**commit(call.state, oid), "stats": _stats(files), "files": entries})


def compare(call: Call) -> Answer:
    """What one commit has and another has not; files on the first page only, and not all of many."""
    base_name, _, head_name = call.parameters["basehead"].partition("...")
    base, head = _side(call, base_name), _side(call, head_name)
    git, page = call.state.git, Page.of(call.request)
    meeting = git.merge_base(base, head)
    if meeting is None:
        raise RefusedError(404, f"No common ancestor between {base_name} and {head_name}.")
    commits, behind = git.commits(base, head), len(git.commits(head, base))
    shown = page.cut(commits) if "page" in call.request.query else commits[:250]
    files = changed_files(git, base, head)[: call.state.limits.compared_files] if page.number == 1 else []
    url = f"{api_url(call.state, call.repository)}/compare/{base_name}...{head_name}"
    web = f"{web_url(call.repository)}/compare/{base_name}...{head_name}"
    body = {
        "url": url,
        "html_url": web,
        "permalink_url": web,
        "diff_url": f"{web}.diff",
        "patch_url": f"{web}.patch",
        "base_commit": commit(call.state, base),
        "merge_base_commit": commit(call.state, meeting),
        "status": _relation(len(commits), behind),
        "ahead_by": len(commits),
        "behind_by": behind,
        "total_commits": len(commits),
        "commits": [commit(call.state, oid) for oid in shown],
        "files": [diff_entry(call.state, head, file) for file in files],
    }
    return Answer(body=body, headers=page.links(call.state.url, call.request, len(commits)))


def _side(call: Call, name: str) -> str:
    """Commit of one side, which may stand in a fork: `owner:branch`."""
    owner, _, branch = name.rpartition(":")
    repository = f"{owner}/{call.parameters['repo']}" if owner else call.repository
    oid = call.state.resolve(repository, branch)
    if oid is None:
        raise not_found()
    return oid


def _relation(ahead: int, behind: int) -> str:
    if ahead and behind:
        return "diverged"
    if ahead:
        return "ahead"
    return "behind" if behind else "identical"


def _stats(files: list[ChangedFile]) -> dict[str, int]:
    additions, deletions = sum(file.additions for file in files), sum(file.deletions for file in files)
    return {"additions": additions, "deletions": deletions, "total": additions + deletions}


ROUTES = (
    Route("GET", f"{REPOSITORY}/commits/{{ref}}", get_commit, READ),
    Route("GET", f"{REPOSITORY}/compare/{{basehead}}", compare, READ),
)
