"""Runs a program against Claude on loopback, and measures what it takes and what it asks."""

from __future__ import annotations

import contextlib
import os
import re
import subprocess
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Thread

from docgen.model import Usage
from docgen.writer.models import find_model, load_models
from tests.standins.claude import ClaudeStandin
from tests.standins.claude.latency import Latency
from tests.standins.claude.log import LoggedRequest

_HIGH_WATER = re.compile(r"^VmHWM:\s+(\d+) kB", re.MULTILINE)
_EVERY_SECONDS = 0.05

ROOT = Path(__file__).parent.parent.parent


@dataclass(frozen=True, slots=True)
class Run:
    """What a program took.

    Attributes:
        seconds: From its start to its end.
        cpu_seconds: What it and its children computed.
        peak_mb: Most memory that it had, in megabytes, up to a twentieth of a second before its end.
        output: What it printed.
        answers: Tokens of each of Claude's answers in the order of the requests.
        input_tokens: Tokens of all prompts, however they are billed.
        cost_usd: What Claude billed.
        delivered: Symbols whose docs were in the answers, as often as they were.
    """

    seconds: float
    cpu_seconds: float
    peak_mb: float
    output: str
    answers: tuple[int, ...]
    input_tokens: int
    cost_usd: float
    delivered: Mapping[str, int]

    @property
    def calls(self) -> int:
        """Requests to Claude."""
        return len(self.answers)

    @property
    def output_tokens(self) -> int:
        """Tokens of all answers."""
        return sum(self.answers)


def run(
    command: Sequence[str], folder: Path, environ: Mapping[str, str], latency: Latency, codes: Sequence[int] = (0,)
) -> Run:
    """Run a program in a folder.

    Args:
        command: The program.
        folder: Its working directory.
        environ: Variables beside this process's own.
        latency: How long Claude takes.
        codes: Exit codes that are no failure.

    Raises:
        SystemExit: The program failed.
    """
    with ClaudeStandin(latency=latency) as claude, tempfile.TemporaryFile("w+") as output:
        variables = {**os.environ, "PYTHONPATH": str(ROOT), **environ}
        variables |= {"ANTHROPIC_BASE_URL": claude.url, "ANTHROPIC_API_KEY": "sk-ant-benchmark"}
        start = time.perf_counter()
        process = subprocess.Popen(command, cwd=folder, env=variables, stdout=output, stderr=subprocess.PIPE, text=True)
        assert process.stderr
        peak = _Peak(process.pid)
        errors = process.stderr.read()
        _, status, used = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode not in codes:
            raise SystemExit(f"{' '.join(command)} failed:\n{errors[-2000:]}")
        output.seek(0)
        usages = [_usage(request) for request in claude.requests if request.usage]
        return Run(
            seconds=seconds,
            cpu_seconds=used.ru_utime + used.ru_stime,
            peak_mb=peak.megabytes,
            output=output.read(),
            answers=tuple(usage.output_tokens for usage in usages),
            input_tokens=sum(u.input_tokens + u.cache_write_tokens + u.cache_read_tokens for u in usages),
            cost_usd=sum(_cost(request) for request in claude.requests if request.usage),
            delivered=dict(claude.delivered),
        )


class _Peak:
    """Watches how much memory a process has had; `ru_maxrss` counts what its parent had when it was started."""

    def __init__(self, pid: int) -> None:
        self.megabytes = 0.0
        self._status = Path(f"/proc/{pid}/status")
        Thread(target=self._watch, daemon=True).start()

    def _watch(self) -> None:
        with contextlib.suppress(OSError):
            while found := _HIGH_WATER.search(self._status.read_text("utf-8")):
                self.megabytes = int(found[1]) / 1000
                time.sleep(_EVERY_SECONDS)


def _usage(request: LoggedRequest) -> Usage:
    usage = request.usage
    return Usage(
        usage["input_tokens"],
        usage["output_tokens"],
        usage["cache_creation_input_tokens"],
        usage["cache_read_input_tokens"],
    )


def _cost(request: LoggedRequest) -> float:
    model = find_model(request.params["model"], load_models())
    return (model and model.cost(_usage(request))) or 0.0
