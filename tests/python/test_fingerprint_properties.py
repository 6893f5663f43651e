"""Whatever is done to the layout of code, by people or by formatters, leaves its fingerprint."""

from __future__ import annotations

import ast
import subprocess
import sys
import sysconfig
import textwrap
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from docgen.python.fingerprint import fingerprint
from docgen.python.module import Module, parse
from tests.python.code import functions
from tests.python.reading import SALT, fingerprint_of


@settings(max_examples=150, deadline=None)
@given(functions)
def test_writing_the_tree_anew_changes_nothing(source: str) -> None:
    written = ast.unparse(ast.parse(source))
    assert fingerprint_of(_without_comments(source)) == fingerprint_of(written)


@settings(max_examples=150, deadline=None)
@given(functions, st.sampled_from(["", "class A:\n    x = 1\n", "'''Doc.'''\n"]), st.booleans())
def test_moving_changes_nothing(source: str, before: str, is_deeper: bool) -> None:
    moved = f"if a:\n{textwrap.indent(source, '  ')}" if is_deeper else source
    assert fingerprint_of(f"{before}\n\n# above\n\n{moved}\n\nx = 2\n", path="other.py") == fingerprint_of(source)


def test_formatters_change_nothing(tmp_path: Path) -> None:
    """Formats every eighth module of the standard library."""
    originals = sorted(Path(sysconfig.get_path("stdlib")).glob("*.py"))[::8]
    for path in originals:
        (tmp_path / path.name).write_bytes(path.read_bytes())
    subprocess.run(
        [sys.executable, "-m", "ruff", "format", "--isolated", "--quiet", "--line-length=60", tmp_path], check=True
    )
    changed = 0
    for path in originals:
        before, after = (
            parse(path.name, content) for content in (path.read_bytes(), (tmp_path / path.name).read_bytes())
        )
        changed += before.content != after.content
        assert _fingerprints(before) == _fingerprints(after)
    assert changed > len(originals) // 2


def _fingerprints(module: Module) -> dict[str, str]:
    return {symbol.qualified_name: fingerprint(module, symbol, None, SALT) for symbol in module.symbols}


def _without_comments(source: str) -> str:
    return "\n".join(line for line in source.splitlines() if not line.lstrip().startswith("#"))
