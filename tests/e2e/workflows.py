"""Workflows as users write them, with the action from the checkout."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import yaml

from docgen.doors.telling import OUTPUTS

_SHOW = [f'echo "{name}=${name.upper().replace("-", "_")}"' for name in OUTPUTS]


def workflow(inputs: Mapping[str, str], event: str = "pull_request") -> str:
    """A workflow that runs the action and uses each of its outputs in a later step.

    Args:
        inputs: Inputs over the key and the defaults of action.yml.
        event: What starts it.
    """
    given = {"anthropic-api-key": "${{ secrets.ANTHROPIC_API_KEY }}", **inputs}
    outputs = {name.upper().replace("-", "_"): f"${{{{ steps.docgen.outputs.{name} }}}}" for name in OUTPUTS}
    steps: list[dict[str, Any]] = [
        {"uses": "actions/checkout@v6"},
        {"id": "docgen", "uses": "./", "with": given},
        {"run": "\n".join(_SHOW), "env": outputs},
        {"run": 'test ! -s "$REPORT" || cat "$REPORT"', "env": {"REPORT": outputs["REPORT"]}},
    ]
    jobs = {"docs": {"runs-on": "ubuntu-latest", "steps": steps}}
    return yaml.safe_dump({"on": event, "jobs": jobs}, sort_keys=False)
