"""Workflows, our own and those to copy from README, docs and examples, fit the action as it is and ask for no more."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest
import yaml

from docgen import __version__
from docgen.doors.layers import Layer, resolve
from docgen.doors.manual import setting_names

ROOT = Path(__file__).parent.parent
ACTION = "org/docgen-action@"
FILES = sorted([*(ROOT / ".github" / "workflows").glob("*.yml"), *(ROOT / "examples" / "workflows").glob("*.yml")])
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]


def snippets(page: Path) -> Iterator[dict[str, Any] | list[dict[str, Any]]]:
    """The YAML that a page shows."""
    for found in re.finditer(r"^( *)```yaml\n(.*?)^ *```$", page.read_text("utf-8"), re.MULTILINE | re.DOTALL):
        yield yaml.safe_load(dedent(found[2]))


def steps(shown: dict[str, Any] | list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The steps of a workflow, of a job, or of a list of steps."""
    if isinstance(shown, list):
        return shown
    jobs = shown.get("jobs", {"": shown}).values()
    return [step for job in jobs for step in job.get("steps", [])]


def shown_steps() -> list[tuple[str, dict[str, Any]]]:
    """Every step that people see or that runs here, with the file where it stands."""
    shown = [(path, yaml.safe_load(path.read_text("utf-8"))) for path in FILES]
    shown += [(page, snippet) for page in PAGES for snippet in snippets(page)]
    return [(path.name, step) for path, loaded in shown for step in steps(loaded)]


def as_input(value: object) -> str:
    """Spell a value as the runner does."""
    return str(value).lower() if isinstance(value, bool) else str(value)


OURS = [pytest.param(step, id=name) for name, step in shown_steps() if step.get("uses", "").startswith(ACTION)]


@pytest.mark.parametrize("step", OURS)
def test_a_step_with_the_action_gives_inputs_that_it_takes(step: dict[str, Any]) -> None:
    given = {name: as_input(value) for name, value in step.get("with", {}).items()}
    assert set(given) <= set(setting_names())
    resolve([Layer("input", {name: value for name, value in given.items() if "${{" not in value})])


@pytest.mark.parametrize("step", OURS)
def test_a_step_with_the_action_names_this_release(step: dict[str, Any]) -> None:
    assert step["uses"] == f"{ACTION}v{__version__}"


def test_every_foreign_action_is_pinned_by_sha() -> None:
    for name, step in shown_steps():
        used = step.get("uses", "./")
        assert used.startswith((".", ACTION)) or re.search(r"@[0-9a-f]{40}$", used), (name, used)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_workflow_grants_by_job_ends_in_time_and_does_not_race_itself(path: Path) -> None:
    workflow = yaml.safe_load(path.read_text("utf-8"))
    assert workflow["permissions"] == {}
    assert workflow["concurrency"]["group"]
    for job in workflow["jobs"].values():
        assert "permissions" in job
        assert job["timeout-minutes"] <= 360


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_no_run_is_cancelled_by_one_that_does_nothing(path: Path) -> None:
    workflow = yaml.safe_load(path.read_text("utf-8"))
    concurrency, events = workflow["concurrency"], workflow[True]  # YAML reads `on` as a truth value
    is_by_label = "labeled" in str(events.get("pull_request_target"))
    commits = any(step.get("with", {}).get("mode") == "commit" for step in steps(workflow))
    assert "github.event.label.name" in concurrency["group"] or not is_by_label
    assert concurrency.get("cancel-in-progress") is False or not commits


def test_the_readme_shows_the_example_that_is_run() -> None:
    readme = next(shown for shown in snippets(ROOT / "README.md") if "jobs" in shown)
    example = yaml.safe_load((ROOT / "examples" / "workflows" / "comment.yml").read_text("utf-8"))
    for job in example["jobs"].values():
        del job["name"]
    assert readme == example
