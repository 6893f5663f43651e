"""What a release takes beside git: the notes of a version from the changelog, and action.yml pinned to an image.

release.py notes VERSION    print the notes; an error unless changelog and package name that version
release.py pin IMAGE        write docker://…@sha256:… into action.yml
"""
# ruff: noqa: INP001 - a script of the workflows, in no package

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).parent.parent
_VERSION = re.compile(r"\d+\.\d+\.\d+")
_IMAGE = re.compile(r"docker://[\w.-]+(/[\w.-]+)+:\d+\.\d+\.\d+@sha256:[0-9a-f]{64}")


def main(arguments: Sequence[str]) -> int:
    """Do what the arguments say; 1 with a message if it cannot be done, 2 if they say nothing."""
    try:
        match arguments:
            case ["notes", version]:
                sys.stdout.write(notes(version, ROOT) + "\n")
            case ["pin", image]:
                pin(image, ROOT)
            case _:
                sys.stderr.write(__doc__ or "")
                return 2
    except ValueError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


def notes(version: str, root: Path) -> str:
    """Find what the changelog says about a version.

    Raises:
        ValueError: If it is no full version, not the package's, or the changelog has nothing dated about it.
    """
    if not _VERSION.fullmatch(version):
        raise ValueError(f"{version} is not a full version such as 1.2.3.")
    if f'__version__ = "{version}"' not in (root / "docgen" / "__init__.py").read_text("utf-8"):
        raise ValueError(f"docgen/__init__.py names another version than {version}.")
    changelog = (root / "CHANGELOG.md").read_text("utf-8")
    section = re.search(
        rf"^## \[{re.escape(version)}\] - \d{{4}}-\d\d-\d\d\n(.*?)(?=^## |\Z)", changelog, re.MULTILINE | re.DOTALL
    )
    if not section or not section[1].strip():
        raise ValueError(f"CHANGELOG.md has no dated section with changes for {version}.")
    return section[1].strip()


def pin(image: str, root: Path) -> None:
    """Make action.yml run an image instead of building one.

    Raises:
        ValueError: If the image is not named with its full version and digest, or action.yml builds none.
    """
    if not _IMAGE.fullmatch(image):
        raise ValueError(f"{image} is not docker://REGISTRY/NAME:VERSION@sha256:DIGEST.")
    path = root / "action.yml"
    text, found = re.subn(r"(?m)^  image: Dockerfile$", f"  image: {image}", path.read_text("utf-8"))
    if found != 1:
        raise ValueError("action.yml does not say `image: Dockerfile`.")
    path.write_text(text, "utf-8")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
