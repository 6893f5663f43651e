"""What all shapes share: times, ids, addresses, people."""

from base64 import b64encode
from datetime import UTC, datetime
from typing import Any
from zlib import crc32

WEB = "https://github.com"
USER_LINKS = {
    "followers": "/followers",
    "following": "/following{/other_user}",
    "gists": "/gists{/gist_id}",
    "starred": "/starred{/owner}{/repo}",
    "subscriptions": "/subscriptions",
    "organizations": "/orgs",
    "repos": "/repos",
    "events": "/events{/privacy}",
    "received_events": "/received_events",
}


def stamp(moment: datetime) -> str:
    """A time as GitHub writes it, to the second and in UTC."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def node_id(kind: str, key: int | str) -> str:
    """A global id of GraphQL for an object of the REST API."""
    return b64encode(f"{kind}:{key}".encode()).decode()


def number_of(name: str) -> int:
    """A number that stays the same for a name."""
    return crc32(name.encode())


def user(url: str, login: str) -> dict[str, Any]:
    """A person or, for a login that ends in `[bot]`, an app."""
    address = f"{url}/users/{login.replace('[', '%5B').replace(']', '%5D')}"
    return {
        "login": login,
        "id": number_of(login),
        "node_id": node_id("User", login),
        "avatar_url": f"https://avatars.githubusercontent.com/u/{number_of(login)}?v=4",
        "gravatar_id": "",
        "url": address,
        "html_url": f"{WEB}/{login}",
        **{f"{name}_url": f"{address}{suffix}" for name, suffix in USER_LINKS.items()},
        "type": "Bot" if login.endswith("[bot]") else "User",
        "site_admin": False,
    }


def private_user(url: str, login: str, moment: datetime) -> dict[str, Any]:
    """A person as the person's own token sees them."""
    counts = ("public_repos", "public_gists", "followers", "following", "private_gists", "total_private_repos")
    more = ("owned_private_repos", "disk_usage", "collaborators")
    return {
        **user(url, login),
        **dict.fromkeys(("name", "company", "blog", "location", "email", "hireable", "bio")),
        **dict.fromkeys(counts + more, 0),
        "two_factor_authentication": True,
        "created_at": stamp(moment),
        "updated_at": stamp(moment),
    }
