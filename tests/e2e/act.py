"""Runs workflows with act, a runner for GitHub's workflows, in a repository that holds the action."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from uuid import uuid4

from tests.standins.plain_git import git_environment

ROOT = Path(__file__).parents[2]
ACT = Path(sys.executable).with_name("act")
JOB_IMAGE = "python:3.14-slim"
"""What jobs run in: the image that the action stands on, so that there is nothing more to fetch."""

ACTION = ("action.yml", "Dockerfile", ".dockerignore", "entrypoint.py", "requirements.lock", "docgen")
"""What makes up the action."""

_SECONDS = 600


@dataclass(frozen=True, slots=True)
class Run:
    """What a workflow left behind.

    Attributes:
        code: act's exit code; 0 when all jobs succeeded.
        log: Its log.
    """

    code: int
    log: str

    @property
    def action_exit_code(self) -> int:
        """How the action's container ended."""
        failed = re.search(r"exit with `FAILURE`: (\d+)|exitcode '(\d+)'", self.log)
        return int(failed[1] or failed[2]) if failed else 0

    @property
    def summary(self) -> str:
        """What the steps wrote for the job's page, as act logs it."""
        return "\n".join(re.findall(r"Summary - (.*?)(?=^\[|\Z)", self.log, re.MULTILINE | re.DOTALL))

    def said(self, name: str) -> str:
        """What a later step printed as `name=…`; empty when it did not."""
        found = re.search(rf"\| {re.escape(name)}=(.*)$", self.log, re.MULTILINE)
        return found[1].strip() if found else ""


class Act:
    """A checkout of the action with one workflow, and act to run it.

    Args:
        folder: Where the checkout is made.
        repository: Full name of the repository that it stands for.
        variables: Variables of every job.
        secrets: Secrets of the repository.
    """

    def __init__(self, folder: Path, repository: str, variables: Mapping[str, str], secrets: Mapping[str, str]) -> None:
        self.checkout = folder / "checkout"
        self._folder = folder
        self._variables = variables
        self._secrets = secrets
        self.checkout.mkdir(parents=True)
        for name in ACTION:
            source = ROOT / name
            if source.is_dir():
                shutil.copytree(source, self.checkout / name, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                shutil.copy(source, self.checkout / name)
        self._name = f"e2e-{uuid4().hex[:8]}"
        self._git("init", "--quiet", "--initial-branch=main")
        self._git("remote", "add", "origin", f"https://github.com/{repository}.git")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._remove_leftovers()

    def run(self, workflow: str, event: str, payload: Mapping[str, Any], **variables: str) -> Run:
        """Run the workflow on an event.

        Args:
            workflow: The workflow's text.
            event: The event's name.
            payload: Its payload.
            variables: Further variables of the job.
        """
        process = self.start(workflow, event, payload, **variables)
        log, _ = process.communicate(timeout=_SECONDS)
        return Run(process.returncode, log)

    def start(self, workflow: str, event: str, payload: Mapping[str, Any], **variables: str) -> subprocess.Popen[str]:
        """Start the workflow on an event and do not wait; otherwise like `run`."""
        path = self.checkout / ".github" / "workflows" / "tested.yml"
        path.parent.mkdir(parents=True, exist_ok=True)
        # Containers are called after the workflow: no two checkouts may share a name.
        path.write_text(f"name: {self._name}\n{workflow}", "utf-8")
        self._git("add", "--all")
        self._git(
            "-c",
            "user.name=e2e",
            "-c",
            "user.email=e2e@example.com",
            "commit",
            "--quiet",
            "--allow-empty",
            "--message=Test",
        )
        (self._folder / "event.json").write_text(json.dumps(payload), "utf-8")
        command = [str(ACT), event, "--eventpath", str(self._folder / "event.json")]
        command += ["--platform", f"ubuntu-latest={JOB_IMAGE}", "--pull=false", "--action-offline-mode"]
        command += ["--no-cache-server", "--rm"]
        command += [f"--secret={name}={value}" for name, value in self._secrets.items()]
        command += [f"--env={name}={value}" for name, value in {**self._variables, **variables}.items()]
        return subprocess.Popen(
            command,
            cwd=self.checkout,
            env=self._environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
        )

    def cancel(self, process: subprocess.Popen[str]) -> None:
        """Cancel a workflow that was started; what it leaves running is killed, as the runner does in the end."""
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=_SECONDS)
        self._remove_leftovers()

    def _remove_leftovers(self) -> None:
        for list_all, remove in ((["ps", "--all"], ["rm", "--force"]), (["volume", "ls"], ["volume", "rm"])):
            found = ["docker", *list_all, "--quiet", "--filter", f"name=act-{self._name}"]
            left = subprocess.run(found, check=True, capture_output=True, text=True).stdout.split()
            if left:
                subprocess.run(["docker", *remove, *left], check=True, capture_output=True)

    def _environment(self) -> dict[str, str]:
        """What act gets to see: nothing of the developer's own GitHub, Claude or AWS."""
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "DOCKER_HOST") if name in os.environ}
        return {**kept, "XDG_CACHE_HOME": str(self._folder / "cache")}

    def _git(self, *arguments: str) -> None:
        subprocess.run(["git", *arguments], cwd=self.checkout, check=True, capture_output=True, env=git_environment())
