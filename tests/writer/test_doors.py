"""Every provider over a real socket, as far as its protocol can be had: address, credentials, request and reply."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from docgen.errors import FatalWriterError, SettingsError
from docgen.writer.doors import find_door
from docgen.writer.service import Ask, Connection, Stop
from tests.writer.conftest import OpenClaude
from tests.writer.loopback import Asked, Told, as_eventstream, as_sse, events, serving

ASK = Ask("system", "user", 500)
AWS = {"AWS_ACCESS_KEY_ID": "AKIDEXAMPLE", "AWS_SECRET_ACCESS_KEY": "secret", "AWS_EC2_METADATA_DISABLED": "true"}
FOREIGN = (
    "ANTHROPIC_API_KEY",
    "ANTHROPIC_AUTH_TOKEN",
    "ANTHROPIC_AWS_API_KEY",
    "AWS_BEARER_TOKEN_BEDROCK",
    "AWS_REGION",
    "AWS_DEFAULT_REGION",
    "AWS_PROFILE",
)


@pytest.fixture(autouse=True)
def _aws_credentials(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in FOREIGN:
        monkeypatch.delenv(name, raising=False)
    for name, value in AWS.items():
        monkeypatch.setenv(name, value)


def test_anthropic_sends_its_key_as_a_bearer_token(open_claude: OpenClaude) -> None:
    with serving(lambda _asked: as_sse(events("hello"))) as (url, asked):
        reply = open_claude(Connection("anthropic", "claude-sonnet-5-5", api_key="k1", base_url=url)).ask(ASK)
    assert (reply.text, reply.stop) == ("hello", Stop.COMPLETE)
    assert asked[0].path == "/v1/messages"
    assert "k1" in (asked[0].headers.get("authorization", "") + asked[0].headers.get("x-api-key", ""))


def test_aws_signs_its_requests_and_names_its_workspace(
    open_claude: OpenClaude, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ANTHROPIC_AWS_WORKSPACE_ID", "wrkspc_1")
    with serving(lambda _asked: as_sse(events("hello"))) as (url, asked):
        connection = Connection("aws", "claude-sonnet-5-5", api_key="k1", base_url=url, aws_region="eu-west-1")
        assert open_claude(connection).ask(ASK).text == "hello"
    assert asked[0].path == "/v1/messages"
    signature = asked[0].headers["authorization"]
    assert signature.startswith("AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/")
    assert "/eu-west-1/" in signature
    assert asked[0].headers["anthropic-workspace-id"] == "wrkspc_1"
    assert "k1" not in str(asked[0].headers)


def test_bedrock_speaks_the_binary_stream_of_aws(open_claude: OpenClaude) -> None:
    model = "us.anthropic.claude-sonnet-4-6"
    with serving(lambda _asked: as_eventstream(events("hello"))) as (url, asked):
        connection = Connection("bedrock", model, base_url=url, aws_region="us-east-1")
        reply = open_claude(connection).ask(ASK)
    assert (reply.text, reply.stop, reply.usage.output_tokens) == ("hello", Stop.COMPLETE, 7)
    assert asked[0].path == f"/model/{model}/invoke-with-response-stream"
    assert asked[0].headers["authorization"].startswith("AWS4-HMAC-SHA256")
    assert "model" not in asked[0].json


def test_vertex_exchanges_the_workflows_identity_for_a_token(
    open_claude: OpenClaude, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:

    def play_google(asked: Asked) -> Told:
        return Told(json.dumps(GOOGLE_TOKEN).encode()) if asked.path == "/sts" else as_sse(events("hello"))

    with serving(play_google) as (url, asked):
        tmp_path.joinpath("oidc").write_text("the.jwt")
        # As the action that signs in to Google Cloud leaves it behind.
        credentials = {
            "type": "external_account",
            "audience": "//iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/p/providers/g",
            "subject_token_type": "urn:ietf:params:oauth:token-type:jwt",
            "token_url": f"{url}/sts",
            "credential_source": {"file": str(tmp_path / "oidc")},
        }
        tmp_path.joinpath("google.json").write_text(json.dumps(credentials))
        monkeypatch.setenv("GOOGLE_APPLICATION_CREDENTIALS", str(tmp_path / "google.json"))
        monkeypatch.setenv("GOOGLE_CLOUD_PROJECT", "project-1")
        monkeypatch.setenv("ANTHROPIC_VERTEX_PROJECT_ID", "project-1")
        monkeypatch.setenv("CLOUD_ML_REGION", "europe-west1")
        reply = open_claude(Connection("vertex", "claude-opus-4-5@20251101", base_url=url)).ask(ASK)
    assert reply.text == "hello"
    _, message = asked
    place = "/projects/project-1/locations/europe-west1/publishers/anthropic/models/"
    assert message.path == f"{place}claude-opus-4-5@20251101:streamRawPredict"
    assert message.headers["authorization"] == "Bearer ya29.short-lived"


@pytest.mark.parametrize(("provider", "named"), [("bedrock", "region"), ("aws", "region"), ("vertex", "region")])
def test_what_a_door_lacks_is_named(
    open_claude: OpenClaude, provider: str, named: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CLOUD_ML_REGION", raising=False)
    monkeypatch.setenv("AWS_CONFIG_FILE", "/dev/null")
    with pytest.raises(FatalWriterError, match=named):
        open_claude(Connection(provider, "claude-sonnet-5-5")).ask(ASK)


def test_missing_aws_credentials_are_said(open_claude: OpenClaude, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", "/dev/null")
    with pytest.raises(FatalWriterError, match="credentials"):
        open_claude(Connection("bedrock", "claude-sonnet-4-6", aws_region="eu-west-2")).ask(ASK)


def test_an_unknown_provider_is_refused() -> None:
    with pytest.raises(SettingsError, match="`openai`"):
        find_door(Connection("openai", "m"))


GOOGLE_TOKEN = {
    "access_token": "ya29.short-lived",
    "issued_token_type": "urn:ietf:params:oauth:token-type:access_token",
    "token_type": "Bearer",
    "expires_in": 3600,
}
RUNNER = {
    "ANTHROPIC_FEDERATION_RULE_ID": "fdrl_1",
    "ANTHROPIC_ORGANIZATION_ID": "org-1",
    "ACTIONS_ID_TOKEN_REQUEST_TOKEN": "runner-secret",
}


def play_anthropic_and_runner(asked: Asked) -> Told:
    if asked.path.startswith("/runner"):
        return Told(b'{"value": "the.jwt.token"}')
    if asked.path == "/v1/oauth/token":
        token = {"access_token": "short-lived", "expires_in": 600, "token_type": "Bearer"}
        return Told(json.dumps(token).encode())
    return as_sse(events("hello"))


def test_a_workflow_gets_in_without_a_key_by_its_runners_identity(open_claude: OpenClaude) -> None:
    with serving(play_anthropic_and_runner) as (url, asked):
        environ = {**RUNNER, "ACTIONS_ID_TOKEN_REQUEST_URL": f"{url}/runner?api-version=2.0"}
        service = open_claude(Connection("anthropic", "claude-sonnet-5-5", base_url=url), environ=environ)
        assert service.ask(ASK).text == "hello"
        assert service.ask(ASK).text == "hello"
    token, exchange, message, again = asked
    assert token.path == "/runner?api-version=2.0&audience=https%3A%2F%2Fapi.anthropic.com"
    assert token.headers["authorization"] == "Bearer runner-secret"
    assert (exchange.json["assertion"], exchange.json["federation_rule_id"]) == ("the.jwt.token", "fdrl_1")
    assert message.headers["authorization"] == again.headers["authorization"] == "Bearer short-lived"


def test_a_key_wins_over_the_runners_identity(open_claude: OpenClaude) -> None:
    with serving(play_anthropic_and_runner) as (url, asked):
        environ = {**RUNNER, "ACTIONS_ID_TOKEN_REQUEST_URL": f"{url}/runner"}
        open_claude(Connection("anthropic", "claude-sonnet-5-5", api_key="k1", base_url=url), environ=environ).ask(ASK)
    assert [request.path for request in asked] == ["/v1/messages"]


def test_a_runner_that_gives_no_token_is_fatal_and_keeps_its_secret(open_claude: OpenClaude) -> None:
    with serving(lambda _asked: Told(b"denied", status=403)) as (url, _):
        environ = {**RUNNER, "ACTIONS_ID_TOKEN_REQUEST_URL": f"{url}/runner"}
        with pytest.raises(FatalWriterError, match="id-token: write") as caught:
            open_claude(Connection("anthropic", "claude-sonnet-5-5", base_url=url), environ=environ).ask(ASK)
    assert "runner-secret" not in str(caught.value)
