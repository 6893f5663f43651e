"""Keeps what the cache relies on out of the hands of a pull request.

The workspace holds whatever a pull request brings. A profile there could name a program that boto3 runs for
credentials; a database there could hold docs that nobody wrote, which a later step saves for trusted runs.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from docgen.errors import CacheError

_NAMES = (
    "AWS_CONFIG_FILE",
    "AWS_SHARED_CREDENTIALS_FILE",
    "AWS_WEB_IDENTITY_TOKEN_FILE",
    "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE",
    "AWS_CA_BUNDLE",
    "AWS_DATA_PATH",
    "BOTO_CONFIG",
    "HOME",
)
"""What says where boto3 looks for files."""


def refuse_settings_in(workspace: Path, environ: Mapping[str, str]) -> None:
    """Make sure that no AWS setting is read from the workspace.

    Args:
        workspace: The checkout, whose content a pull request decides.
        environ: The environment that boto3 will see.

    Raises:
        CacheError: If a variable points into the workspace.
    """
    for name in _NAMES:
        if any(_is_in(workspace, Path(place)) for place in environ.get(name, "").split(os.pathsep) if place):
            raise CacheError(
                f"{name} points into the workspace, which a pull request may fill.",
                "Keep AWS settings outside of it, for example in `$RUNNER_TEMP`.",
            )


def refuse_database_in(workspace: Path, path: Path) -> None:
    """Make sure that a run on untrusted code takes no database from the workspace.

    Args:
        workspace: The checkout, whose content a pull request decides.
        path: The SQLite file.

    Raises:
        CacheError: If the file lies in the workspace.
    """
    if _is_in(workspace, path):
        raise CacheError(
            f"The cache file {path} lies in the workspace, which this pull request may have filled.",
            "Set `cache-path` to a place outside of it, or leave it out.",
        )


def _is_in(workspace: Path, path: Path) -> bool:
    return path.expanduser().resolve().is_relative_to(workspace.resolve())
