"""Batches bring the same docs at half the price, and whatever happens on the way, nothing is paid for twice."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from docgen.cache.none import NullCache
from docgen.cache.sqlite_journal import SQLiteJournal
from docgen.errors import SettingsError
from docgen.model import Doc, Symbol, Verdict
from docgen.writer.batches.claude import ClaudeBatches
from docgen.writer.batches.policy import Batch
from docgen.writer.interface import Answer
from docgen.writer.writer import ClaudeOptions, ClaudeWriter
from tests.standins.claude import (
    MISSING,
    ClaudeStandin,
    Dropped,
    Expired,
    Fault,
    Garbage,
    HttpError,
    ItemFault,
    LoggedRequest,
    ManualClock,
    Stopped,
)
from tests.standins.claude_requests import client_of
from tests.writer.batches import Died, Scene, scene_of
from tests.writer.samples import make_assignments, open_gate, unwritten, written

DAY = 86_400.0


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    clock = ManualClock()
    with ClaudeStandin(clock=clock) as claude:
        yield scene_of(claude, tmp_path / "cache.sqlite", clock)


def assert_paid_once(scene: Scene, symbols: int) -> None:
    assert len(scene.claude.paid) == symbols
    assert set(scene.claude.paid.values()) == {1}


def test_a_batch_brings_every_doc_at_half_the_price(scene: Scene) -> None:
    assignments = make_assignments(60, 4)
    answers = written(scene.run(assignments))
    assert len(answers) == 60
    assert (scene.created, scene.single_calls) == (1, 0)
    spent = scene.writers[0].spending
    usage = spent.usage
    assert spent.cost_usd == pytest.approx((usage.input_tokens * 2 + usage.output_tokens * 10) / 2 / 1_000_000)
    assert spent.calls == spent.batch_calls > 1
    assert sum(answer.cost_usd or 0 for answer in answers) == pytest.approx(spent.cost_usd)
    assert_paid_once(scene, 60)
    assert scene.stored(assignments) == 60


def test_what_was_foretold_counts_half_the_price(scene: Scene) -> None:
    assignments = make_assignments(60, 4)
    with closing(scene.open_cache()) as cache:
        whole = scene.writer(cache, batch=Batch.FALSE).estimate(assignments)
        half = scene.writer(cache).estimate(assignments)
    assert (whole.batch_calls, half.batch_calls) == (0, half.calls)
    assert half.cost_usd is not None
    assert whole.cost_usd is not None
    assert half.cost_usd < whole.cost_usd * 0.55


def test_auto_makes_a_batch_only_of_many_misses(scene: Scene) -> None:
    scene.run(make_assignments(499, 3), batch=Batch.AUTO)
    assert scene.created == 0
    scene.run(make_assignments(1_000, 3), batch=Batch.AUTO)
    assert scene.created == 1
    assert_paid_once(scene, 1_000)


def test_without_a_wish_there_is_no_batch(scene: Scene) -> None:
    scene.run(make_assignments(20), batch=Batch.FALSE)
    assert scene.created == 0


@pytest.mark.parametrize("provider", ["bedrock", "vertex"])
def test_a_provider_without_batches_is_refused_with_what_to_do(provider: str) -> None:
    with pytest.raises(SettingsError, match=f"`{provider}` has no batches.*`auto`"):
        ClaudeWriter(ClaudeOptions("claude-sonnet-5-5", provider=provider, batch=Batch.TRUE))


def test_without_a_cache_ordinary_calls_are_made(scene: Scene, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        answers = [each for some in scene.writer(NullCache()).write(make_assignments(6), open_gate) for each in some]
    assert len(written(answers)) == 6
    assert scene.created == 0
    assert [record.levelname for record in caplog.records] == ["WARNING"]
    assert "no cache that remembers its id" in caplog.text


def test_an_endpoint_without_batches_answers_ordinary_calls(scene: Scene, caplog: pytest.LogCaptureFixture) -> None:
    scene.claude.faults = lambda _index, request: HttpError(404) if request.path.endswith("/batches") else None
    with caplog.at_level(logging.WARNING):
        assert len(written(scene.run(make_assignments(6)))) == 6
    assert "has no batches" in caplog.text


def test_a_doc_that_does_not_hold_is_repaired_by_an_ordinary_call(scene: Scene) -> None:
    def picky(symbol: Symbol, doc: Doc) -> Verdict:
        seen.append(symbol.name)
        return Verdict(("Wrong.",), doc) if symbol.name == "read_3" and seen.count("read_3") == 1 else Verdict((), doc)

    seen: list[str] = []
    assert len(written(scene.run(make_assignments(10), picky))) == 10
    assert (scene.created, scene.single_calls) == (1, 1)
    assert scene.claude.asked["read_3"] == 2


@pytest.mark.parametrize("fault", [Expired(), HttpError(529), HttpError(500), MISSING, Stopped("max_tokens")])
def test_what_came_to_nothing_in_its_batch_is_asked_again(tmp_path: Path, fault: ItemFault) -> None:
    clock = ManualClock()
    with ClaudeStandin(clock=clock, batch_faults=[fault]) as claude:
        scene = scene_of(claude, tmp_path / "cache.sqlite", clock)
        assert len(written(scene.run(make_assignments(60, 2)))) == 60
        assert scene.created == 1
        assert scene.single_calls >= 1
        assert_paid_once(scene, 60)


def test_a_request_that_is_not_valid_is_a_failure_with_its_reason(tmp_path: Path) -> None:
    clock = ManualClock()
    with ClaudeStandin(clock=clock, batch_faults=[HttpError(400, message="no such thing")]) as claude:
        scene = scene_of(claude, tmp_path / "cache.sqlite", clock)
        answers = scene.run(make_assignments(60, 2))
        failed = unwritten(answers)
        assert failed
        assert all("no such thing" in answer.reason and not answer.is_left for answer in failed)
        assert scene.single_calls == 0
        # It is not blocked: the next run asks about it, and nothing else.
        assert len(written(scene.run(make_assignments(60, 2)))) == len(failed)
        assert_paid_once(scene, 60)


def test_a_batch_that_expired_as_a_whole_makes_another_batch(tmp_path: Path) -> None:
    clock = ManualClock()
    with ClaudeStandin(clock=clock, batch_seconds=1e9) as claude:
        scene = scene_of(claude, tmp_path / "cache.sqlite", clock)
        answers = scene.run(make_assignments(2_000, 9), timeout_seconds=1.5 * DAY)
        assert scene.created == 2
        assert len(unwritten(answers)) == 2_000
        assert {answer.reason for answer in unwritten(answers)} == {"left: in a batch"}
        assert not claude.paid


def test_a_run_out_of_patience_leaves_the_batch_to_the_next(scene: Scene, tmp_path: Path) -> None:
    with ClaudeStandin(clock=scene.clock, batch_seconds=2 * 3_600) as claude:
        slow = scene_of(claude, tmp_path / "slow.sqlite", scene.clock)
        started = slow.clock()
        first = slow.run(make_assignments(30))
        assert 3_600 <= slow.clock() - started < 3_700
        assert {(answer.reason, answer.is_left) for answer in unwritten(first)} == {("left: in a batch", True)}
        assert slow.writers[0].spending.cost_usd == 0
        slow.clock.sleep(2 * 3_600)
        assert len(written(slow.run(make_assignments(30)))) == 30
        assert slow.created == 1
        assert (slow.writers[1].spending.cost_usd or 0) > 0
        assert_paid_once(slow, 30)


def test_timeout_minutes_bound_the_wait(scene: Scene) -> None:
    started = scene.clock()
    scene.run(make_assignments(30), timeout_seconds=100.0)
    assert scene.clock() - started < 170


def test_a_run_that_wants_no_batches_fetches_what_one_brings(scene: Scene) -> None:
    scene.run(make_assignments(30), timeout_seconds=1.0)
    scene.clock.sleep(300)
    answers = written(scene.run(make_assignments(31), batch=Batch.FALSE))
    assert len(answers) == 31
    assert scene.single_calls == 1
    assert_paid_once(scene, 31)


def test_a_run_that_wants_no_batches_does_not_wait_long_and_does_not_pay_again(scene: Scene, tmp_path: Path) -> None:
    with ClaudeStandin(clock=scene.clock, batch_seconds=3_600) as claude:
        slow = scene_of(claude, tmp_path / "slow.sqlite", scene.clock)
        slow.run(make_assignments(30), timeout_seconds=1.0)
        started = slow.clock()
        answers = slow.run(make_assignments(31), batch=Batch.FALSE)
        assert slow.clock() - started < 400
        assert (len(written(answers)), len(unwritten(answers))) == (1, 30)


def test_code_that_changed_meanwhile_is_asked_about_and_the_rest_fetched(scene: Scene) -> None:
    scene.run(make_assignments(30), timeout_seconds=1.0)
    scene.clock.sleep(300)
    changed = make_assignments(40, 1)[0]
    kept = type(changed)(changed.path, changed.outline, changed.chunks[10:])
    assert len(written(scene.run([kept]))) == 30
    assert scene.created == 2
    # Those that nobody wanted this time are still there for a later run.
    assert len(written(scene.run(make_assignments(40)))) == 10
    assert scene.created == 2
    assert_paid_once(scene, 40)


def test_the_budget_holds_for_batches(scene: Scene) -> None:
    answers = scene.run(make_assignments(200, 2), max_cost_usd=0.05)
    cost = scene.writers[0].spending.cost_usd
    assert cost is not None
    assert 0 < cost <= 0.05
    assert {answer.reason for answer in unwritten(answers)} == {"left: max-cost"}
    assert len(written(answers)) == len(scene.claude.paid)


def test_a_batch_that_is_too_large_is_cut_in_two(scene: Scene) -> None:
    def too_many(_index: int, request: LoggedRequest) -> Fault | None:
        is_large = request.method == "POST" and len(request.params.get("requests", [])) > 4
        return HttpError(413) if is_large else None

    scene.claude.faults = too_many
    assert len(written(scene.run(make_assignments(200, 2)))) == 200
    assert_paid_once(scene, 200)


@pytest.mark.parametrize("status", [401, 402, 403])
def test_a_fatal_answer_ends_the_run_and_blocks_nothing(scene: Scene, status: int) -> None:
    scene.claude.faults = lambda _index, _request: HttpError(status)
    answers = unwritten(scene.run(make_assignments(10)))
    assert len(answers) == 10
    assert not any(answer.is_left for answer in answers)
    assert len(scene.claude.requests) == 1
    scene.claude.faults = ()
    assert len(written(scene.run(make_assignments(10)))) == 10


@pytest.mark.parametrize("fault", [HttpError(502), HttpError(529), HttpError(429, retry_after=2), Dropped()])
def test_a_submission_that_failed_is_made_again_where_no_batch_came_of_it(scene: Scene, fault: Fault) -> None:
    scene.claude.faults = [fault]
    assert len(written(scene.run(make_assignments(10)))) == 10
    assert_paid_once(scene, 10)


@pytest.mark.parametrize("after", [0.0, 0.5])
def test_a_batch_whose_creation_was_not_answered_is_found_and_not_made_again(scene: Scene, after: float) -> None:
    scene.claude.faults = [Dropped(after=after)]
    assert len(written(scene.run(make_assignments(10)))) == 10
    assert scene.created == 1
    assert_paid_once(scene, 10)


def test_somebody_elses_batch_of_the_same_size_is_not_taken_for_ours(scene: Scene) -> None:
    body = {"model": "claude-sonnet-5-5", "max_tokens": 9, "messages": [{"role": "user", "content": "Hello"}]}
    with client_of(scene.claude) as client:
        client.messages.batches.create(requests=[{"custom_id": "theirs-0", "params": body}])  # type: ignore[typeddict-item]
    scene.claude.faults = [Dropped(after=0.0)]
    assert len(written(scene.run(make_assignments(10)))) == 10
    assert scene.created == 2
    assert_paid_once(scene, 10)


@pytest.mark.parametrize("fault", [HttpError(500), HttpError(429), Dropped(), Dropped(after=0.5)])
def test_polls_and_results_survive_what_passes(scene: Scene, fault: Fault) -> None:
    def now_and_then(index: int, request: LoggedRequest) -> Fault | None:
        return fault if request.method == "GET" and index % 3 == 1 else None

    scene.claude.faults = now_and_then
    assert len(written(scene.run(make_assignments(60)))) == 60
    assert scene.created == 1
    assert_paid_once(scene, 60)


@pytest.mark.parametrize("step", ["begin", "create", "confirm", "retrieve", "results"])
def test_a_run_that_dies_after_a_step_is_continued_by_the_next(
    scene: Scene, step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assignments = make_assignments(60, 2)
    owner = SQLiteJournal if step in ("begin", "confirm") else ClaudeBatches
    with monkeypatch.context() as deadly:
        if step == "create":
            prepare = ClaudeBatches.prepare
            deadly.setattr(owner, "prepare", lambda batches, asks: deadly_after(prepare(batches, asks)))
        else:
            deadly.setattr(owner, step, deadly_after(getattr(owner, step)))
        with pytest.raises(Died):
            scene.run(assignments)
    assert not scene.stored(assignments)
    scene.clock.sleep(3_600)
    answers = scene.run(assignments)
    assert not unwritten(answers)
    assert scene.stored(assignments) == 60
    assert scene.created == 1
    assert_paid_once(scene, 60)


def deadly_after(step: Callable[..., object]) -> Callable[..., object]:
    def take(*arguments: object) -> object:
        step(*arguments)
        raise Died

    return take


def test_a_run_that_dies_while_it_collects_is_continued_by_the_next(scene: Scene) -> None:
    def die(_answers: object) -> None:
        raise Died

    assignments = make_assignments(120, 2)
    with pytest.raises(Died):
        scene.run(assignments, meanwhile=die)
    stored = scene.stored(assignments)
    assert 0 < stored < 120
    assert len(written(scene.run(assignments))) == 120 - stored
    assert scene.created == 1
    assert_paid_once(scene, 120)
    # The first died before it could report anything, so the second reports all.
    assert scene.writers[1].spending.calls == scene.writers[1].spending.batch_calls > 1


def test_a_run_that_is_stopped_leaves_the_batch_to_the_next(scene: Scene) -> None:
    assignments = make_assignments(30)

    def stop_while_waiting(_index: int, request: LoggedRequest) -> Fault | None:
        if request.method == "GET":
            scene.writers[0].stop()
        return None

    scene.claude.faults = stop_while_waiting
    assert {answer.reason for answer in unwritten(scene.run(assignments))} == {"left: in a batch"}
    scene.clock.sleep(300)
    assert len(written(scene.run(assignments))) == 30
    assert scene.created == 1


def test_two_runs_at_once_submit_once_and_report_the_cost_once(scene: Scene) -> None:
    assignments = make_assignments(60, 2)
    first, second = scene.run_two(assignments)
    assert len(written(first)) == len(written(second)) == 60
    assert scene.created == 1
    assert_paid_once(scene, 60)
    assert sorted(writer.spending.calls > 0 for writer in scene.writers) == [False, True]


def test_two_runs_that_ask_again_about_the_same_ask_once(tmp_path: Path) -> None:
    clock = ManualClock()
    with ClaudeStandin(clock=clock, batch_faults=[Expired()] * 99) as claude:
        scene = scene_of(claude, tmp_path / "cache.sqlite", clock)
        scene.run(make_assignments(30), timeout_seconds=1.0)
        clock.sleep(300)
        rivals: list[Answer] = []

        def meanwhile(_index: int, request: LoggedRequest) -> Fault | None:
            if request.path.endswith("/results") and not rivals:
                scene.claude.faults = ()
                rivals.extend(scene.run(make_assignments(30)))
            return None

        claude.faults = meanwhile
        answers = scene.run(make_assignments(30))
        assert len(written(rivals)) == 30
        assert {answer.reason for answer in unwritten(answers)} == {"left: in a batch"}
        assert_paid_once(scene, 30)


def test_a_batch_of_another_workspace_is_left_until_it_must_have_ended(scene: Scene) -> None:
    scene.run(make_assignments(30), timeout_seconds=1.0)
    scene.claude.faults = lambda _index, request: HttpError(404) if "msgbatch" in request.path else None
    assert {answer.reason for answer in unwritten(scene.run(make_assignments(30)))} == {"left: in a batch"}
    scene.clock.sleep(26 * 3_600)
    assert len(written(scene.run(make_assignments(30), batch=Batch.FALSE))) == 30


def test_results_that_break_off_are_not_asked_for_again(scene: Scene) -> None:
    page = Garbage("<html>Sign in</html>")
    scene.claude.faults = lambda _index, request: page if request.path.endswith("/results") else None
    assert {answer.reason for answer in unwritten(scene.run(make_assignments(30)))} == {"left: in a batch"}
    scene.claude.faults = ()
    assert len(written(scene.run(make_assignments(30)))) == 30
    assert_paid_once(scene, 30)


def test_a_person_can_follow_a_batch(scene: Scene, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        scene.run(make_assignments(120))
    lines = [record.getMessage() for record in caplog.records if record.name.startswith("docgen")]
    requests = len(scene.claude.requests[0].params["requests"])
    assert lines[0].startswith(f"Batch msgbatch_0000: {requests} requests submitted at half the price.")
    assert f"Batch msgbatch_0000: {requests} requests in progress, 1 min." in lines
    assert lines[-1] == "Batch msgbatch_0000 has ended."
    assert len(lines) < 12


def test_a_large_tree_makes_several_batches(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("docgen.writer.batches.sending._MOST_BYTES", 60_000)
    assert len(written(scene.run(make_assignments(600, 4)))) == 600
    assert scene.created > 2
    assert_paid_once(scene, 600)
