"""The stand-in as a command, for benchmarks and manual tries."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator

import anthropic
import pytest

from tests.standins.claude_requests import params


@pytest.fixture
def command() -> Iterator[subprocess.Popen[str]]:
    arguments = [sys.executable, "-m", "tests.standins.claude"]
    with subprocess.Popen(arguments, stdout=subprocess.PIPE, text=True) as process:
        yield process
        process.kill()


def test_the_command_serves_until_told_to_stop_and_sums_up(command: subprocess.Popen[str]) -> None:
    assert command.stdout
    url = command.stdout.readline().strip()
    with anthropic.Anthropic(base_url=url, api_key="key", max_retries=0) as client:
        assert client.messages.create(**params()).stop_reason == "end_turn"
    command.send_signal(signal.SIGTERM)
    summary = command.stdout.read()
    assert command.wait(10) == 0
    assert "1 requests" in summary
    assert "1 docs billed for 1 symbols" in summary
