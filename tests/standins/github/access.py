"""Who sends a request and what the token may do."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from tests.standins.github.errors import RefusedError
from tests.standins.github.exchange import Request

LEVELS = ("none", "read", "write")
ACTIONS_BOT = "github-actions[bot]"


@dataclass(slots=True)
class Token:
    """One token: an installation's (as the runner's `GITHUB_TOKEN` is), or a user's.

    `permissions` are named as in a workflow file, and what is missing is `none`.
    """

    login: str = ACTIONS_BOT
    permissions: dict[str, str] = field(default_factory=dict)

    @property
    def is_installation(self) -> bool:
        """Whether it belongs to an app rather than to a person."""
        return self.login.endswith("[bot]")

    def may(self, need: str) -> bool:
        """Whether the token has a permission such as `contents:read`."""
        name, _, level = need.partition(":")
        return LEVELS.index(self.permissions.get(name, "none")) >= LEVELS.index(level)

    def require(self, needs: tuple[str, ...]) -> None:
        """Refuse when the token has none of the permissions that would do.

        Raises:
            RefusedError: 403, in GitHub's words.
        """
        if needs and not any(self.may(need) for need in needs):
            kind = "integration" if self.is_installation else "personal access token"
            accepted = "; ".join(need.replace("-", "_").replace(":", "=") for need in needs)
            headers = {"X-Accepted-GitHub-Permissions": accepted}
            raise RefusedError(403, f"Resource not accessible by {kind}", headers=headers)


def token_of(request: Request, tokens: Mapping[str, Token]) -> Token:
    """The token that a request carries.

    Raises:
        RefusedError: 401, when there is none or nobody knows it.
    """
    scheme, _, value = request.headers.get("authorization", "").partition(" ")
    if not scheme:
        raise RefusedError(401, "Requires authentication")
    if scheme.lower() not in ("token", "bearer") or value not in tokens:
        raise RefusedError(401, "Bad credentials")
    return tokens[value]
