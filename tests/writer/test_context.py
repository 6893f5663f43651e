"""Only such context goes along as the chunks name: from their own file, and from other files that are asked about."""

from __future__ import annotations

import sys

from hypothesis import given
from hypothesis import strategies as st

from docgen.writer.context import Callees, relevant

OUTLINE = '''"""Things about stores."""
from __future__ import annotations
import json as j
import os.path
from typing import Any
from .errors import Broken, Missing as Gone
class Store(Base):  # Keeps things.
    def load(self, key: str) -> bytes:  # Load it.
    def save(self, key: str) -> None:
def helper(value: int) -> str:  # Help.
async def other() -> None:'''


def test_what_a_chunk_calls_is_kept_with_its_class() -> None:
    lines = relevant(OUTLINE, ["def run(store):\n    return helper(store.load('a'))\n"]).splitlines()
    assert lines == [
        '"""Things about stores."""',
        "class Store(Base):  # Keeps things.",
        "    def load(self, key: str) -> bytes:  # Load it.",
        "def helper(value: int) -> str:  # Help.",
    ]


def test_imports_are_cut_down_to_the_names_that_are_used() -> None:
    kept = relevant(OUTLINE, ["def run() -> Any:\n    j.loads(os.path.sep)\n    raise Gone\n"])
    assert "import json as j" in kept
    assert "import os.path" in kept
    assert "from .errors import Missing as Gone" in kept
    assert "Broken" not in kept
    assert "typing" not in kept


def test_what_the_chunk_itself_shows_is_not_repeated() -> None:
    assert "helper" not in relevant(OUTLINE, ["def helper(value: int) -> str:\n    return helper(value)\n"])


@given(st.text(), st.lists(st.text()))
def test_any_outline_yields_some_of_its_own_lines(outline: str, sources: list[str]) -> None:
    kept = relevant(outline, sources).splitlines()
    assert all(line in outline.splitlines() or line.startswith(("import ", "from ")) for line in kept)


FILES = {
    "src/shop/cart.py": (
        "from .money import add, Price\nfrom shop import tax\nimport shop.log as log\nfrom .gone import x"
    ),
    "src/shop/money.py": "def add(a: int, b: int) -> int:  # Add.\nclass Price:\n    def add(self) -> None:",
    "src/shop/tax.py": "def rate(country: str) -> float:\ndef unused() -> None:",
    "src/shop/log/__init__.py": "def note(text: str) -> None:",
    "src/other/money.py": "def add(other: bytes) -> bytes:",
}


def test_definitions_of_imported_names_are_found_in_other_files() -> None:
    source = "def total():\n    log.note('x')\n    return add(tax.rate('DE'), Price())\n"
    assert Callees(FILES).of("src/shop/cart.py", source) == (
        "def add(a: int, b: int) -> int:  # Add. (in src/shop/money.py)",
        "class Price:  # in src/shop/money.py",
        "def rate(country: str) -> float:  # in src/shop/tax.py",
        "def note(text: str) -> None:  # in src/shop/log/__init__.py",
    )


def test_names_that_a_chunk_does_not_use_are_not_looked_up() -> None:
    assert Callees(FILES).of("src/shop/cart.py", "def total():\n    return 0\n") == ()


@given(st.dictionaries(st.text(min_size=1), st.text(), min_size=1), st.text())
def test_no_outline_breaks_the_search(files: dict[str, str], source: str) -> None:
    for path in files:
        Callees(files).of(path, source)


def calls_for(files: int) -> int:
    """How many functions are called to find the callees of one chunk of each of so many files."""
    names = [f"pkg/part{number}.py" for number in range(files)]
    outlines = dict.fromkeys(names, "from pkg.part0 import work\ndef work() -> None:")
    count = 0

    def on_event(_frame: object, event: str, _argument: object) -> None:
        nonlocal count
        count += event == "call"

    sys.setprofile(on_event)
    try:
        callees = Callees(outlines)
        for name in names:
            callees.of(name, "work()")
    finally:
        sys.setprofile(None)
    return count


def test_the_search_grows_as_the_number_of_files_does() -> None:
    assert calls_for(400) < 5 * calls_for(100)
