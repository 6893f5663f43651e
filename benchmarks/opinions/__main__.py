"""Compare with interrogate; lint with ruff and pydoclint; read back with griffe and docstring_parser.

    python -m benchmarks.opinions --tools FOLDER [--every N] [PATH ...]

The folder holds `python` with interrogate and griffe, `ruff` and `pydoclint`: an environment of its own, as pydoclint
brings a fork that takes the place of docstring_parser. Exit code 1 when a difference is not explained.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from itertools import islice
from pathlib import Path

from benchmarks.corpus import corpus_files
from benchmarks.opinions.linters import EXPLAINED, pydoclint, ruff
from benchmarks.opinions.readers import read_back_by_docstring_parser, read_back_by_griffe, same_symbols_as_interrogate
from benchmarks.opinions.sample import read, write_copies
from docgen.python.styles import Convention


def main(arguments: Sequence[str]) -> int:
    """Ask every tool."""
    options = _parser().parse_args(arguments)
    modules = list(read(islice(corpus_files(options.paths), 0, None, options.every)))
    print(f"{len(modules):,} files, {sum(module.source.line_count for module in modules):,} lines\n")
    faults = same_symbols_as_interrogate(modules, options.tools)
    with tempfile.TemporaryDirectory() as folder:
        for convention in Convention:
            copies = write_copies(modules, Path(folder) / convention, convention)
            print(f"{convention}: {sum(len(copy.definitions) for copy in copies):,} docstrings")
            faults += _lint("ruff", ruff(copies, convention, options.tools))
            faults += _lint("pydoclint", pydoclint(copies, convention, options.tools))
            faults += read_back_by_griffe(modules, convention, options.tools)
            faults += read_back_by_docstring_parser(modules, convention)
    return int(faults > 0)


def _lint(tool: str, found: Counter[str]) -> int:
    """Print what a linter found and return how much of it is not explained."""
    for code, number in sorted(found.items()):
        print(f"  {tool}: {number} x {code}: {EXPLAINED.get(code, 'NOT EXPLAINED')}")
    if not found:
        print(f"  {tool}: nothing to complain of")
    return sum(number for code, number in found.items() if code not in EXPLAINED)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("paths", nargs="*", type=Path, help="directories to take instead of the whole corpus")
    parser.add_argument("--tools", type=Path, required=True, help="folder with the tools' executables")
    parser.add_argument("--every", type=int, default=20, metavar="N", help="take every N-th file (default: 20)")
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
