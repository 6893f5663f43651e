"""Chunks and gates for the writer's tests, made by hand: the writer knows nothing of how Python is read."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from docgen.model import Chunk, Doc, Facts, LineRange, Parameter, Signature, Symbol, SymbolKind, Verdict
from docgen.writer.interface import Assignment

SOURCE = """def {name}(path: str, retries: int = 3) -> bytes:
    if retries < 0:
        raise ValueError(retries)
    for attempt in range(retries):
        print(attempt, path)
    return path.encode()
"""


def make_chunk(
    name: str, source: str | None = None, *, is_public: bool = True, complexity: int = 3, path: str = "pkg/io.py"
) -> Chunk:
    source = SOURCE.format(name=name) if source is None else source
    symbol = Symbol(
        path=path,
        qualified_name=name,
        kind=SymbolKind.FUNCTION,
        span=LineRange(1, 1 + source.count("\n")),
        signature=Signature(
            f"def {name}(path: str, retries: int = 3) -> bytes",
            (Parameter("path", annotation="str"), Parameter("retries", annotation="int", default="3")),
            returns="bytes",
        ),
        facts=Facts(returns_value=True, raises=("ValueError",), complexity=complexity),
        is_public=is_public,
    )
    return Chunk(hashlib.sha256(f"{path}:{name}:{source}".encode()).hexdigest(), symbol, source)


def make_assignment(chunks: Sequence[Chunk], path: str = "pkg/io.py") -> Assignment:
    outline = "import os\n" + "\n".join(
        f"{chunk.symbol.signature.text}: ..." for chunk in chunks if chunk.symbol.signature
    )
    return Assignment(path, outline, tuple(chunks))


def make_assignments(symbols: int, files: int = 1) -> tuple[Assignment, ...]:
    per_file = [range(number, symbols, files) for number in range(files)]
    return tuple(
        make_assignment([make_chunk(f"read_{n}", path=f"pkg/m{i}.py") for n in numbers], f"pkg/m{i}.py")
        for i, numbers in enumerate(per_file)
    )


def open_gate(_symbol: Symbol, doc: Doc) -> Verdict:
    """Let everything pass."""
    return Verdict((), doc)
