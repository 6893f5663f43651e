"""The environment's ways in are found in the order in which the SDK takes them."""

from __future__ import annotations

import pytest

from docgen.writer.identity import find_runner_identity, has_credentials

RULE = {"ANTHROPIC_FEDERATION_RULE_ID": "fdrl_1", "ANTHROPIC_ORGANIZATION_ID": "org-1"}
RUNNER = {"ACTIONS_ID_TOKEN_REQUEST_URL": "https://runner", "ACTIONS_ID_TOKEN_REQUEST_TOKEN": "secret"}


@pytest.mark.parametrize(
    ("environ", "expected"),
    [
        ({}, False),
        ({"ANTHROPIC_API_KEY": ""}, False),
        ({"ANTHROPIC_API_KEY": "k"}, True),
        ({"ANTHROPIC_AUTH_TOKEN": "t"}, True),
        ({"ANTHROPIC_PROFILE": "ci"}, True),
        (RULE, False),
        (RUNNER, False),
        ({"ANTHROPIC_IDENTITY_TOKEN": "jwt"}, False),
        ({**RULE, "ANTHROPIC_IDENTITY_TOKEN": "jwt"}, True),
        ({**RULE, "ANTHROPIC_IDENTITY_TOKEN_FILE": "/token"}, True),
        ({**RULE, **RUNNER}, True),
    ],
)
def test_credentials_in_the_environment_are_recognised(environ: dict[str, str], expected: bool) -> None:
    assert has_credentials(environ) is expected


@pytest.mark.parametrize("other", ["ANTHROPIC_API_KEY", "ANTHROPIC_AUTH_TOKEN", "ANTHROPIC_IDENTITY_TOKEN"])
def test_the_runner_is_asked_only_when_nothing_else_lets_us_in(other: str) -> None:
    assert find_runner_identity({**RULE, **RUNNER}) is not None
    assert find_runner_identity({**RULE, **RUNNER, other: "x"}) is None


def test_workspace_and_service_account_go_along() -> None:
    chosen = {"ANTHROPIC_WORKSPACE_ID": "wrkspc_1", "ANTHROPIC_SERVICE_ACCOUNT_ID": "svac_1"}
    identity = find_runner_identity({**RULE, **RUNNER, **chosen})
    assert identity is not None
    assert (identity.workspace_id, identity.service_account_id) == ("wrkspc_1", "svac_1")
    assert "secret" not in repr(identity)
