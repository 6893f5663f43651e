"""What the documentation shows is taken as it stands: snippets, configurations, messages and links."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from textwrap import dedent

import yaml

from docgen.doors.layers import Layer, configuration_layer, resolve
from tests.messages import page

ROOT = Path(__file__).parent.parent


def inputs_in_documentation() -> Iterator[tuple[str, dict[str, object]]]:
    """Yield what the snippets of workflows give our action, with the page's name."""
    for path in [ROOT / "README.md", *(ROOT / "docs").glob("*.md"), *(ROOT / "examples" / "workflows").glob("*.yml")]:
        text = path.read_text("utf-8")
        blocks = (
            [text] if path.suffix == ".yml" else re.findall(r"^ *```yaml\n(.*?)^ *```$", text, re.MULTILINE | re.DOTALL)
        )
        for block in blocks:
            for given in _inputs_of_ours(yaml.safe_load(dedent(block))):
                yield path.name, given


def _inputs_of_ours(value: object) -> Iterator[dict[str, object]]:
    if isinstance(value, list):
        for part in value:
            yield from _inputs_of_ours(part)
    elif isinstance(value, dict):
        if "docgen-action@" in str(value.get("uses")):
            yield value.get("with", {})
        for part in value.values():
            yield from _inputs_of_ours(part)


def test_every_snippet_gives_inputs_that_are_taken() -> None:
    pages = set()
    for name, given in inputs_in_documentation():
        pages.add(name)
        assert resolve([Layer("input", {key: _evaluated(value) for key, value in given.items()})]), name
    assert {"README.md", "cookbook.md", "aws.md"} <= pages


def _evaluated(value: object) -> object:
    """What an expression gives cannot be told: it counts as not given."""
    return "" if "${{" in str(value) else str(value)


def test_every_configuration_in_the_documentation_is_taken() -> None:
    for path in [ROOT / "README.md", *(ROOT / "docs").glob("*.md")]:
        for table in re.findall(r"^```toml\n(.*?)^```$", path.read_text("utf-8"), re.MULTILINE | re.DOTALL):
            assert resolve([configuration_layer(table.encode())]), path.name


def test_the_page_of_messages_is_what_the_code_says() -> None:
    assert (ROOT / "docs" / "messages.md").read_text("utf-8") == page()


def test_links_between_pages_lead_somewhere() -> None:
    for path in [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]:
        for link in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", path.read_text("utf-8")):
            assert (path.parent / link).exists(), f"{path.name}: {link}"
