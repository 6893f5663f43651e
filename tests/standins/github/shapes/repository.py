"""A repository as JSON."""

from typing import Any

from tests.standins.github.shapes.basics import WEB, node_id, number_of, stamp, user
from tests.standins.github.state import State

LINKS = {
    "archive": "/{archive_format}{/ref}",
    "assignees": "/assignees{/user}",
    "blobs": "/git/blobs{/sha}",
    "branches": "/branches{/branch}",
    "collaborators": "/collaborators{/collaborator}",
    "comments": "/comments{/number}",
    "commits": "/commits{/sha}",
    "compare": "/compare/{base}...{head}",
    "contents": "/contents/{+path}",
    "contributors": "/contributors",
    "deployments": "/deployments",
    "downloads": "/downloads",
    "events": "/events",
    "forks": "/forks",
    "git_commits": "/git/commits{/sha}",
    "git_refs": "/git/refs{/sha}",
    "git_tags": "/git/tags{/sha}",
    "hooks": "/hooks",
    "issue_comment": "/issues/comments{/number}",
    "issue_events": "/issues/events{/number}",
    "issues": "/issues{/number}",
    "keys": "/keys{/key_id}",
    "labels": "/labels{/name}",
    "languages": "/languages",
    "merges": "/merges",
    "milestones": "/milestones{/number}",
    "notifications": "/notifications{?since,all,participating}",
    "pulls": "/pulls{/number}",
    "releases": "/releases{/id}",
    "stargazers": "/stargazers",
    "statuses": "/statuses/{sha}",
    "subscribers": "/subscribers",
    "subscription": "/subscription",
    "tags": "/tags",
    "teams": "/teams",
    "trees": "/git/trees{/sha}",
}
COUNTS = ("forks", "forks_count", "open_issues", "open_issues_count", "stargazers_count", "watchers", "watchers_count")
FEATURES = ("has_issues", "has_projects", "has_downloads", "has_wiki")


def api_url(state: State, repository: str) -> str:
    """Address of a repository in the API."""
    return f"{state.url}/repos/{repository}"


def web_url(repository: str) -> str:
    """Address of a repository for people."""
    return f"{WEB}/{repository}"


def repository(state: State, name: str) -> dict[str, Any]:
    """A repository as it stands inside other objects and in events."""
    owner, _, short = name.partition("/")
    url = api_url(state, name)
    now = stamp(state.clock())
    return {
        "id": number_of(name),
        "node_id": node_id("Repository", name),
        "name": short,
        "full_name": name,
        "private": state.private,
        "visibility": "private" if state.private else "public",
        "owner": user(state.url, owner),
        "html_url": web_url(name),
        "description": None,
        "fork": name != state.repository,
        "url": url,
        **{f"{key}_url": f"{url}{suffix}" for key, suffix in LINKS.items()},
        "git_url": f"git://github.com/{name}.git",
        "ssh_url": f"git@github.com:{name}.git",
        "clone_url": f"{WEB}/{name}.git",
        "svn_url": web_url(name),
        **dict.fromkeys(("homepage", "language", "mirror_url", "license")),
        **dict.fromkeys(COUNTS, 0),
        **dict.fromkeys(FEATURES, True),
        "size": 0,
        "has_pages": False,
        "has_discussions": False,
        "archived": False,
        "disabled": False,
        "topics": [],
        "default_branch": state.default_branch,
        **dict.fromkeys(("created_at", "updated_at", "pushed_at"), now),
    }


def full_repository(state: State, name: str) -> dict[str, Any]:
    """A repository as `GET /repos/{owner}/{repo}` tells it."""
    return {**repository(state, name), "network_count": 0, "subscribers_count": 0}
