"""Starts the action as GitHub's runner starts it: inputs and files by environment, nothing else."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

from tests.standins.claude import ClaudeStandin
from tests.standins.github import GitHubStandin

ROOT = Path(__file__).parent.parent
KEY = "sk-ant-canary-0123456789abcdefghij"
COMMAND = (sys.executable, "-u", "-E", "-s", "-B")
"""How the container starts Python."""


@dataclass(frozen=True, slots=True)
class Step:
    """What a step left behind.

    Attributes:
        code: Its exit code.
        log: What it wrote to the log.
        outputs: Its outputs by name.
        summary: Its job summary.
        report: Its JSON report; empty when there is none.
    """

    code: int
    log: str
    outputs: dict[str, str]
    summary: str
    report: dict[str, Any] = field(repr=False)


class Started:
    """A step that is under way.

    Args:
        process: The action.
        files: Where it leaves its outputs and its summary.
        workspace: Where it leaves its report.
    """

    def __init__(self, process: subprocess.Popen[str], files: Mapping[str, Path], workspace: Path) -> None:
        self.process = process
        self._files = files
        self._workspace = workspace

    def finish(self) -> Step:
        """Wait until the step ends."""
        try:
            out, err = self.process.communicate(timeout=300)
        except subprocess.TimeoutExpired:
            self.process.kill()
            raise
        report = self._workspace / ".docgen" / "report.json"
        summary = self._files["summary"]
        return Step(
            code=self.process.returncode,
            log=out + err,
            outputs=_read_outputs(self._files["output"]),
            summary=summary.read_text("utf-8") if summary.exists() else "",
            report=json.loads(report.read_text("utf-8")) if report.exists() else {},
        )


class Runner:
    """A runner with a workspace, whose steps talk to the stand-ins.

    Args:
        folder: Where its files lie.
        github: GitHub on loopback.
        claude: Claude on loopback; `None` where nothing may ask it.
        command: What starts the action; the entry point's path is put behind it.
    """

    def __init__(
        self,
        folder: Path,
        github: GitHubStandin,
        claude: ClaudeStandin | None = None,
        command: Sequence[str] = COMMAND,
    ) -> None:
        self.workspace = folder / "workspace"
        self.workspace.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._github = github
        self._claude = claude
        self._command = command
        self._runs = count(1)

    def step(
        self,
        event: str,
        payload: Mapping[str, Any],
        inputs: Mapping[str, str] | None = None,
        environ: Mapping[str, str] | None = None,
    ) -> Step:
        """Run the action on an event.

        Args:
            event: The event's name.
            payload: Its payload.
            inputs: Inputs by name, over the defaults of action.yml and a key.
            environ: Further variables of the job.
        """
        return self.start(event, payload, inputs, environ).finish()

    def start(
        self,
        event: str,
        payload: Mapping[str, Any],
        inputs: Mapping[str, str] | None = None,
        environ: Mapping[str, str] | None = None,
    ) -> Started:
        """Start the action on an event and do not wait; otherwise like `step`."""
        run = next(self._runs)
        files = {name: self._folder / f"{name}-{run}" for name in ("event", "output", "summary")}
        files["event"].write_text(json.dumps(payload), "utf-8")
        process = subprocess.Popen(
            [*self._command, str(ROOT / "entrypoint.py")],
            cwd=self.workspace,
            env={**self._environ(event, files, run), **_inputs(inputs or {}, self._github.token), **(environ or {})},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )
        return Started(process, files, self.workspace)

    def _environ(self, event: str, files: Mapping[str, Path], run: int) -> dict[str, str]:
        return {
            "PATH": os.environ["PATH"],
            "HOME": str(self._folder / "home"),
            "GITHUB_ACTIONS": "true",
            "GITHUB_API_URL": self._github.url,
            "GITHUB_EVENT_NAME": event,
            "GITHUB_EVENT_PATH": str(files["event"]),
            "GITHUB_OUTPUT": str(files["output"]),
            "GITHUB_REPOSITORY": self._github.state.repository,
            "GITHUB_RUN_ID": str(1000 + run),
            "GITHUB_RUN_ATTEMPT": "1",
            "GITHUB_STEP_SUMMARY": str(files["summary"]),
            "GITHUB_WORKSPACE": str(self.workspace),
            **({"ANTHROPIC_BASE_URL": self._claude.url} if self._claude else {}),
        }


def _inputs(given: Mapping[str, str], token: str) -> dict[str, str]:
    """Spell inputs as the runner does: upper case, with their hyphens."""
    inputs = {"github-token": token, "anthropic-api-key": KEY, **given}
    return {f"INPUT_{name.upper()}": value for name, value in inputs.items()}


def _read_outputs(file: Path) -> dict[str, str]:
    """Read `GITHUB_OUTPUT` as the runner reads it."""
    text = file.read_text("utf-8") if file.exists() else ""
    return {
        found[1]: found[3] for found in re.finditer(r"^([^\n<]+)<<([^\n]+)\n(.*?)\n\2$", text, re.MULTILINE | re.DOTALL)
    }
