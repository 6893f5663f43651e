"""What a chunk's source proves, read the way a careful model would: by parsing, else line by line."""

from __future__ import annotations

import ast
import html
import re
import textwrap
from collections.abc import Iterator

from tests.standins.claude.chunks import AskedChunk
from tests.standins.claude.parsing import parsed
from tests.standins.claude.tree_facts import SourceFacts, facts_of_tree, params_of

_SCOPE = re.compile(r"(?:async\s+def|def|class)\b")
_YIELD = re.compile(r"(?:.*=\s*)?yield\b")
_RETURN = re.compile(r"return\s+(?!None\b)\S")


def facts_of(chunk: AskedChunk) -> SourceFacts:
    """What the chunk's source proves; nothing at all where not even a `def` line can be made out."""
    for source in (chunk.text, html.unescape(chunk.text)):
        if tree := parsed(textwrap.dedent(source).strip("\n")):
            return facts_of_tree(tree, chunk)
    return _facts_of_lines(html.unescape(chunk.text), chunk)


def _facts_of_lines(text: str, chunk: AskedChunk) -> SourceFacts:
    """What can be made out of a function that is condensed and does not parse; not what it raises and may catch."""
    found = re.search(rf"^([ \t]*)(?:async\s+)?def\s+{re.escape(chunk.name)}\s*(\(.*)", text, re.DOTALL | re.MULTILINE)
    if chunk.kind in {"class", "module"} or not found:
        return SourceFacts()
    lines = list(_own_lines(found[2].splitlines()[1:], len(found[1])))
    yields = any(_YIELD.match(line) for line in lines)
    is_bound = chunk.kind == "method" and "@staticmethod" not in text[: found.start()]
    return SourceFacts(
        params=() if chunk.kind == "property" else _params_of_text(found[2], bound=is_bound),
        returns=not yields and any(_RETURN.match(line) for line in lines),
        yields=yields,
    )


def _own_lines(lines: list[str], indent: int) -> Iterator[str]:
    """The lines below a `def` at the indent, stripped, but for those of functions and classes within."""
    inner: int | None = None
    for line in lines:
        code = line.lstrip()
        depth = len(line) - len(code)
        if not code or code.startswith("#"):
            continue
        if inner is not None and depth <= inner:
            inner = None
        if inner is None and _SCOPE.match(code) and depth > indent:
            inner = depth
        elif inner is None:
            yield code


def _params_of_text(text: str, *, bound: bool) -> tuple[str, ...]:
    """Parameters of the shortest bracketed text that is a signature."""
    for end in (match.end() for match in re.finditer(r"\)", text)):
        tree = parsed(f"def f{text[:end]}: ...")
        if tree and isinstance(node := tree.body[0], ast.FunctionDef):
            return params_of(node, bound=bound)
    return ()
