"""DynamoDB on loopback, in a process of its own."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

REGION = "eu-central-1"


@contextmanager
def moto() -> Iterator[dict[str, str]]:
    """Run moto's server and give out the environment that leads boto3 there."""
    command = [str(Path(sys.executable).with_name("moto_server")), "-H", "127.0.0.1", "-p", "0"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr
        address = next(match[0] for line in process.stderr if (match := re.search(r"http://[\d.]+:\d+", line)))
        # Somebody must read the log, or the server stops when the pipe is full.
        drain = subprocess.Popen(["cat"], stdin=process.stderr, stdout=subprocess.DEVNULL)
        try:
            yield {
                "AWS_ENDPOINT_URL_DYNAMODB": address,
                "AWS_ACCESS_KEY_ID": "benchmark",
                "AWS_SECRET_ACCESS_KEY": "benchmark",
                "AWS_REGION": REGION,
            }
        finally:
            process.terminate()
            drain.wait()
