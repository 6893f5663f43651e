"""Starts the container as GitHub's runner starts it: its mounts, its variables, and less power than it would have."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Mapping, Sequence
from itertools import count
from pathlib import Path
from typing import Any

from tests.container.engine import IMAGE
from tests.runner import KEY, Started
from tests.standins.github import GitHubStandin

HARDENED = ("--network=host", "--read-only", "--cap-drop=ALL", "--security-opt=no-new-privileges")
"""Nothing but the mounts can be written; the stand-ins listen on the host's loopback."""

FOLDERS = {
    "workspace": "/github/workspace",
    "home": "/github/home",
    "workflow": "/github/workflow",
    "commands": "/github/file_commands",
}
"""What the runner mounts, and where."""


class ContainerRunner:
    """A runner with a workspace, whose steps are containers that talk to the stand-ins.

    Args:
        folder: Where the mounts lie.
        github: GitHub on loopback.
        claude_url: Claude on loopback.
    """

    def __init__(self, folder: Path, github: GitHubStandin, claude_url: str) -> None:
        self.folder = folder
        self._github = github
        self._claude_url = claude_url
        self._runs = count(1)
        for name in FOLDERS:
            (folder / name).mkdir(parents=True)
        # No name can be looked up, so nothing but the stand-ins, which go by their addresses, can be reached.
        (folder / "resolv.conf").write_text("nameserver 127.0.0.254\noptions timeout:1 attempts:1\n", "utf-8")

    @property
    def workspace(self) -> Path:
        """The workspace, on the host."""
        return self.folder / "workspace"

    @property
    def home(self) -> Path:
        """The home directory that all steps of a job share, on the host."""
        return self.folder / "home"

    def start(
        self,
        payload: Mapping[str, Any],
        inputs: Mapping[str, str] | None = None,
        environ: Mapping[str, str] | None = None,
        *,
        entrypoint: Sequence[str] = (),
    ) -> Started:
        """Start the action on a pull request and do not wait.

        Args:
            payload: The event's payload.
            inputs: Inputs by name, over the defaults of action.yml and a key.
            environ: Further variables of the job.
            entrypoint: What to start in place of the image's own entry point.
        """
        run = next(self._runs)
        (self.folder / "workflow" / "event.json").write_text(json.dumps(payload), "utf-8")
        given = {"github-token": self._github.token, "anthropic-api-key": KEY, **(inputs or {})}
        variables = {
            **self._environ(run),
            **{f"INPUT_{name.upper()}": value for name, value in given.items()},
            **(environ or {}),
        }
        command = ["docker", "run", "--rm", *HARDENED, "--workdir", FOLDERS["workspace"]]
        command += [f"--env={name}={value}" for name, value in variables.items()]
        command += [f"--volume={self.folder / name}:{path}" for name, path in FOLDERS.items()]
        command += [f"--volume={self.folder / 'resolv.conf'}:/etc/resolv.conf:ro"]
        command += [f"--entrypoint={entrypoint[0]}", IMAGE, *entrypoint[1:]] if entrypoint else [IMAGE]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8")
        files = {name: self.folder / "commands" / f"{name}-{run}" for name in ("output", "summary")}
        return Started(process, files, self.workspace)

    def _environ(self, run: int) -> dict[str, str]:
        return {
            "HOME": FOLDERS["home"],
            "GITHUB_ACTIONS": "true",
            "GITHUB_API_URL": self._github.url,
            "GITHUB_EVENT_NAME": "pull_request",
            "GITHUB_EVENT_PATH": f"{FOLDERS['workflow']}/event.json",
            "GITHUB_OUTPUT": f"{FOLDERS['commands']}/output-{run}",
            "GITHUB_REPOSITORY": self._github.state.repository,
            "GITHUB_RUN_ID": str(1000 + run),
            "GITHUB_RUN_ATTEMPT": "1",
            "GITHUB_STEP_SUMMARY": f"{FOLDERS['commands']}/summary-{run}",
            "GITHUB_WORKSPACE": FOLDERS["workspace"],
            "ANTHROPIC_BASE_URL": self._claude_url,
        }
