"""A Docker engine, and the image as it is built for users."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
IMAGE = "docgen-action:tested"


def demand_engine() -> None:
    """End the whole session where no Docker engine answers: what could not run must not look as if it had passed."""
    try:
        subprocess.run(["docker", "info"], check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.exit("No Docker engine answers, so the container cannot be tested. Start one (`docker info`).", 1)


def build_image() -> str:
    """Build the image and return its name."""
    demand_engine()
    done = subprocess.run(
        ["docker", "build", "--quiet", "--tag", IMAGE, str(ROOT)], check=False, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return IMAGE


def inside(code: str) -> str:
    """Run Python code in the image, without a network, and return what it printed."""
    command = ["docker", "run", "--rm", "--network", "none", "--entrypoint", "/venv/bin/python", IMAGE, "-c", code]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout
