"""Measure what knowing Python costs: symbols, chunks and fingerprints of a file against bare `ast.parse` of it.

Both are timed in one process, one file after the other, in CPU seconds: ours with the garbage collector at work as it
is in a run; `ast.parse` as Python sets it, which is what others pay for it, and as it is in a run. The corpus is the
standard library and all packages of the environment.
"""

from __future__ import annotations

import argparse
import ast
import sys
import sysconfig
import time
import warnings
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from docgen.doors.collector import rarely_collecting
from docgen.errors import SourceError
from docgen.model import Selected
from docgen.python.chunks import Salt, make_chunk
from docgen.python.module import Module, parse

_SALT = Salt(model="none", prompt_version="1", language="English", instructions="")
_BARE, _ALIKE = "ast.parse", "ast.parse, the garbage collector set as in a run"
_SYMBOLS, _CHUNKS = "symbols, ast.parse included", "chunks and fingerprints"


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print; the exit code is 1 when the ratio is above the limit."""
    options = _parser().parse_args(arguments)
    warnings.simplefilter("ignore")  # what the corpus does is not ours to mend
    seconds: defaultdict[str, float] = defaultdict(float)
    counts: Counter[str] = Counter()
    for path in sorted(_files())[:: options.every]:
        _measure(path.name, path.read_bytes(), seconds, counts)
    ours = seconds[_SYMBOLS] + seconds[_CHUNKS]
    ratio = ours / seconds[_BARE]
    for name, count in counts.items():
        print(f"{count:>12,}  {name}")
    for name, spent in seconds.items():
        print(f"{spent:>12.2f}  s  {name}")
    print(f"{counts['lines'] / ours:>12,.0f}  lines a second")
    print(f"{ratio:>12.2f}  times {_BARE}")
    print(f"{ours / seconds[_ALIKE]:>12.2f}  times {_ALIKE}")
    return 1 if ratio > options.limit else 0


def _measure(name: str, content: bytes, seconds: defaultdict[str, float], counts: Counter[str]) -> None:
    """Add what one file costs; a file that is not Python costs nothing."""
    try:
        module = parse(name, content)
    except SourceError:
        return
    counts.update(files=1, lines=module.source.line_count, symbols=len(module.symbols))
    del module
    seconds[_BARE] += _timed(lambda: ast.parse(content))
    with rarely_collecting():
        seconds[_ALIKE] += _timed(lambda: ast.parse(content))
        seconds[_SYMBOLS] += _timed(lambda: parse(name, content))
        module = parse(name, content)
        seconds[_CHUNKS] += _timed(lambda: _make_chunks(module))


def _timed(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


def _make_chunks(module: Module) -> None:
    for symbol in module.symbols:
        make_chunk(module, Selected(symbol), _SALT)


def _files() -> Iterator[Path]:
    roots = {Path(sysconfig.get_path(name)) for name in ("stdlib", "purelib", "platlib")}
    for root in roots:
        yield from (path for path in root.rglob("*.py") if "site-packages" not in path.relative_to(root).parts)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--every", type=int, default=1, metavar="N", help="take only every N-th file")
    parser.add_argument("--limit", type=float, default=3.0, help="highest ratio that passes (default: 3)")
    return parser


if __name__ == "__main__":
    sys.exit(main())
