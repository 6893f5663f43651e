"""A matrix of runners: every file is in somebody's shard, nothing is paid twice, and one job delivers everything."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docgen.steps.shard import Shard
from tests.runner import Step
from tests.test_cli import Tree
from tests.world import World

FUNCTION = '''"""A module."""


def load_{name}(path: str) -> bytes:
    if not path:
        raise ValueError("{name}")
    return open(path, "rb").read(){more}
'''
FILES = {f"shop/m{n:02}.py": FUNCTION.format(name=f"n{n:02}", more="" if n % 3 else "\n" * 40) for n in range(12)}


@pytest.fixture
def shop(world: World) -> World:
    """A repository with a file's worth of work for each of several runners."""
    world.repository.commit({**FILES, "shop/order.py": FILES["shop/m00.py"].replace("n00", "first")})
    world.github.permit(contents="write", pull_requests="write")
    return world


def run(world: World, **inputs: str) -> Step:
    payload = world.github.events.workflow_dispatch(ref="main")
    environ = {"GITHUB_REF": "refs/heads/main", "GITHUB_SHA": world.repository.tip("main") or ""}
    inputs = {"mode": "pull-request", **{name.replace("_", "-"): value for name, value in inputs.items()}}
    return world.runner.step("workflow_dispatch", payload, inputs, environ)


def run_shards(world: World, *shards: str) -> list[Step]:
    """Run shards one after the other, and leave their reports where artifacts are downloaded to."""
    steps = []
    for shard in shards:
        step = run(world, shard=shard)
        assert step.code == 0, step.log
        folder = world.runner.workspace / "shards" / shard.replace("/", "-of-")
        folder.mkdir(parents=True)
        (folder / "report.json").write_text(json.dumps(step.report), "utf-8")
        steps.append(step)
    return steps


def paths(step: Step) -> list[str]:
    return [outcome["path"] for outcome in step.report["outcomes"] if outcome["status"] == "documented"]


def test_each_file_is_in_one_shard_and_no_shard_delivers(shop: World) -> None:
    steps = run_shards(shop, "1/3", "2/3", "3/3")
    assert sorted(path for step in steps for path in paths(step)) == [*FILES, "shop/order.py"]
    assert all(2 <= len(paths(step)) <= 7 for step in steps)
    assert not any(step.outputs["pull-request-url"] for step in steps)
    assert all("load_n" in step.summary for step in steps)


def test_the_job_after_the_matrix_delivers_everything_and_counts_what_the_shards_paid(shop: World) -> None:
    steps = run_shards(shop, "1/2", "2/2")
    asked = len(shop.claude.requests)
    step = run(shop, shard_reports="shards")
    assert step.code == 0, step.log
    assert len(shop.claude.requests) == asked
    assert step.outputs["documented"] == "13"
    assert step.outputs["pull-request-url"]
    assert int(step.outputs["api-calls"]) == sum(int(each.outputs["api-calls"]) for each in steps)
    assert float(step.outputs["cost-usd"]) == pytest.approx(sum(float(each.outputs["cost-usd"]) for each in steps))
    assert (float(step.outputs["saved-usd"]), step.outputs["cache-hits"]) == (0.0, "0")
    assert "The figures include what 2 shards paid." in step.summary


def test_what_was_in_the_cache_before_the_matrix_is_saved(shop: World) -> None:
    run(shop, shard="1/2")
    first = run_shards(shop, "1/2", "2/2")[0]
    assert (first.outputs["api-calls"], first.outputs["cost-usd"]) == ("0", "0.000000")
    step = run(shop, shard_reports="shards")
    assert step.outputs["saved-usd"] == first.outputs["saved-usd"] != "0.000000"


def test_what_a_shard_did_not_do_is_done_by_the_last_job_and_told(shop: World) -> None:
    paid = run_shards(shop, "1/3", "3/3")
    step = run(shop, shard_reports="shards")
    assert step.outputs["documented"] == "13"
    assert int(step.outputs["api-calls"]) > sum(int(each.outputs["api-calls"]) for each in paid)
    assert "There is no report of 2/3" in step.summary
    assert set(shop.claude.paid.values()) == {1}


def test_without_any_report_everything_is_delivered_all_the_same(shop: World) -> None:
    step = run(shop, shard_reports="shards")
    assert step.code == 0, step.log
    assert step.outputs["documented"] == "13"
    assert "`shard-reports` holds no report of a shard" in step.summary


def test_a_file_that_is_no_report_is_told_and_left_out(shop: World) -> None:
    run_shards(shop, "1/1")
    for name, text in {"x.json": "{", "y.json": '{"version": 1}', "z.json": "[" * 100_000}.items():
        (shop.runner.workspace / "shards" / name).write_text(text, "utf-8")
    step = run(shop, shard_reports="shards")
    assert step.code == 0, step.log
    assert step.log.count("it is no report of a shard") == 3
    assert "The figures include what 1 shard paid." in step.summary


@pytest.mark.parametrize(
    ("inputs", "expected"),
    [
        ({"shard": "0/2"}, "should be such as"),
        ({"shard": "3/2"}, "should be such as"),
        ({"shard": "1/257"}, "should be such as"),
        ({"shard": "half"}, "should be such as"),
        ({"shard": "1/2", "shard_reports": "shards"}, "exclude each other"),
    ],
)
def test_what_makes_no_sense_is_refused(shop: World, inputs: dict[str, str], expected: str) -> None:
    step = run(shop, **inputs)
    assert step.code == 2
    assert expected in step.log


def test_what_a_pull_request_touched_is_not_split(world: World) -> None:
    step = world.run({"shard": "1/2"})
    assert step.code == 2
    assert "`scope: all`" in step.log
    assert world.run({"shard": "1/1", "scope": "all"}).outputs["documented"] == "3"
    assert world.comments == []


def test_the_command_line_has_shards_too(tmp_path: Path) -> None:
    (tmp_path / "work").mkdir()
    tree = Tree(tmp_path / "work", tmp_path / "cache.sqlite")
    tree.commit(**{Path(path).stem: text for path, text in FILES.items()})
    (tmp_path / "reports").mkdir()
    for number in (1, 2):
        done = tree.draft("show", "--all", "--json", "--shard", f"{number}/2")
        (tmp_path / "reports" / f"{number}.json").write_text(done.stdout, "utf-8")
    joined = tree.draft("write", "--all", "--shard-reports", str(tmp_path / "reports"))
    assert joined.stdout.count("wrote") == 12
    assert "12 drafts for 12 files; 12 fresh" in joined.stderr
    assert tree.draft("show", "--base", "main", "--shard", "1/2").returncode == 2


@given(st.lists(st.integers(0, 10_000), max_size=60), st.integers(1, 12))
def test_shards_are_a_partition_and_none_is_off_by_more_than_a_file(weights: list[int], count: int) -> None:
    files = list(range(len(weights)))
    parts = [Shard(number, count).part(files, weights) for number in range(1, count + 1)]
    assert [file for part in parts for file in part] == files
    fair = sum(weights) / count
    assert all(abs(sum(weights[file] for file in part) - fair) <= max(weights, default=0) for part in parts)
