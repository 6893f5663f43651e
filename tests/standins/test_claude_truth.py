"""What the stand-in calls the truth passes docgen's truth gate: else every run against it would be one of repairs."""

from __future__ import annotations

import configparser
import json.decoder
import textwrap
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from docgen.model import Chunk, Doc, Field, Selected
from docgen.python.check import judge
from docgen.python.chunks import Salt, make_chunk
from docgen.python.module import parse
from docgen.writer.condense import condense
from tests.standins.claude import AskedChunk
from tests.standins.claude.docs import true_doc

SALT = Salt(model="any", prompt_version="any", language="english", instructions="")


def chunks(code: ModuleType) -> Iterator[Chunk]:
    module = parse(f"{code.__name__}.py", Path(str(code.__file__)).read_bytes())
    for symbol in module.symbols:
        yield make_chunk(module, Selected(symbol), SALT)


def doc_of(chunk: Chunk, source: str) -> Doc:
    told = true_doc(AskedChunk("c1", chunk.symbol.qualified_name, chunk.symbol.kind.value, source))
    return Doc(
        summary=told["summary"],
        description=told["description"],
        params=fields(told["params"]),
        returns=told["returns"],
        yields=told["yields"],
        raises=fields(told["raises"]),
        attributes=fields(told["attributes"]),
    )


def fields(told: list[dict[str, Any]]) -> tuple[Field, ...]:
    return tuple(Field(entry["name"], entry["description"]) for entry in told)


@pytest.mark.parametrize("code", [configparser, json.decoder, textwrap])
def test_the_truth_passes_the_gate(code: ModuleType) -> None:
    problems = [
        problem for chunk in chunks(code) for problem in judge(chunk.symbol, doc_of(chunk, chunk.source)).problems
    ]
    assert problems == []


def test_the_truth_about_condensed_source_passes_the_gate() -> None:
    long = [chunk for chunk in chunks(configparser) if chunk.lines > 20]
    assert long
    for chunk in long:
        doc = doc_of(chunk, condense(chunk.source, 20, 2_000))
        assert judge(chunk.symbol, doc).problems == ()
