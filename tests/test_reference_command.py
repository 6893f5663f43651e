"""`docgen reference`, started as a user starts it: the API reference of a tree, in a folder."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import cmarkgfm
import pytest

ROOT = Path(__file__).parent.parent
CART = '''"""Carts of the shop."""

from decimal import Decimal

from shop import rates


class Cart:
    """What a customer wants to buy.

    Attributes:
        owner: Who buys.
    """

    def __init__(self, owner: str) -> None:
        self.owner = owner

    def total(self, zone: str, *, discount: int = 0) -> Decimal:
        """Add up the prices.

        Args:
            zone: Where the parcel goes.
            discount: Percent that are taken off.

        Returns:
            The total, postage included.

        Raises:
            ValueError: If the zone is unknown.
        """
        return rates.postage(zone) * discount

    def _secret(self) -> None:
        """Hide."""
'''
RATES = """from decimal import Decimal


def postage(zone: str) -> Decimal:
    if not zone:
        raise ValueError("no zone")
    return Decimal(len(zone))
"""
HOSTILE = '''def f(x):
    """<script>alert(1)</script> @octocat ![x](http://evil.example/x.png)

    Args:
        x: </details> <img src=x onerror=alert(1)> @octocat fixes #1

    - <iframe src="http://evil.example">
    ```
    [click](javascript:alert(1))
    """
'''


class Shop:
    """A project of its own and a folder for its reference."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.write("src/shop/__init__.py", '"""The shop."""\n')
        self.write("src/shop/cart.py", CART)
        self.write("src/shop/rates.py", RATES)

    def write(self, path: str, text: str) -> None:
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")

    def reference(self, *arguments: str, provider: str = "draft") -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            [sys.executable, "-m", "docgen.cli", "reference", "api", *arguments, "--provider", provider],
            cwd=self.root,
            env={"PATH": os.environ["PATH"], "HOME": str(self.root.parent), "PYTHONPATH": str(ROOT)},
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
        assert "Traceback" not in done.stderr
        return done

    def pages(self) -> dict[str, str]:
        folder = self.root / "api"
        return {path.relative_to(folder).as_posix(): path.read_text("utf-8") for path in folder.rglob("*.md")}


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    return Shop(tmp_path / "work")


def test_every_module_gets_a_page_and_the_index_links_them(shop: Shop) -> None:
    done = shop.reference()
    assert done.returncode == 0, done.stderr
    assert done.stdout == "api: 3 modules, 4 pages changed\n"
    pages = shop.pages()
    assert sorted(pages) == ["index.md", "shop/cart.md", "shop/index.md", "shop/rates.md"]
    assert "- [`shop.cart`](shop/cart.md): Carts of the shop." in pages["index.md"]
    assert "Depends on: [`shop.rates`](rates.md), `decimal`" in pages["shop/cart.md"]


def test_existing_docstrings_are_taken_apart(shop: Shop) -> None:
    shop.reference()
    page = shop.pages()["shop/cart.md"]
    assert "- `discount` (`int`, default `0`): Percent that are taken off." in page
    assert "**Returns** (`Decimal`): The total, postage included." in page
    assert "- `ValueError`: If the zone is unknown." in page
    assert "- `owner`: Who buys." in page


def test_missing_docs_come_from_the_writer_and_the_code_stays_as_it_is(shop: Shop) -> None:
    shop.reference()
    assert "**Draft**" in shop.pages()["shop/rates.md"]
    assert (shop.root / "src/shop/rates.py").read_text("utf-8") == RATES


def test_without_a_key_existing_docstrings_make_a_reference(shop: Shop) -> None:
    done = shop.reference(provider="anthropic")
    assert done.returncode == 0, done.stderr
    assert "There is no key" in done.stderr
    assert "The total, postage included." in shop.pages()["shop/cart.md"]
    assert "def postage(zone: str) -> Decimal" in shop.pages()["shop/rates.md"]


def test_a_second_run_changes_nothing(shop: Shop) -> None:
    shop.reference()
    before = shop.pages()
    assert shop.reference().stdout == "api: 3 modules, 0 pages changed\n"
    assert shop.pages() == before


def test_the_page_of_a_module_that_is_gone_goes_too(shop: Shop) -> None:
    shop.reference()
    (shop.root / "src/shop/rates.py").unlink()
    shop.reference()
    assert "shop/rates.md" not in shop.pages()


def test_private_symbols_are_shown_on_demand_only(shop: Shop) -> None:
    shop.reference()
    assert "_secret" not in shop.pages()["shop/cart.md"]
    shop.reference("--visibility", "all")
    assert "### `Cart._secret`" in shop.pages()["shop/cart.md"]


def test_what_a_comment_skips_and_tests_are_left_out(shop: Shop) -> None:
    shop.write("src/shop/extra.py", '"""Extra."""\n\n\ndef f():  # docgen: skip\n    """Keep out."""\n')
    shop.write("src/shop/whole.py", '# docgen: skip-file\n"""Keep out."""\n')
    shop.write("tests/test_cart.py", '"""Keep out."""\n')
    shop.reference()
    assert "Extra." in shop.pages()["shop/extra.md"]
    assert "Keep out." not in "".join(shop.pages().values())


def test_a_property_with_a_setter_is_shown_once(shop: Shop) -> None:
    source = (
        'class C:\n    @property\n    def x(self):\n        """The x."""\n\n    @x.setter\n    def x(self, x): ...\n'
    )
    shop.write("src/shop/extra.py", source)
    shop.reference()
    assert shop.pages()["shop/extra.md"].count("### `C.x`") == 1


def test_a_file_that_does_not_parse_is_reported_and_the_rest_is_written(shop: Shop) -> None:
    shop.write("src/shop/broken.py", "def (:\n")
    done = shop.reference()
    assert done.returncode == 1
    assert "broken.py:1: The file is not valid Python" in done.stderr
    assert "shop/cart.md" in shop.pages()


def test_a_file_of_somebody_else_is_not_replaced(shop: Shop) -> None:
    shop.write("api/index.md", "# Mine\n")
    done = shop.reference()
    assert done.returncode == 1
    assert "is not a page of docgen's" in done.stderr
    assert (shop.root / "api/index.md").read_text("utf-8") == "# Mine\n"


def test_hostile_docstrings_stay_inert(shop: Shop) -> None:
    shop.write("src/shop/evil.py", HOSTILE)
    shop.reference("--update", "missing")
    html = cmarkgfm.github_flavored_markdown_to_html(shop.pages()["shop/evil.md"], cmarkgfm.Options.CMARK_OPT_UNSAFE)
    for wrong in ("<script", "<img", "<iframe", "</details", 'href="javascript', 'href="http'):
        assert wrong not in html
    assert "<code>@octocat</code>" in html
