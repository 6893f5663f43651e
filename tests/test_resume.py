"""Whatever ends a run, the next one goes on where it stopped, and nothing is paid twice."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.runner import Started, Step
from tests.standins.claude import Stalled
from tests.world import World, open_world

COUNT = 90
FUNCTION = """

def load_{n}(path: str, retries: int = 3) -> bytes:
    for attempt in range(retries):
        if attempt > {n}:
            raise ValueError(path)
    return path.encode()
"""
CODE = '"""Loaders."""\n' + "".join(FUNCTION.format(n=n) for n in range(COUNT))


@pytest.fixture
def large(tmp_path: Path) -> Iterator[World]:
    """A pull request that takes several requests."""
    with open_world(tmp_path, {"README.md": "# Load\n"}, {"load.py": CODE}) as opened:
        yield opened


def start(world: World, **inputs: str) -> Started:
    payload = world.github.events.pull_request(world.pull, "synchronize")
    return world.runner.start("pull_request", payload, {"max-workers": "1", **inputs})


def finish_up(world: World, **inputs: str) -> Step:
    """Run until the end, and see that everything is documented and was paid once."""
    step = start(world, **inputs).finish()
    assert step.code == 0, step.log
    assert step.outputs["documented"] == str(COUNT)
    return step


def await_requests(world: World, number: int) -> None:
    deadline = time.monotonic() + 60
    while len(world.claude.requests) < number:
        assert time.monotonic() < deadline, "the action sent no request"
        time.sleep(0.01)


def await_file(path: Path) -> None:
    deadline = time.monotonic() + 60
    while not path.exists():
        assert time.monotonic() < deadline, f"the action wrote no {path.name}"
        time.sleep(0.001)


def test_a_cancelled_run_delivers_what_it_has_and_the_next_goes_on(large: World) -> None:
    gate = threading.Event()
    large.claude.faults = [None, Stalled(gate, limit=30)]
    run = start(large)
    await_requests(large, 2)
    run.process.send_signal(signal.SIGTERM)
    gate.set()
    step = run.finish()
    assert 0 < int(step.outputs["documented"]) < COUNT
    assert "left" in step.log
    assert len(large.comments) == 1
    again = finish_up(large)
    assert again.outputs["cache-hits"] == step.outputs["documented"]
    assert set(large.claude.paid.values()) == {1}


def test_the_second_signal_of_a_runner_that_cancels_leaves_the_summary_alone(large: World, tmp_path: Path) -> None:
    gate = threading.Event()
    large.claude.faults = [None, Stalled(gate, limit=30)]
    # Whoever writes into it waits until somebody reads: the run is in the middle of telling then.
    summary = tmp_path / "summary"
    os.mkfifo(summary)
    payload = large.github.events.pull_request(large.pull, "synchronize")
    environ = {"GITHUB_STEP_SUMMARY": str(summary)}
    run = large.runner.start("pull_request", payload, {"max-workers": "1"}, environ)
    await_requests(large, 2)
    run.process.send_signal(signal.SIGINT)
    gate.set()
    await_file(large.runner.workspace / ".docgen" / "report.json")
    run.process.send_signal(signal.SIGTERM)
    told: list[str] = []
    reader = threading.Thread(target=lambda: told.append(summary.read_text("utf-8")), daemon=True)
    reader.start()
    code = run.process.wait(60)
    reader.join(10)
    assert code == 0
    assert "load_0" in told[0]
    run.process.communicate()


def test_after_a_crash_only_what_was_under_way_is_asked_about_again(large: World) -> None:
    gate = threading.Event()
    large.claude.faults = [None, None, Stalled(gate, limit=30)]
    run = start(large)
    await_requests(large, 3)
    run.process.kill()
    run.process.communicate()
    gate.set()
    under_way = set(large.claude.requests[2].symbols)
    step = finish_up(large)
    assert int(step.outputs["cache-hits"]) == sum(len(request.symbols) for request in large.claude.requests[:2])
    assert {name for name, times in large.claude.asked.items() if times > 1} <= under_way


@pytest.mark.parametrize("bound", [{"max-symbols": "40"}, {"max-cost": "0.05"}])
def test_bounded_runs_add_up_to_the_whole(large: World, bound: dict[str, str]) -> None:
    steps: list[Step] = []
    while not steps or steps[-1].outputs["documented"] != str(COUNT):
        steps.append(start(large, **bound).finish())
        assert int(steps[-1].outputs["documented"]) > len(steps) - 1
    assert len(steps) > 1
    assert set(large.claude.paid.values()) == {1}


def test_a_run_out_of_time_leaves_the_rest_to_the_next(large: World) -> None:
    step = start(large, **{"timeout-minutes": "0.01"}).finish()
    assert step.code == 0
    assert {outcome.get("reason") for outcome in step.report["outcomes"]} == {"documented", "left: timeout-minutes"}
    finish_up(large)
    assert set(large.claude.paid.values()) == {1}
