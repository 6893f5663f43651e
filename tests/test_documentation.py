"""What the documentation shows is taken as it stands: configurations, messages and links."""

from __future__ import annotations

import re
from pathlib import Path

from docgen.doors.layers import configuration_layer, resolve
from tests.messages import messages, page

ROOT = Path(__file__).parent.parent


def test_every_configuration_in_the_documentation_is_taken() -> None:
    for path in [ROOT / "README.md", *(ROOT / "docs").glob("*.md")]:
        for table in re.findall(r"^```toml\n(.*?)^```$", path.read_text("utf-8"), re.MULTILINE | re.DOTALL):
            assert resolve([configuration_layer(table.encode())]), path.name


def test_the_page_of_messages_is_what_the_code_says() -> None:
    assert (ROOT / "docs" / "messages.md").read_text("utf-8") == page()


def test_every_error_and_warning_says_what_to_do() -> None:
    found = messages()
    assert len(found) > 100
    assert [message.text for message in found if not message.remedy and not message.is_notice] == []


def test_the_readme_quotes_messages_as_they_are() -> None:
    table = (ROOT / "README.md").read_text("utf-8").partition("| You see |")[2].partition("\n\n")[0]
    quotes = [
        quote
        for row in table.splitlines()
        for quote in re.findall(r"\*([^*]+)\*", row.split(" | ")[0])
        if quote != "skipped"
    ]
    assert len(quotes) > 5
    assert [part for quote in quotes for part in quote.split("…") if part.strip() not in page()] == []


def test_the_readme_states_the_costs_that_were_measured() -> None:
    measured = (ROOT / "docs" / "performance.md").read_text("utf-8")
    table = re.search(r"^\| model \| first time .*\n(?:\|.*\n)+", measured, re.MULTILINE)
    assert table
    assert table[0] in (ROOT / "README.md").read_text("utf-8")


def test_links_between_pages_lead_somewhere() -> None:
    for path in [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]:
        for link in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", path.read_text("utf-8")):
            assert (path.parent / link).exists(), f"{path.name}: {link}"
