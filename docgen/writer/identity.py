"""Keyless access to the Claude API: whether the environment holds credentials, and the runner's identity token."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode, urlsplit

from docgen.errors import FatalWriterError

_AUDIENCE = "https://api.anthropic.com"
_TIMEOUT_SECONDS = 10.0
_FIX = "Give the job `permissions: id-token: write`, or store a key as `anthropic-api-key`."

# What the SDK takes from the environment by itself.
_STATIC = ("ANTHROPIC_API_KEY", "ANTHROPIC_AUTH_TOKEN", "ANTHROPIC_PROFILE")
_FEDERATION = ("ANTHROPIC_FEDERATION_RULE_ID", "ANTHROPIC_ORGANIZATION_ID")
_TOKENS = ("ANTHROPIC_IDENTITY_TOKEN", "ANTHROPIC_IDENTITY_TOKEN_FILE")
# What a workflow's job has when it may ask GitHub who it is.
_RUNNER = ("ACTIONS_ID_TOKEN_REQUEST_URL", "ACTIONS_ID_TOKEN_REQUEST_TOKEN")


@dataclass(frozen=True, slots=True)
class RunnerIdentity:
    """A federation rule, and where the runner tells who it is.

    Attributes:
        federation_rule_id: Rule that lets the workflow in.
        organization_id: Organization that has the rule.
        service_account_id: Whom the workflow acts for; `None` to leave it to the rule.
        workspace_id: Which workspace pays; `None` to leave it to the rule.
        url: Where the runner hands out tokens.
        secret: What the runner asks for in turn.
    """

    federation_rule_id: str
    organization_id: str
    service_account_id: str | None
    workspace_id: str | None
    url: str
    secret: str = field(repr=False)

    def token(self) -> str:
        """Fetch a fresh identity token, good for minutes.

        Raises:
            FatalWriterError: The runner gives none.
        """
        # Brings all of HTTP and TLS along, and most runs do without.
        from urllib.error import HTTPError  # noqa: PLC0415
        from urllib.request import Request, urlopen  # noqa: PLC0415

        separator = "&" if urlsplit(self.url).query else "?"
        address = f"{self.url}{separator}{urlencode({'audience': _AUDIENCE})}"
        request = Request(address, headers={"Authorization": f"Bearer {self.secret}"})  # noqa: S310 - the runner's own
        try:
            with urlopen(request, timeout=_TIMEOUT_SECONDS) as response:  # noqa: S310 - the runner's own
                token = json.load(response)["value"]
        except (OSError, ValueError, KeyError, TypeError) as error:
            if isinstance(error, HTTPError):
                error.close()  # it is the answer, too, and holds the connection
            raise FatalWriterError(f"The runner gives no identity token: {error}.", _FIX) from error
        return str(token)


def find_runner_identity(environ: Mapping[str, str]) -> RunnerIdentity | None:
    """The runner's identity where nothing else in the environment lets us in; `None` elsewhere."""
    if any(environ.get(name) for name in (*_STATIC, *_TOKENS)):
        return None
    if not all(environ.get(name) for name in (*_FEDERATION, *_RUNNER)):
        return None
    rule, organization = (environ[name] for name in _FEDERATION)
    url, secret = (environ[name] for name in _RUNNER)
    return RunnerIdentity(
        federation_rule_id=rule,
        organization_id=organization,
        service_account_id=environ.get("ANTHROPIC_SERVICE_ACCOUNT_ID") or None,
        workspace_id=environ.get("ANTHROPIC_WORKSPACE_ID") or None,
        url=url,
        secret=secret,
    )


def has_credentials(environ: Mapping[str, str]) -> bool:
    """Whether the environment lets us in to the Claude API without a key of ours."""
    if any(environ.get(name) for name in _STATIC):
        return True
    tokens = any(environ.get(name) for name in _TOKENS) or all(environ.get(name) for name in _RUNNER)
    return tokens and all(environ.get(name) for name in _FEDERATION)
