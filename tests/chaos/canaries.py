"""Secrets that a run is given, and the search for them in all that it wrote."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

API_KEY = "Zx4pN8sVb2Lm-0WqR6tYe1Uo"
TOKEN = "k3Jd9Fh5-Gs7Qa2Wp-8Xc4Mn6B"
"""Keys of no known shape, as gateways and other forges give them."""

AWS = {
    "AWS_ACCESS_KEY_ID": "ASIACANARY0123456789",
    "AWS_SECRET_ACCESS_KEY": "q7Vb/2LmXw9Rk4Tz+8NcHs3JdYf6GpA1uEoQ5iBv",
    "AWS_SESSION_TOKEN": "IQoJb3JpZ2luX2VjEKx//////////wEaDGV1LWNlbnRyYWwtMSJHMEUCIQ",
    "ACTIONS_ID_TOKEN_REQUEST_TOKEN": "hT5kWz0PnUe8VxRq1LyCf7MsDb4GjAo2",
    "ACTIONS_ID_TOKEN_REQUEST_URL": "http://127.0.0.1:9/canary",
}
"""Variables of a job that uses AWS and the runner's identity."""

HARD_CODED = "ghp_wQ8rT2yU6iO0pA4sD7fG1hJ5kL9zX3cV2bN6"
"""A token that somebody left in the code that is documented."""

_MASK = re.compile(r"^::add-mask::.*$", re.MULTILINE)
_PUBLIC = frozenset({"AWS_ACCESS_KEY_ID", "ACTIONS_ID_TOKEN_REQUEST_URL"})


def secrets() -> dict[str, str]:
    """All that nobody may read, by name."""
    aws = {name: value for name, value in AWS.items() if name not in _PUBLIC}
    return {"anthropic-api-key": API_KEY, "github-token": TOKEN, "a key in the code": HARD_CODED, **aws}


def unmasked(log: str) -> str:
    """A log without the commands by which the runner learns what to mask."""
    return _MASK.sub("", log)


def leaks(hidden: Mapping[str, str], written: Mapping[str, str | bytes]) -> Iterator[str]:
    """Say which secret stands where, in whole or by more than half."""
    for place, content in written.items():
        data = content if isinstance(content, bytes) else content.encode("utf-8", "surrogatepass")
        for name, secret in hidden.items():
            if any(part.encode() in data for part in (secret[: len(secret) * 2 // 3], secret[len(secret) // 3 :])):
                yield f"{name} leaks into {place}"


def command_lines(pid: int) -> str:
    """What `ps` shows of a process and its children; empty where there is no `/proc`."""
    children = Path(f"/proc/{pid}/task/{pid}/children")
    try:
        pids = [str(pid), *children.read_text("ascii").split()]
        return "\n".join(Path(f"/proc/{each}/cmdline").read_bytes().decode("utf-8", "replace") for each in pids)
    except OSError:
        return ""
