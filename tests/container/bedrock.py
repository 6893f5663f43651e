"""Bedrock on loopback: asks the stand-in for Claude and answers in the binary stream of AWS."""

from __future__ import annotations

from contextlib import AbstractContextManager

import requests

from tests.runner import KEY
from tests.standins.claude import ClaudeStandin
from tests.writer.loopback import Asked, Told, as_eventstream, events, serving

KEYS = {"AWS_ACCESS_KEY_ID": "testing", "AWS_SECRET_ACCESS_KEY": "testing", "AWS_REGION": "us-east-1"}
"""What aws-actions/configure-aws-credentials leaves for the steps after it."""


def bedrock(claude: ClaudeStandin) -> AbstractContextManager[tuple[str, list[Asked]]]:
    """Serve Bedrock on loopback; gives the URL and the list of what was asked."""

    def answer(asked: Asked) -> Told:
        body = {name: value for name, value in asked.json.items() if name != "anthropic_version"}
        told = requests.post(
            f"{claude.url}/v1/messages",
            json={**body, "model": "claude-sonnet-5-5"},
            headers={"x-api-key": KEY, "anthropic-version": "2023-06-01"},
            timeout=30,
        ).json()
        return as_eventstream(events("".join(block.get("text", "") for block in told["content"])))

    return serving(answer)
