"""Names of the modules that a file imports."""

from __future__ import annotations

import pytest

from docgen.python.imports import imported_modules
from docgen.python.module import parse


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ("import os.path, sys", ("os.path", "sys")),
        ("from __future__ import annotations", ()),
        ("from collections.abc import Iterator", ("collections.abc",)),
        ("from shop import cart, VERSION", ("shop", "shop.cart")),
        ("from . import cart", ("shop.cart",)),
        ("from .cart import total", ("shop.cart",)),
        ("from ..tools import clean", ("tools",)),
        ("from ... import beyond", ("beyond",)),
        ("def f():\n    import json", ("json",)),
    ],
)
def test_imports_are_named_by_module(statement: str, expected: tuple[str, ...]) -> None:
    module = parse("src/shop/till.py", statement.encode())
    assert imported_modules(module, {"shop.cart", "shop"}) == expected


def test_a_package_imports_from_itself() -> None:
    assert imported_modules(parse("shop/__init__.py", b"from . import cart"), {"shop.cart"}) == ("shop.cart",)


def test_a_module_at_the_root_has_no_package() -> None:
    assert imported_modules(parse("till.py", b"from . import cart\nfrom .cart import x")) == ("cart",)
