"""Reads code that a request shows in a Markdown fence, and writes it up in Markdown, as tools without a form ask."""

from __future__ import annotations

import ast
import re
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

from tests.standins.claude.parsing import parsed

_FENCE = re.compile(r"^```python\n(.*?)^```$", re.DOTALL | re.MULTILINE)
_ONLY = re.compile(r"docstring of `([\w.]+)`")
_SECTIONS = {"params": "Args", "raises": "Raises", "attributes": "Attributes"}


@lru_cache(maxsize=256)
def listed_definitions(text: str) -> tuple[tuple[str, str, str], ...]:
    """Name, kind and source of each definition in the fences of a message, in order.

    A message that asks for "the docstring of `name`" is about that one alone.
    """
    found = [definition for fence in _FENCE.findall(text) for definition in _definitions(fence)]
    only = _ONLY.search(text)
    return tuple(found if only is None else [each for each in found if each[0] == only[1]][:1])


def markdown(docs: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """One section for each doc."""
    for doc in docs:
        parts = [f"### `{doc['symbol']}`", doc["summary"], doc["description"]]
        parts += (_section(title, [f"{field['name']}: {field['description']}" for field in doc[key]])
                  for key, title in _SECTIONS.items())  # fmt: skip
        parts += (_section(key.capitalize(), [doc[key]] if doc[key] else []) for key in ("returns", "yields"))
        yield "\n\n".join(part for part in parts if part) + "\n\n"


def _section(title: str, lines: list[str]) -> str:
    return "\n".join([f"{title}:", *(f"    {line}" for line in lines)]) if lines else ""


def _definitions(code: str) -> list[tuple[str, str, str]]:
    lines = code.splitlines()
    if code[:1] == " ":
        # A method with a text in it that begins at the margin cannot be dedented.
        lines.insert(0, "if True:")
    for start in _starts(lines):
        if tree := parsed("\n".join(lines[start:])):
            return list(_walk(tree, lines[start:], "", in_class=False))
    return []


def _starts(lines: Sequence[str]) -> Iterator[int]:
    """Where to begin reading: an excerpt may begin in the middle of a definition."""
    yield 0
    yield from (number for number, line in enumerate(lines) if number and line[:1].strip() and line[0] not in ")]}#")


def _walk(node: ast.AST, lines: Sequence[str], prefix: str, *, in_class: bool) -> Iterator[tuple[str, str, str]]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            name, is_class = prefix + child.name, isinstance(child, ast.ClassDef)
            first = min(each.lineno for each in (child, *child.decorator_list))
            source = textwrap.dedent("\n".join(lines[first - 1 : child.end_lineno]))
            yield name, "class" if is_class else "method" if in_class else "function", source
            yield from _walk(child, lines, f"{name}.", in_class=is_class)
        else:
            yield from _walk(child, lines, prefix, in_class=in_class)
