"""The container's door, while it opens."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

_SIGNALLED = """
import builtins, os, runpy, signal

import_module = builtins.__import__

def interrupted(name, *arguments, **more):
    if name.startswith("docgen"):
        os.kill(os.getpid(), signal.{sign})
    return import_module(name, *arguments, **more)

builtins.__import__ = interrupted
runpy.run_path("entrypoint.py", run_name="__main__")
"""


@pytest.mark.parametrize("sign", ["SIGINT", "SIGTERM"])
def test_a_job_that_is_cancelled_while_the_action_loads_says_so(sign: str) -> None:
    command = [sys.executable, "-c", _SIGNALLED.format(sign=sign)]
    done = subprocess.run(command, cwd=Path(__file__).parents[1], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (130, "")
    assert done.stdout == "::warning::docgen was stopped before it began. Run the job again.\n"
