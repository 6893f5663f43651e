"""What must agree: action.yml, the settings, the command line, the README and the version."""

from __future__ import annotations

import re
import tomllib
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft7Validator

from benchmarks.mutants import AREAS
from docgen import __version__
from docgen.cli import main
from docgen.doors.layers import configuration_layer, resolve
from docgen.doors.manual import describe, setting_names
from docgen.doors.schema import configuration_schema, schema_json
from docgen.doors.telling import OUTPUTS
from docgen.errors import SettingsError

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text("utf-8")


@pytest.fixture(scope="module")
def action() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))
    return loaded


def test_every_setting_is_an_input_with_the_same_description(action: dict[str, Any]) -> None:
    assert {name: spec["description"] for name, spec in action["inputs"].items()} == {
        name: describe(name) for name in setting_names()
    }


def test_inputs_leave_defaults_to_the_settings_so_that_the_configuration_file_counts(action: dict[str, Any]) -> None:
    defaults = {name: spec["default"] for name, spec in action["inputs"].items()}
    assert defaults == {name: "${{ github.token }}" if name == "github-token" else "" for name in setting_names()}


def test_every_output_is_declared(action: dict[str, Any]) -> None:
    assert set(action["outputs"]) == set(OUTPUTS)


def rows(heading: str) -> set[str]:
    """First column of the README's table under a heading."""
    section = README.split(f"\n## {heading}\n", 1)[1].split("\n## ", 1)[0]
    return set(re.findall(r"^\| `([a-z-]+)` \|", section, re.MULTILINE))


def test_the_readme_lists_every_input() -> None:
    assert rows("Inputs") == set(setting_names())


def test_the_readme_lists_every_output() -> None:
    assert rows("Outputs") == set(OUTPUTS)


def test_the_readme_states_the_defaults() -> None:
    for name in setting_names():
        row = next(line for line in README.splitlines() if line.startswith(f"| `{name}` |"))
        assert describe(name).replace("|", "\\|") in row


def test_the_schema_for_editors_is_what_the_settings_are() -> None:
    assert (ROOT / "docs" / "pyproject.schema.json").read_text("utf-8") == schema_json() + "\n"


@pytest.mark.parametrize(
    ("table", "fits"),
    [
        ('mode = "suggest"\nexclude = ["docs/"]\nskip = ["test"]\nmax-cost = 2.5\ndocstring-style = "auto"', True),
        ('exclude = "docs/"\nskip = "none"', True),
        ("[tool.docgen.prices.house-model]\nprices = {input = 1, output = 2}", True),
        ("max-worker = 3", False),
        ('skip = ["trivia"]', False),
        ("max-cost = 0", False),
        ('anthropic-api-key = "x"', False),
    ],
)
def test_editors_and_docgen_agree_about_a_configuration(table: str, fits: bool) -> None:
    content = f"[tool.docgen]\n{table}\n".encode()
    is_valid = Draft7Validator(configuration_schema()).is_valid(tomllib.loads(content.decode()))
    with nullcontext() if fits else pytest.raises(SettingsError):
        resolve([configuration_layer(content)])
    assert is_valid is fits


def test_the_container_is_started_so_that_the_workspace_decides_nothing() -> None:
    dockerfile = (ROOT / "Dockerfile").read_text("utf-8")
    start = '"/venv/bin/python", "-u", "-E", "-s", "-B", "/app/entrypoint.py"]'
    assert start in dockerfile
    assert 'ENTRYPOINT ["/usr/bin/env", "-u", "PYTHONEXECUTABLE", "-u", "__PYVENV_LAUNCHER__", ' in dockerfile
    assert not re.search(r"^(USER|WORKDIR)\b", dockerfile, re.MULTILINE)


def test_every_test_that_the_threat_model_names_exists() -> None:
    text = (ROOT / "docs" / "security.md").read_text("utf-8")
    named = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", text)
    assert len(named) > 30
    for path, name in named:
        assert f"\ndef {name}(" in (ROOT / path).read_text("utf-8"), (path, name)


def test_every_module_of_the_cache_is_mutated_in_one_area() -> None:
    modules = [path.relative_to(ROOT) for path in ROOT.glob("docgen/cache/[!_]*.py")]
    assert len(modules) > 20
    patterns = [pattern for area in AREAS.values() for pattern in area.code]
    assert {module: sum(module.match(pattern) for pattern in patterns) for module in modules} == dict.fromkeys(
        modules, 1
    )
    assert all((ROOT / test).is_file() for area in AREAS.values() for test in area.tests)


def test_the_changelog_knows_the_version() -> None:
    changelog = (ROOT / "CHANGELOG.md").read_text("utf-8")
    assert "## [Unreleased]" in changelog or f"## [{__version__}]" in changelog


def test_our_own_tool_finds_nothing_to_document_here(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    assert main(["check", "--all"]) == 0, capsys.readouterr().out
