"""A release takes its notes from the changelog and pins action.yml, or refuses with the reason."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
IMAGE = f"docker://ghcr.io/org/docgen-action:1.2.3@sha256:{'0a' * 32}"
CHANGELOG = """# Changelog

## [Unreleased]

## [1.2.3] - 2026-12-01

### Added

- A thing.

## [1.2.2] - 2026-11-30

- Another.
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    for folder in (".github", "docgen"):
        (tmp_path / folder).mkdir()
    shutil.copy(ROOT / ".github" / "release.py", tmp_path / ".github")
    shutil.copy(ROOT / "action.yml", tmp_path)
    (tmp_path / "docgen" / "__init__.py").write_text('__version__ = "1.2.3"\n', "utf-8")
    (tmp_path / "CHANGELOG.md").write_text(CHANGELOG, "utf-8")
    return tmp_path


def release(project: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(project / ".github" / "release.py"), *arguments]
    return subprocess.run(command, check=False, capture_output=True, text=True)


def test_the_notes_are_the_changelog_of_that_version_alone(project: Path) -> None:
    assert release(project, "notes", "1.2.3").stdout == "### Added\n\n- A thing.\n"


@pytest.mark.parametrize(
    ("version", "reason"),
    [("1.2", "full version"), ("1.2.2", "names another version"), ("1.2.3; true", "full version")],
)
def test_a_version_that_cannot_be_released_is_refused(project: Path, version: str, reason: str) -> None:
    done = release(project, "notes", version)
    assert (done.returncode, done.stdout) == (1, "")
    assert reason in done.stderr


@pytest.mark.parametrize("heading", ["## [1.2.4] - 2026-12-01", "## [1.2.3]"])
def test_a_changelog_without_a_dated_section_is_refused(project: Path, heading: str) -> None:
    changelog = CHANGELOG.replace("## [1.2.3] - 2026-12-01", heading)
    (project / "CHANGELOG.md").write_text(changelog, "utf-8")
    assert "no dated section" in release(project, "notes", "1.2.3").stderr


def test_the_action_is_pinned_and_otherwise_unchanged(project: Path) -> None:
    before = (ROOT / "action.yml").read_text("utf-8")
    assert release(project, "pin", IMAGE).returncode == 0
    assert (project / "action.yml").read_text("utf-8") == before.replace("image: Dockerfile", f"image: {IMAGE}")


def test_an_image_without_its_digest_is_refused(project: Path) -> None:
    assert "sha256" in release(project, "pin", IMAGE.partition("@")[0]).stderr
