"""The benchmark's parts that could favour somebody without anybody noticing."""

from __future__ import annotations

import ast
from itertools import pairwise

import pytest

from benchmarks.performance.latency import least_seconds, waiting_seconds
from benchmarks.performance.published import CHUNK_LINES, OVERLAP_LINES, split
from benchmarks.performance.sources import change_one, names_of


def functions(count: int, lines: int) -> str:
    body = "    x = 1\n" * (lines - 1)
    return "".join(f"def f{number}():\n{body}" for number in range(count))


@pytest.mark.parametrize(("count", "lines"), [(1, 10), (100, 20), (101, 20), (300, 37), (3, 2_500)])
def test_the_published_algorithm_sees_every_line(count: int, lines: int) -> None:
    source = functions(count, lines)
    chunks = [chunk.splitlines() for chunk in split(source)]
    own = [*chunks[0], *(line for chunk in chunks[1:] for line in chunk[OVERLAP_LINES:])]
    assert own == source.splitlines()
    assert all(len(chunk) <= CHUNK_LINES + OVERLAP_LINES for chunk in chunks)
    assert all(late[:OVERLAP_LINES] == early[-OVERLAP_LINES:] for early, late in pairwise(chunks))


def test_the_published_algorithm_cuts_where_a_definition_begins() -> None:
    _, second = split(functions(101, 30))
    assert second.splitlines()[OVERLAP_LINES].startswith("def ")


@pytest.mark.parametrize(
    ("tokens", "workers", "seconds"),
    [
        ([], 5, 0.0),
        ([80, 80, 80], 1, 5.4),
        ([80, 80, 80], 2, 3.6),
        ([800, 80, 80, 80], 2, 10.8),
        ([80] * 100, 100, 3.6),  # no more than fifty are worked on at once
    ],
)
def test_a_worker_takes_the_next_request_as_soon_as_it_is_free(tokens: list[int], workers: int, seconds: float) -> None:
    assert waiting_seconds(tokens, workers) == pytest.approx(seconds)


def test_nothing_is_faster_than_the_bound() -> None:
    tokens = [40, 1_000, 3, 77] * 30
    for size in (1, 3, 10):
        requests = [sum(tokens[start : start + size]) for start in range(0, len(tokens), size)]
        assert least_seconds(sum(tokens), max(tokens)) <= waiting_seconds(requests, 50)


def test_one_function_is_changed_and_no_other() -> None:
    source = functions(9, 6)
    before, after = (ast.parse(text).body for text in (source, change_one(source) or ""))
    changed = [ast.dump(one) != ast.dump(other) for one, other in zip(before, after, strict=True)]
    assert sum(changed) == 1
    assert names_of(source) == {f"f{number}" for number in range(9)}
