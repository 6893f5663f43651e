"""What most tools do: one call for each class, function and method, and nothing that is remembered.

python -m benchmarks.performance.one_by_one THREADS FOLDER
"""

from __future__ import annotations

import ast
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path

import anthropic

from benchmarks.performance.rival import in_threads, write

MAX_TOKENS = 4_096


def main() -> None:
    """Document all files of a folder and print the documentation."""
    threads, folder = sys.argv[1:]
    client = anthropic.Anthropic(max_retries=0)
    symbols = dict(symbol for path in sorted(Path(folder).rglob("*.py")) for symbol in definitions(path))
    print(*in_threads(lambda name: _document(client, name, symbols[name]), symbols, int(threads)), sep="\n")


def definitions(path: Path) -> Iterator[tuple[str, str]]:
    """Qualified name and source of each definition in a file, a class with all of its methods."""
    source = path.read_text("utf-8")
    yield from _definitions(ast.parse(source), source.splitlines(), "")


def _definitions(node: ast.AST, lines: list[str], prefix: str) -> Iterator[tuple[str, str]]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            name = prefix + child.name
            first = min(each.lineno for each in (child, *child.decorator_list))
            yield name, textwrap.dedent("\n".join(lines[first - 1 : child.end_lineno]))
            yield from _definitions(child, lines, f"{name}.")
        else:
            yield from _definitions(child, lines, prefix)


def _document(client: anthropic.Anthropic, name: str, source: str) -> str:
    last = name.rpartition(".")[2]
    task = f"You document Python code. Write the docstring of `{last}`: what it does, takes, returns and raises."
    return write(client, task, source, MAX_TOKENS)


if __name__ == "__main__":
    main()
