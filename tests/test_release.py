"""A release takes its notes from the changelog and pins action.yml, or refuses with the reason."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
import yaml

from tests.standins.plain_git import git_environment

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


def run_step(job: str, name: str, project: Path, environ: Mapping[str, str]) -> None:
    """Run a script of the release workflow as the runner does, with stand-ins for `gh` and `docker` on the path."""
    workflow = yaml.safe_load((ROOT / ".github" / "workflows" / "release.yml").read_text("utf-8"))
    (step,) = (step for step in workflow["jobs"][job]["steps"] if step.get("name", "").startswith(name))
    variables = {**git_environment(), **environ, "PATH": f"{project / 'bin'}:{os.environ['PATH']}"}
    subprocess.run(["bash", "-e", "-c", step["run"]], cwd=project, env=variables, check=True, capture_output=True)


def stand_in(project: Path, name: str, script: str) -> None:
    """Put a program on the path of the steps."""
    program = project / "bin" / name
    program.parent.mkdir(exist_ok=True)
    program.write_text(f"#!/bin/sh\n{script}\n", "utf-8")
    program.chmod(0o755)


def git(folder: Path, *arguments: str) -> str:
    command = ["git", "-c", "user.name=t", "-c", "user.email=t@example.com", "-C", str(folder), *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True, env=git_environment()).stdout


def test_the_tag_names_a_commit_beside_main_that_runs_the_image(project: Path) -> None:
    git(project, "init", "--quiet", "--bare", "origin.git")
    git(project, "init", "--quiet", "--initial-branch=main")
    git(project, "remote", "add", "origin", "origin.git")
    git(project, "add", "action.yml", "CHANGELOG.md", "docgen", ".github")
    git(project, "commit", "--quiet", "--message=Ready")
    git(project, "push", "--quiet", "origin", "main")
    stand_in(project, "gh", 'echo "$@" >>gh.log')
    name, _, digest = IMAGE.removeprefix("docker://").rpartition("@")
    environ = {"VERSION": "1.2.3", "IMAGE": name.removesuffix(":1.2.3"), "DIGEST": digest, "RUNNER_TEMP": str(project)}
    run_step("tag", "Pin action.yml", project, environ)
    origin = project / "origin.git"
    assert f"image: {IMAGE}" in git(origin, "show", "v1.2.3:action.yml")
    assert git(origin, "diff", "--name-only", "main", "v1.2.3").split() == ["action.yml"]
    assert "image: Dockerfile" in git(origin, "show", "main:action.yml")
    assert "release create v1.2.3" in (project / "gh.log").read_text("utf-8")
    assert "- A thing." in (project / "notes.md").read_text("utf-8")


def test_the_image_is_named_in_small_letters_and_built_on_one_base_for_all_platforms(project: Path) -> None:
    shutil.copy(ROOT / "Dockerfile", project)
    stand_in(project, "docker", f'echo "sha256:{"0b" * 32}"')
    output = project / "output"
    run_step("image", "Name the image", project, {"GITHUB_REPOSITORY": "Org/Docgen", "GITHUB_OUTPUT": str(output)})
    said = dict(line.split("=", 1) for line in output.read_text("utf-8").splitlines())
    assert said["image"] == "ghcr.io/org/docgen"
    assert said["base"].startswith("python:3.")
    assert said["base-digest"] == f"sha256:{'0b' * 32}"
