"""Chunks and gates for the writer's tests, made by hand: the writer knows nothing of how Python is read."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence

from docgen.model import Chunk, Doc, Facts, LineRange, Parameter, Signature, Symbol, SymbolKind, Verdict
from docgen.writer.interface import Answer, Assignment, Unwritten, Written
from docgen.writer.packing import Limits, Task, make_tasks

SOURCE = """def {name}(path: str, retries: int = 3) -> bytes:
    if retries < 0:
        raise ValueError(retries)
    for attempt in range(retries):
        print(attempt, path)
    return path.encode()
"""


def make_chunk(
    name: str,
    source: str | None = None,
    *,
    path: str = "pkg/io.py",
    kind: SymbolKind = SymbolKind.FUNCTION,
    is_public: bool = True,
    complexity: int = 3,
) -> Chunk:
    source = SOURCE.format(name=name) if source is None else source
    symbol = Symbol(
        path=path,
        qualified_name=name,
        kind=kind,
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


def make_assignment(chunks: Iterable[Chunk], path: str = "pkg/io.py", outline: str | None = None) -> Assignment:
    chunks = tuple(chunks)
    headers = [chunk.symbol.signature.text for chunk in chunks if chunk.symbol.signature]
    return Assignment(path, "\n".join(["import os", *headers]) if outline is None else outline, chunks)


def make_assignments(symbols: int, files: int = 1) -> tuple[Assignment, ...]:
    """Symbols `read_0`, `read_1`, … dealt out to files."""
    paths = [f"pkg/m{number}.py" for number in range(files)]
    return tuple(
        make_assignment((make_chunk(f"read_{n}", path=path) for n in range(number, symbols, files)), path)
        for number, path in enumerate(paths)
    )


def make_task_list(*chunks: Chunk) -> tuple[Task, ...]:
    return make_tasks([make_assignment(chunks)], Limits(lines=2_000, workers=5))


def open_gate(_symbol: Symbol, doc: Doc) -> Verdict:
    """Let everything pass."""
    return Verdict((), doc)


def written(answers: Sequence[Answer]) -> list[Written]:
    return [answer for answer in answers if isinstance(answer, Written)]


def unwritten(answers: Sequence[Answer]) -> list[Unwritten]:
    return [answer for answer in answers if isinstance(answer, Unwritten)]
