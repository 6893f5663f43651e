"""Document every undocumented symbol of all the Python on this machine, and prove that nothing else changes.

The corpus is the running interpreter's standard library and all packages of its environment: millions of lines. Every
file that parses is spliced in each docstring style, the others are listed. For each: the doc passes the truth gate, the
proof holds, a second pass finds nothing to do, and no docstring that was just written is stale. Run by `make corpus`.
"""

from __future__ import annotations

import argparse
import sys
import sysconfig
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.rich_doc import rich_doc
from docgen.errors import DocgenError, SourceError
from docgen.model import Doc, Symbol
from docgen.python.check import judge
from docgen.python.module import Module, parse
from docgen.python.places import indent_of
from docgen.python.selection import Rules, Update, Visibility, select
from docgen.python.splice import splice
from docgen.python.stale import stale_reasons
from docgen.python.styles import Convention, Style, render

Docs = Sequence[tuple[Symbol, Doc]]
_EVERYTHING = Rules(update=Update.MISSING, visibility=Visibility.ALL, skip=frozenset())


@dataclass(slots=True)
class Tally:
    """What was seen.

    Attributes:
        counts: Numbers that add up.
        unread: The files that docgen reports instead of reading, each with what a user is told.
        faults: What must not happen, with the file where it did.
    """

    counts: Counter[str] = field(default_factory=Counter)
    unread: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def add(self, other: Tally) -> None:
        """Add another tally to this one."""
        self.counts += other.counts
        self.unread += other.unread
        self.faults += other.faults


def main(arguments: Sequence[str] | None = None) -> int:
    """Run over the corpus; the exit code is 1 when anything happened that must not."""
    options = _parser().parse_args(arguments)
    files = list(corpus_files(options.paths))[:: options.every]
    start = time.perf_counter()
    total = Tally()
    with ProcessPoolExecutor(options.jobs) as pool:
        for tally in pool.map(examine, files, chunksize=16):
            total.add(tally)
    _print(total, time.perf_counter() - start)
    return 1 if total.faults else 0


def examine(path: Path) -> Tally:
    """Document one file in each style."""
    tally = Tally(Counter(files=1))
    content = path.read_bytes()
    try:
        module = parse(path.as_posix().lstrip("/"), content)
    except SourceError as error:
        tally.counts["files that are reported, not read"] += 1
        tally.unread.append(f"{path}\n    {error.what}")
        return tally
    tally.counts["lines"] += module.source.line_count
    docs = [(chosen.symbol, rich_doc(chosen.symbol)) for chosen in select(module, None, _EVERYTHING).selected]
    tally.counts["undocumented symbols"] += len(docs)
    for symbol, doc in docs:
        if not (verdict := judge(symbol, doc)).holds:
            tally.faults.append(f"{path}: {symbol.qualified_name}: the truth gate says {verdict.problems}")
    for convention in Convention:
        try:
            tally.faults += (f"{path}: {fault}" for fault in _document(module, docs, Style(convention), tally))
        except DocgenError as error:
            tally.faults.append(f"{path}: {convention}: {error}")
        except Exception as error:  # noqa: BLE001 - a crash is a finding, and the corpus has more files
            tally.faults.append(f"{path}: {convention}: crash: {error!r}")
    return tally


def _document(module: Module, docs: Docs, style: Style, tally: Tally) -> Iterator[str]:
    """Yield what went wrong with a file."""
    texts = {
        symbol.qualified_name: render(doc, symbol, style, indent_of(module, symbol.qualified_name))
        for symbol, doc in docs
    }
    edit = splice(module, texts, style)
    tally.counts["docstrings"] += len(edit.splices)
    tally.counts["lines spliced"] += module.source.line_count
    again = parse(module.path, edit.content)
    if splice(again, texts, style).splices:
        yield f"{style.convention}: a second pass changes it"
    for symbol in again.symbols:
        if symbol.qualified_name in texts and (reasons := stale_reasons(symbol)):
            yield f"{symbol.qualified_name}: stale at once: {reasons}"


def corpus_files(paths: Sequence[Path]) -> Iterator[Path]:
    """Yield each file once; packages that do not belong to this environment are no part of the standard library."""
    roots = paths or sorted({Path(sysconfig.get_path(name)) for name in ("stdlib", "purelib", "platlib")})
    for root in roots:
        inner = sorted(path.relative_to(root) for path in root.rglob("*.py") if path.is_file())
        yield from (root / path for path in inner if "site-packages" not in path.parts)


def _print(total: Tally, seconds: float) -> None:
    for name, count in total.counts.items():
        print(f"{count:>12,}  {name}")
    print(f"{len(total.faults):>12,}  faults")
    print(f"{total.counts['lines spliced'] / seconds:>12,.0f}  lines spliced, proven and checked a second\n")
    print(*total.unread, sep="\n")
    for fault in total.faults:
        print(fault, file=sys.stderr)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("paths", nargs="*", type=Path, help="directories to take instead of the whole corpus")
    parser.add_argument("--every", type=int, default=1, metavar="N", help="take only every N-th file")
    parser.add_argument("--jobs", type=int, default=2, help="number of processes (default: 2)")
    return parser


if __name__ == "__main__":
    sys.exit(main())
