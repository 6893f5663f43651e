"""Chunks become few requests of equal weight, within all bounds, most important first."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from docgen.writer.packing import Limits, Request, choose, make_tasks, pack
from tests.writer.samples import make_assignment, make_assignments, make_chunk

LIMITS = Limits(lines=2_000, workers=5)


def names(requests: tuple[Request, ...]) -> list[str]:
    return [task.chunk.symbol.name for request in requests for task in request.tasks]


@given(
    sizes=st.lists(st.integers(1, 120), max_size=40),
    lines=st.integers(50, 400),
    workers=st.integers(1, 8),
    output=st.integers(200, 3_000),
)
def test_every_chunk_is_in_exactly_one_request_within_the_bounds(
    sizes: list[int], lines: int, workers: int, output: int
) -> None:
    chunks = [make_chunk(f"f{number}", "x\n" * (size - 1) + "x") for number, size in enumerate(sizes)]
    limits = Limits(lines, workers, output_tokens=output)
    requests = pack(make_tasks([make_assignment(chunks)], limits), limits)
    assert sorted(names(requests)) == sorted(chunk.symbol.name for chunk in chunks)
    for request in requests:
        assert request.tasks
        assert sum(task.lines for task in request.tasks) <= lines
        assert request.output_tokens <= output + max(task.output_tokens for task in request.tasks)


def test_requests_share_the_work_in_whole_waves() -> None:
    requests = pack(make_tasks(make_assignments(303, 7), LIMITS), LIMITS)
    weights = [request.output_tokens for request in requests]
    assert len(requests) % LIMITS.workers == 0
    assert max(weights) - min(weights) <= 2 * max(task.output_tokens for task in requests[0].tasks)


def test_a_few_chunks_are_one_request() -> None:
    assert len(pack(make_tasks(make_assignments(4, 2), LIMITS), LIMITS)) == 1


def test_nothing_to_do_is_no_request() -> None:
    assert pack(make_tasks([], LIMITS), LIMITS) == ()


def test_public_chunks_come_first_then_files_with_complex_code() -> None:
    simple = make_assignment([make_chunk("a", path="a.py"), make_chunk("_a", path="a.py", is_public=False)], "a.py")
    twisted = make_assignment([make_chunk("b", path="b.py"), make_chunk("b2", path="b.py", complexity=9)], "b.py")
    tasks = make_tasks([simple, twisted], LIMITS)
    assert [task.chunk.symbol.name for task in tasks] == ["b", "b2", "a", "_a"]


def test_the_most_important_chunks_are_chosen_across_files() -> None:
    chunks = [
        make_chunk("plain", complexity=1),
        make_chunk("_twisted", complexity=30, is_public=False),
        make_chunk("twisted", complexity=20),
        make_chunk("harder", complexity=10),
    ]
    taken, left = choose(make_tasks([make_assignment(chunks)], LIMITS), 2)
    assert [task.chunk.symbol.name for task in taken] == ["twisted", "harder"]
    assert [task.chunk.symbol.name for task in left] == ["plain", "_twisted"]


def test_a_chunk_beyond_a_request_is_condensed_not_dropped() -> None:
    body = "".join(f"    step_{number}()\n" for number in range(5_000))
    chunk = make_chunk("huge", f"def huge():\n{body}    raise OSError\n    return 1")
    (request,) = pack(make_tasks([make_assignment([chunk])], LIMITS), LIMITS)
    source = request.tasks[0].source
    assert request.tasks[0].lines <= LIMITS.lines
    assert source.startswith("def huge():\n")
    assert source.endswith("    raise OSError\n    return 1")
    assert "lines left out" in source


def test_halves_hold_all_tasks() -> None:
    request = Request(make_tasks(make_assignments(5), LIMITS))
    assert [len(half.tasks) for half in request.halves()] == [3, 2]
    assert names(request.halves()) == names((request,))


def test_a_single_task_has_one_half() -> None:
    request = Request(make_tasks(make_assignments(1), LIMITS))
    assert request.halves() == (request,)


def test_shortening_ends() -> None:
    (task,) = make_tasks([make_assignment([make_chunk("f", "def f():\n" + "    x()\n" * 400)])], LIMITS)
    sizes = []
    shorter = task.shortened()
    while shorter is not None:
        sizes.append(len(shorter.source))
        shorter = shorter.shortened()
    assert sizes == sorted(sizes, reverse=True)
    assert len(sizes) == len(set(sizes))
