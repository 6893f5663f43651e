"""A pull request and its files as JSON."""

from typing import Any
from urllib.parse import quote

from tests.standins.github.patches import ChangedFile, changed_files
from tests.standins.github.shapes.basics import node_id, number_of, stamp, user
from tests.standins.github.shapes.repository import api_url, repository, web_url
from tests.standins.github.state import PullRequest, State

NOT_SET = ("assignee", "milestone", "auto_merge", "active_lock_reason")
NOBODY = ("assignees", "requested_reviewers", "requested_teams")


def pull_simple(state: State, pull: PullRequest) -> dict[str, Any]:
    """A pull request as it stands in lists."""
    closed = stamp(pull.updated_at) if pull.state == "closed" else None
    return {
        **addresses(state, pull),
        "id": 10_000 + pull.number,
        "node_id": node_id("PullRequest", pull.number),
        "number": pull.number,
        "state": pull.state,
        "locked": False,
        "title": pull.title,
        "user": user(state.url, pull.author),
        "body": pull.body or None,
        "created_at": stamp(pull.created_at),
        "updated_at": stamp(pull.updated_at),
        "closed_at": closed,
        "merged_at": closed if pull.merged else None,
        "merge_commit_sha": merge_commit(state, pull),
        **dict.fromkeys(NOT_SET),
        **{name: [] for name in NOBODY},
        "labels": [_label(state, name) for name in pull.labels],
        "head": _side(state, pull.head_repository, pull.head_branch, pull.head_sha),
        "base": _side(state, state.repository, pull.base_branch, pull.base_sha),
        "author_association": pull.author_association,
        "draft": pull.draft,
    }


def pull_request(state: State, pull: PullRequest) -> dict[str, Any]:
    """A pull request as it is got by its number, and as events carry it."""
    files = changed_files(state.git, pull.base_sha, pull.head_sha)
    simple = pull_simple(state, pull)
    mergeable = simple["merge_commit_sha"] is not None
    return {
        **simple,
        "merged": pull.merged,
        "mergeable": mergeable,
        "rebaseable": mergeable,
        "mergeable_state": "clean" if mergeable else "dirty",
        "merged_by": None,
        "comments": sum(comment.number == pull.number for comment in state.comments.values()),
        "review_comments": sum(comment.number == pull.number for comment in state.review_comments.values()),
        "maintainer_can_modify": pull.head_repository != state.repository,
        "commits": len(state.git.commits(pull.base_sha, pull.head_sha)),
        "additions": sum(file.additions for file in files),
        "deletions": sum(file.deletions for file in files),
        "changed_files": len(files),
    }


def addresses(state: State, pull: PullRequest) -> dict[str, Any]:
    """Every address of a pull request, and the same once more as `_links`."""
    api, web = api_url(state, state.repository), f"{web_url(state.repository)}/pull/{pull.number}"
    own, issue = f"{api}/pulls/{pull.number}", f"{api}/issues/{pull.number}"
    links = {
        "comments": f"{issue}/comments",
        "commits": f"{own}/commits",
        "statuses": f"{api}/statuses/{pull.head_sha}",
        "review_comments": f"{own}/comments",
        "review_comment": f"{api}/pulls/comments{{/number}}",
    }
    return {
        "url": own,
        "html_url": web,
        "diff_url": f"{web}.diff",
        "patch_url": f"{web}.patch",
        "issue_url": issue,
        **{f"{name}_url": address for name, address in links.items()},
        "_links": {
            name: {"href": address} for name, address in {"self": own, "html": web, "issue": issue, **links}.items()
        },
    }


def merge_commit(state: State, pull: PullRequest) -> str | None:
    """The commit that GitHub tries a merge with, under `refs/pull/{number}/merge`; None on conflict."""
    ref = f"refs/pull/{pull.number}/merge"
    return state.git.refs(ref).get(ref)


def diff_entry(state: State, commit: str, file: ChangedFile) -> dict[str, Any]:
    """One changed file of a comparison that ends at a commit."""
    path = quote(file.path)
    web = web_url(state.repository)
    entry = {
        "sha": file.blob,
        "filename": file.path,
        "status": file.status,
        "additions": file.additions,
        "deletions": file.deletions,
        "changes": file.additions + file.deletions,
        "blob_url": f"{web}/blob/{commit}/{path}",
        "raw_url": f"{web}/raw/{commit}/{path}",
        "contents_url": f"{api_url(state, state.repository)}/contents/{path}?ref={commit}",
    }
    if file.patch is not None:
        entry["patch"] = file.patch
    if file.previous_path is not None:
        entry["previous_filename"] = file.previous_path
    return entry


def _label(state: State, name: str) -> dict[str, Any]:
    return {
        "id": number_of(name),
        "node_id": node_id("Label", name),
        "url": f"{api_url(state, state.repository)}/labels/{quote(name)}",
        "name": name,
        "description": None,
        "color": "ededed",
        "default": False,
    }


def _side(state: State, name: str, branch: str, sha: str) -> dict[str, Any]:
    owner = name.partition("/")[0]
    return {
        "label": f"{owner}:{branch}",
        "ref": branch,
        "sha": sha,
        "user": user(state.url, owner),
        "repo": repository(state, name),
    }
