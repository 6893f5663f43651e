"""Keeps the AWS settings that boto3 reads out of the hands of a pull request.

A profile may name a program that boto3 runs for credentials: a file that a pull request brings must never be taken for
one.
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


def refuse_files_in(workspace: Path, environ: Mapping[str, str]) -> None:
    """Make sure that no AWS setting is read from the workspace.

    Args:
        workspace: The checkout, whose content a pull request decides.
        environ: The environment that boto3 will see.

    Raises:
        CacheError: If a variable points into the workspace.
    """
    for name in _NAMES:
        places = [Path(place).expanduser().resolve() for place in environ.get(name, "").split(os.pathsep) if place]
        if any(place.is_relative_to(workspace.resolve()) for place in places):
            raise CacheError(
                f"{name} points into the workspace, which a pull request may fill.",
                "Keep AWS settings outside of it, for example in `$RUNNER_TEMP`.",
            )
