"""The house rules: layers, rooms, one module per vendor, nothing heavy on the way in, nothing long."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "docgen"
MODULES = sorted(PACKAGE.rglob("*.py"))

GROUND = {"model", "errors", "sanitize", "journal"}
MAY_IMPORT: dict[str, set[str]] = {
    "model": set(),
    "errors": set(),
    "sanitize": set(),
    "journal": set(),
    "cache": GROUND,
    "writer": GROUND,
    "python": GROUND,
    "github": GROUND,
    "changes": GROUND | {"github"},
    "delivery": GROUND | {"github"},
    "steps": GROUND | {"python", "changes.interface", "cache.interface", "cache.flight", "writer.interface"},
    "pipeline": GROUND | {"steps", "python"},
}
"""What each room may import beside itself; the doors may import everything below them."""

DOORS = {"__init__", "action", "cli", "doors", "settings"}

MODULE_OF_VENDOR = ["anthropic", "boto3", "botocore", "tenacity", "docstring_parser", "pathspec", "tqdm"]


def room_of(path: Path) -> str:
    return path.relative_to(PACKAGE).with_suffix("").parts[0]


def imports_of(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


def ours(path: Path) -> Iterator[str]:
    return (name.removeprefix("docgen.") for name in imports_of(path) if name.startswith("docgen."))


@pytest.mark.parametrize("path", [path for path in MODULES if room_of(path) not in DOORS], ids=str)
def test_imports_run_downwards_only(path: Path) -> None:
    room = room_of(path)
    allowed = MAY_IMPORT[room] | {room}
    wrong = [name for name in ours(path) if name not in allowed and name.split(".")[0] not in allowed]
    assert not wrong


@pytest.mark.parametrize("vendor", MODULE_OF_VENDOR)
def test_each_vendor_library_is_imported_in_one_module(vendor: str) -> None:
    importers = [path for path in MODULES if vendor in {name.split(".")[0] for name in imports_of(path)}]
    assert len(importers) <= 1, importers


def test_only_the_github_room_imports_pygithub() -> None:
    importers = {room_of(path) for path in MODULES if "github" in {name.split(".")[0] for name in imports_of(path)}}
    assert importers <= {"github"}


@pytest.mark.parametrize("door", ["docgen.action", "docgen.cli"])
def test_opening_a_door_imports_no_vendor_client(door: str) -> None:
    clients = {"anthropic", "boto3", "github", "tenacity"}
    code = f"import sys, {door}; print(*({{name.partition('.')[0] for name in sys.modules}} & {clients}))"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT).stdout
    assert loaded.split() == []


LONG = {"model.py", "canonical.py::canonical"}
"""What is longer than the rest; the docstrings say why."""


def test_what_is_read_fits_on_a_few_screens() -> None:
    modules = {path.name: len(path.read_text("utf-8").splitlines()) for path in MODULES}
    functions = {
        f"{path.name}::{node.name}": (node.end_lineno or 0) - node.lineno + 1
        for path in MODULES
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.FunctionDef)
    }
    too_long = {name for name, lines in modules.items() if lines > 300}
    too_long |= {name for name, lines in functions.items() if lines > 40}
    assert too_long == LONG
