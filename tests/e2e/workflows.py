"""Workflows as users write them, with the action from the checkout."""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence
from typing import Any

import yaml

from docgen.doors.telling import OUTPUTS

_SHOW = [f'echo "{name}=${name.upper().replace("-", "_")}"' for name in OUTPUTS]


Step = Mapping[str, Any]


def workflow(
    inputs: Mapping[str, str], event: str = "pull_request", *, before: Sequence[Step] = (), after: Sequence[Step] = ()
) -> str:
    """A workflow that runs the action and uses each of its outputs in a later step.

    Args:
        inputs: Inputs over the key and the defaults of action.yml.
        event: What starts it.
        before: Further steps before the action.
        after: Further steps at the end.
    """
    given = {"anthropic-api-key": "${{ secrets.ANTHROPIC_API_KEY }}", **inputs}
    outputs = {name.upper().replace("-", "_"): f"${{{{ steps.docgen.outputs.{name} }}}}" for name in OUTPUTS}
    steps: list[Step] = [
        {"uses": "actions/checkout@v6"},
        *before,
        {"id": "docgen", "uses": "./", "with": given},
        {"run": "\n".join(_SHOW), "env": outputs},
        {"run": 'test ! -s "$REPORT" || cat "$REPORT"', "env": {"REPORT": outputs["REPORT"]}},
        *after,
    ]
    jobs = {"docs": {"runs-on": "ubuntu-latest", "steps": [dict(step) for step in steps]}}
    return yaml.safe_dump({"on": event, "jobs": jobs}, sort_keys=False)


def check_out(sha: str, files: Mapping[str, str]) -> Step:
    """A step that leaves what actions/checkout would: act only knows the repository that it was started in."""
    lines = [f"echo {sha} >.git/HEAD"]
    for path, content in files.items():
        lines += [f"mkdir -p $(dirname {path})", f"printf %s {shlex.quote(content)} >{path}"]
    return {"run": "\n".join(lines)}
