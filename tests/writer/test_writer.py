"""The writer end to end, over a real socket: every chunk ends with exactly one answer, whatever happens on the way."""

from __future__ import annotations

import logging
import threading
import time
from collections import Counter
from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain

import pytest

from docgen.errors import SettingsError
from docgen.model import Doc, Symbol, Verdict
from docgen.writer.interface import Answer, Assignment, Gate, Unwritten
from docgen.writer.timing import Timing
from docgen.writer.writer import ClaudeOptions, ClaudeWriter
from tests.standins.claude import ClaudeStandin
from tests.standins.claude.faults import (
    DOUBLED,
    EMPTY,
    INVENTED,
    MISSING,
    MISTAKEN,
    NO_DOCS,
    Dropped,
    Fault,
    HttpError,
    Stalled,
    Stopped,
    random_faults,
)
from tests.standins.claude.latency import Latency
from tests.standins.claude.limits import Limits
from tests.writer.clocks import FastClock
from tests.writer.samples import make_assignment, make_assignments, make_chunk, open_gate, unwritten, written

KEY = "sk-ant-api03-test-key-of-nobody"


def make_writer(url: str, **options: object) -> ClaudeWriter:
    """A writer for whom pauses pass in no time."""
    chosen = ClaudeOptions(**{"model": "claude-sonnet-5-5", "api_key": KEY, "base_url": url, **options})  # type: ignore[arg-type]
    clock = FastClock()
    return ClaudeWriter(chosen, timing=Timing(clock, clock.sleep, silence=1.0))


def write(writer: ClaudeWriter, assignments: Sequence[Assignment], gate: Gate = open_gate) -> list[Answer]:
    """Write it all, and hold the answers against what was asked."""
    answers = list(chain.from_iterable(writer.write(assignments, gate)))
    asked = Counter(id(chunk) for assignment in assignments for chunk in assignment.chunks)
    assert Counter(id(answer.chunk) for answer in answers) == asked, "exactly one answer for each chunk"
    return answers


def names(answers: Iterable[Answer]) -> set[str]:
    return {answer.chunk.symbol.name for answer in answers}


def test_every_chunk_gets_its_own_doc() -> None:
    with ClaudeStandin() as claude:
        answers = written(write(make_writer(claude.url), make_assignments(30, 4)))
    assert len(answers) == 30
    for answer in answers:
        assert answer.doc.summary == f"Carry out {answer.chunk.symbol.name.replace('_', ' ')}."


def test_nothing_to_write_sends_nothing() -> None:
    with ClaudeStandin() as claude:
        assert write(make_writer(claude.url), []) == []
        assert claude.requests == []


def test_answers_come_the_moment_a_reply_arrives() -> None:
    gate = threading.Event()
    with ClaudeStandin(faults=[None, Stalled(gate, limit=5)]) as claude:
        writer = make_writer(claude.url, max_workers=2)
        answers = writer.write(make_assignments(30, 1), open_gate)
        assert next(answers)
        gate.set()
        assert list(answers)


def test_what_was_billed_is_counted_and_shared_among_the_docs() -> None:
    with ClaudeStandin() as claude:
        writer = make_writer(claude.url)
        answers = written(write(writer, make_assignments(30, 2)))
        billed = [request.usage for request in claude.requests]
    assert writer.spending.calls == len(billed)
    assert writer.spending.usage.output_tokens == sum(usage["output_tokens"] for usage in billed)
    assert sum(answer.usage.output_tokens for answer in answers) == writer.spending.usage.output_tokens
    assert sum(answer.cost_usd or 0 for answer in answers) == pytest.approx(writer.spending.cost_usd)


@pytest.mark.parametrize("fault", [MISSING, DOUBLED, INVENTED, MISTAKEN, EMPTY, NO_DOCS, Dropped(), Dropped(after=0.6)])
def test_a_reply_with_a_flaw_loses_nothing(fault: Fault) -> None:
    with ClaudeStandin(faults=[fault]) as claude:
        assert len(written(write(make_writer(claude.url), make_assignments(6)))) == 6


@pytest.mark.parametrize("fault", [MISSING, Stopped("max_tokens"), Dropped(after=0.6)])
def test_docs_that_arrived_are_not_asked_for_again(fault: Fault) -> None:
    with ClaudeStandin(faults=[fault]) as claude:
        write(make_writer(claude.url), make_assignments(6))
        first, *later = claude.requests
        again = [symbol for request in later for symbol in request.symbols]
    assert 0 < len(set(again)) < len(first.symbols)
    assert len(set(again)) == len(again)


def test_the_rest_of_a_cut_reply_is_asked_for_in_smaller_requests() -> None:
    with ClaudeStandin(faults=[Stopped("max_tokens", after=0.1)]) as claude:
        write(make_writer(claude.url), make_assignments(8))
        first, *later = claude.requests
    assert [len(request.symbols) <= (len(first.symbols) + 1) // 2 for request in later] == [True] * len(later)


def test_a_doc_that_is_always_cut_is_given_more_room_and_then_up() -> None:
    with ClaudeStandin(faults=lambda _index, _request: Stopped("max_tokens", after=0.1)) as claude:
        (answer,) = write(make_writer(claude.url, max_attempts=3), make_assignments(1))
        rooms = [request.params["max_tokens"] for request in claude.requests]
    assert isinstance(answer, Unwritten)
    assert not answer.is_left
    assert len(rooms) == 3
    assert rooms == sorted(set(rooms))


def test_a_chunk_that_is_never_answered_is_given_up() -> None:
    with ClaudeStandin(answers={"read_2": None}) as claude:
        answers = write(make_writer(claude.url, max_attempts=3), make_assignments(5))
        asked = [request for request in claude.requests if "read_2" in request.symbols]
    assert names(unwritten(answers)) == {"read_2"}
    assert "req_" in unwritten(answers)[0].reason
    assert len(asked) == 3


def test_one_refused_chunk_does_not_take_the_others_along() -> None:
    with ClaudeStandin(
        faults=lambda _index, request: Stopped("refusal") if 'symbol="read_3"' in str(request.params) else None
    ) as claude:
        answers = write(make_writer(claude.url), make_assignments(8))
    (refused,) = unwritten(answers)
    assert refused.chunk.symbol.name == "read_3"
    assert "declined" in refused.reason
    assert not refused.is_left


def test_what_does_not_fit_into_the_context_is_split_then_shortened() -> None:
    long = make_chunk("long", "def long():\n" + "    step()\n" * 300 + "    return 1\n")
    with ClaudeStandin(
        faults=lambda _index, request: HttpError(413) if len(str(request.params["messages"])) > 3_000 else None
    ) as claude:
        answers = write(make_writer(claude.url), [make_assignment([long, make_chunk("short")])])
        assert any("lines left out" in str(request.params["messages"]) for request in claude.requests)
    assert names(written(answers)) == {"long", "short"}


# -- the truth gate ------------------------------------------------------------------------------------------------


def strict(_symbol: Symbol, doc: Doc) -> Verdict:
    """Let no made-up parameter pass."""
    invented = [field.name for field in doc.params if field.name not in {"path", "retries"}]
    if not invented:
        return Verdict((), doc)
    kept = tuple(field for field in doc.params if field.name not in invented)
    return Verdict(tuple(f"`{name}` is no parameter." for name in invented), replace(doc, params=kept))


def hopeless(_symbol: Symbol, _doc: Doc) -> Verdict:
    """Let nothing pass."""
    return Verdict(("All wrong.",), None)


LIE: Mapping[str, object] = {"params": [{"name": "colour", "description": "Red."}]}


def test_a_doc_that_fails_the_gate_is_repaired_once() -> None:
    with ClaudeStandin(answers={"read_1": lambda _chunk, before: LIE if before == 0 else {}}) as claude:
        answers = write(make_writer(claude.url), make_assignments(4), strict)
        first, repair = claude.requests
    assert len(written(answers)) == 4
    assert repair.symbols == ("read_1",)
    assert "`colour` is no parameter." in str(repair.params["messages"])
    assert len(first.symbols) == 4


def test_a_repaired_doc_bears_both_requests() -> None:
    with ClaudeStandin(answers={"*": lambda _chunk, before: LIE if before == 0 else {}}) as claude:
        writer = make_writer(claude.url)
        answers = written(write(writer, make_assignments(1), strict))
    assert answers[0].usage == writer.spending.usage
    assert writer.spending.calls == 2


def test_what_is_still_wrong_after_the_repair_is_removed() -> None:
    with ClaudeStandin(answers={"*": LIE}) as claude:
        answers = written(write(make_writer(claude.url), make_assignments(2), strict))
        assert len(claude.requests) == 2
    assert [answer.doc.params for answer in answers] == [(), ()]


def test_a_doc_of_which_nothing_is_left_is_not_written() -> None:
    with ClaudeStandin() as claude:
        answers = unwritten(write(make_writer(claude.url), make_assignments(2), hopeless))
        assert len(claude.requests) == 2
    assert all("All wrong." in answer.reason and not answer.is_left for answer in answers)


def test_when_the_repair_fails_what_the_gate_left_is_kept() -> None:
    with ClaudeStandin(answers={"*": LIE}, faults=chain([None], [HttpError(500)] * 99)) as claude:
        answers = written(write(make_writer(claude.url), make_assignments(2), strict))
    assert [answer.doc.params for answer in answers] == [(), ()]


# -- trouble -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(3))
def test_a_storm_loses_nothing(seed: int) -> None:
    with ClaudeStandin(faults=random_faults(seed, 0.3)) as claude:
        answers = write(make_writer(claude.url, max_attempts=8), make_assignments(60, 3))
    assert len(written(answers)) == 60


@pytest.mark.parametrize("status", [401, 402, 403, 404])
def test_a_fatal_answer_stops_the_run_with_one_message(status: int, caplog: pytest.LogCaptureFixture) -> None:
    with ClaudeStandin(faults=lambda _index, _request: HttpError(status)) as claude:
        answers = write(make_writer(claude.url, max_workers=2), make_assignments(200, 4))
        assert len(claude.requests) <= 2
    reasons = {answer.reason for answer in unwritten(answers)}
    assert len(unwritten(answers)) == 200
    assert not any(answer.is_left for answer in unwritten(answers))
    errors = [record.getMessage() for record in caplog.records if record.levelno >= logging.ERROR]
    assert len(errors) == 1
    assert errors[0] in reasons


def test_what_was_paid_before_a_fatal_answer_is_delivered() -> None:
    with ClaudeStandin(
        faults=lambda index, _request: HttpError(429, error_code="enforced_spend_limit_reached") if index else None
    ) as claude:
        answers = write(make_writer(claude.url, max_workers=1), make_assignments(100, 2))
        assert len(written(answers)) == len(claude.requests[0].symbols)
        assert len(claude.requests) == 2


def test_after_a_fatal_answer_the_writer_sends_nothing_more() -> None:
    with ClaudeStandin(faults=[HttpError(401)]) as claude:
        writer = make_writer(claude.url)
        write(writer, make_assignments(2))
        (answer,) = unwritten(write(writer, make_assignments(1)))
        assert len(claude.requests) == 1
    assert "anthropic-api-key" in answer.reason


def test_a_service_that_never_answers_is_not_asked_for_every_chunk() -> None:
    with ClaudeStandin(faults=lambda _index, _request: HttpError(503)) as claude:
        answers = write(make_writer(claude.url, max_workers=2, max_attempts=3), make_assignments(300, 3))
        assert len(claude.requests) <= 3 * 3
    assert len(unwritten(answers)) == 300


def test_a_service_that_goes_down_is_not_asked_for_every_chunk_left() -> None:
    with ClaudeStandin(faults=lambda index, _request: HttpError(503) if index > 1 else None) as claude:
        answers = write(make_writer(claude.url, max_workers=2, max_attempts=3), make_assignments(300, 3))
        assert len(claude.requests) <= 2 + 4 * 3
    assert written(answers)


def test_a_pause_that_is_too_long_leaves_the_rest_for_the_next_run(caplog: pytest.LogCaptureFixture) -> None:
    with ClaudeStandin(faults=chain([None], [HttpError(429, retry_after=3_600)] * 99)) as claude:
        answers = write(make_writer(claude.url, max_workers=1), make_assignments(100, 2))
        assert len(claude.requests) == 2
    left = unwritten(answers)
    assert written(answers)
    assert all(answer.is_left and answer.reason == "left: rate-limit" for answer in left)
    assert [record.levelname for record in caplog.records] == ["WARNING"]


def test_no_request_comes_within_a_retry_after() -> None:
    # Those that start together at the beginning may all be on their way when the first is told to wait.
    faults = [*[None] * 5, HttpError(429, retry_after=1), HttpError(429, retry_after=1)]
    with ClaudeStandin(faults=faults) as claude:
        options = ClaudeOptions("claude-sonnet-5-5", api_key=KEY, base_url=claude.url)
        answers = write(ClaudeWriter(options), make_assignments(300, 3))
        claude.assert_patient(grace=0.25)
    assert len(written(answers)) == 300


def test_rate_limits_are_kept_without_running_into_them() -> None:
    with ClaudeStandin(limits=Limits(requests=240)) as claude:
        options = ClaudeOptions("claude-sonnet-5-5", api_key=KEY, base_url=claude.url, max_workers=2)
        write(ClaudeWriter(options), make_assignments(150, 3))
        assert [request.status for request in claude.requests] == [200] * len(claude.requests)


def test_no_more_requests_are_under_way_than_workers() -> None:
    with ClaudeStandin(latency=Latency(first_token=0.05)) as claude:
        write(make_writer(claude.url, max_workers=3), make_assignments(200, 3))
        assert claude.max_concurrency == 3


# -- bounds --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("bound", [0.01, 0.05, 0.1, 0.2])
def test_a_run_never_costs_more_than_it_may(bound: float) -> None:
    with ClaudeStandin() as claude:
        writer = make_writer(claude.url, max_cost_usd=bound)
        answers = write(writer, make_assignments(200, 5))
    assert writer.spending.cost_usd is not None
    assert writer.spending.cost_usd <= bound
    left = unwritten(answers)
    assert left
    assert all(answer.is_left and answer.reason == "left: max-cost" for answer in left)


def test_a_bound_is_used_before_it_is_reached() -> None:
    with ClaudeStandin() as claude:
        writer = make_writer(claude.url, max_cost_usd=0.2)
        write(writer, make_assignments(200, 5))
    assert (writer.spending.cost_usd or 0) > 0.12


def test_answers_that_were_lost_count_against_the_bound() -> None:
    with ClaudeStandin(faults=[Dropped(), Dropped(), None]) as claude:
        writer = make_writer(claude.url, max_cost_usd=0.2, max_workers=1)
        write(writer, make_assignments(200, 5))
        assert sum(claude.paid.values()) * 0.001 < 0.2


def test_public_code_comes_first_when_money_is_short() -> None:
    private = [make_chunk(f"_p{number}", is_public=False, complexity=50) for number in range(40)]
    public = [make_chunk(f"q{number}") for number in range(40)]
    with ClaudeStandin() as claude:
        answers = write(make_writer(claude.url, max_cost_usd=0.06), [make_assignment([*private, *public])])
    assert written(answers)
    assert not any(name.startswith("_") for name in names(written(answers)))


def test_no_more_symbols_are_asked_about_than_allowed() -> None:
    chunks = [make_chunk(f"f{number}", complexity=number) for number in range(20)]
    with ClaudeStandin() as claude:
        answers = write(make_writer(claude.url, max_symbols=5), [make_assignment(chunks)])
    assert names(written(answers)) == {f"f{number}" for number in range(15, 20)}
    assert {answer.reason for answer in unwritten(answers)} == {"left: max-symbols"}


def test_no_request_starts_that_could_not_end_in_time() -> None:
    with ClaudeStandin() as claude:
        answers = write(make_writer(claude.url, timeout_seconds=1), make_assignments(30))
        assert claude.requests == []
    assert {(answer.reason, answer.is_left) for answer in unwritten(answers)} == {("left: timeout-minutes", True)}


def test_what_must_wait_beyond_the_deadline_is_left_for_the_next_run() -> None:
    with ClaudeStandin(faults=lambda _index, _request: HttpError(429, retry_after=60)) as claude:
        options = ClaudeOptions("claude-sonnet-5-5", api_key=KEY, base_url=claude.url, timeout_seconds=40)
        answers = write(ClaudeWriter(options), make_assignments(3))
        assert len(claude.requests) == 1
    assert {(answer.reason, answer.is_left) for answer in unwritten(answers)} == {("left: timeout-minutes", True)}


def test_a_bound_without_a_price_is_refused() -> None:
    with pytest.raises(SettingsError, match="max-cost"):
        make_writer("http://127.0.0.1:9", model="local-model", max_cost_usd=1.0)


def test_an_unknown_model_has_no_cost_and_one_warning(caplog: pytest.LogCaptureFixture) -> None:
    with ClaudeStandin(expects_violations=True) as claude:
        writer = make_writer(claude.url, model="local-model")
        write(writer, make_assignments(2))
    assert writer.spending.cost_usd is None
    assert len([record for record in caplog.records if record.levelname == "WARNING"]) == 1


def test_a_model_that_retires_is_warned_about(caplog: pytest.LogCaptureFixture) -> None:
    writer = make_writer("http://127.0.0.1:9", model="claude-sonnet-4-5")
    write(writer, [])
    assert ["retires" in record.getMessage() for record in caplog.records] == [True]


# -- stopping ------------------------------------------------------------------------------------------------------


def test_stopping_keeps_what_arrived_and_leaves_the_rest() -> None:
    with ClaudeStandin(latency=Latency(first_token=0.1)) as claude:
        writer = make_writer(claude.url, max_workers=2)
        answers: list[Answer] = []
        for group in writer.write(make_assignments(200, 4), open_gate):
            answers.extend(group)
            writer.stop()
        sent = len(claude.requests)
    assert len(answers) == 200
    assert 2 <= sent <= 4
    assert written(answers)
    assert {(answer.reason, answer.is_left) for answer in unwritten(answers)} == {("left: stopped", True)}


def test_a_stopped_run_does_not_wait_for_what_hangs() -> None:
    release = threading.Event()
    with ClaudeStandin(faults=[Stalled(release, limit=20)]) as claude:
        options = ClaudeOptions("claude-sonnet-5-5", api_key=KEY, base_url=claude.url)
        writer = ClaudeWriter(options, timing=Timing(FastClock(), silence=10.0))
        threading.Timer(0.3, writer.stop).start()
        started = time.monotonic()
        answers = write(writer, make_assignments(3))
        assert time.monotonic() - started < 3
        release.set()
    assert {(answer.reason, answer.is_left) for answer in unwritten(answers)} == {("left: stopped", True)}


def test_a_stopped_run_takes_answers_as_far_as_they_have_come() -> None:
    with ClaudeStandin(latency=Latency(tokens_per_second=400)) as claude:
        options = ClaudeOptions("claude-sonnet-5-5", api_key=KEY, base_url=claude.url, max_workers=1)
        writer = ClaudeWriter(options, timing=Timing(FastClock(20.0)))
        threading.Timer(1.0, writer.stop).start()
        answers = write(writer, make_assignments(40))
        sent = len(claude.requests)
    assert sent == 1
    assert 0 < len(written(answers)) < 40
    assert {(answer.reason, answer.is_left) for answer in unwritten(answers)} == {("left: stopped", True)}
    assert writer.spending.usage.output_tokens > 0


def test_stopping_ends_a_backoff_at_once() -> None:
    with ClaudeStandin(faults=lambda _index, _request: HttpError(429, retry_after=100)) as claude:
        options = ClaudeOptions("claude-sonnet-5-5", api_key=KEY, base_url=claude.url)
        writer = ClaudeWriter(options)
        threading.Timer(0.5, writer.stop).start()
        started = time.monotonic()
        answers = write(writer, make_assignments(3))
    assert time.monotonic() - started < 5
    assert all(answer.is_left for answer in unwritten(answers))


def test_a_caller_that_walks_away_leaves_no_request_behind() -> None:
    with ClaudeStandin() as claude:
        writer = make_writer(claude.url, max_workers=1)
        answers = writer.write(make_assignments(200, 3), open_gate)
        assert isinstance(answers, Generator)
        next(answers)
        answers.close()
        time.sleep(0.2)
        sent = len(claude.requests)
        time.sleep(0.2)
        assert len(claude.requests) == sent <= 2


# -- streams ---------------------------------------------------------------------------------------------------------


def test_requests_are_sent_while_assignments_still_come() -> None:
    sent_before: list[int] = []
    with ClaudeStandin() as claude:

        def assignments() -> Iterator[Assignment]:
            for assignment in make_assignments(1_500, 150):
                sent_before.append(len(claude.requests))
                yield assignment

        answers = list(chain.from_iterable(make_writer(claude.url, max_workers=2).write(assignments(), open_gate)))
    assert len(written(answers)) == 1_500
    assert 0 == sent_before[0] < sent_before[-1]


def test_what_has_arrived_is_handed_over_before_more_is_taken_on() -> None:
    """Only what the caller was handed is safe in its cache."""
    taken: list[Assignment] = []

    def assignments() -> Iterator[Assignment]:
        for assignment in make_assignments(200, 10):
            taken.append(assignment)
            yield assignment

    handed_over, taken_before, has_arrived = 0, 0, False
    with ClaudeStandin() as claude:
        for group in make_writer(claude.url, max_workers=3).write(assignments(), open_gate):
            assert not has_arrived or len(taken) == taken_before
            handed_over += len(group)
            while any(request.ended_at is None for request in claude.requests):
                time.sleep(0.01)
            time.sleep(0.2)
            has_arrived, taken_before = claude.delivered.total() > handed_over, len(taken)
    assert handed_over == 200


@pytest.mark.parametrize("bound", [{"max_symbols": 3}, {"max_cost_usd": 1.0}])
def test_where_there_is_a_bound_the_most_important_of_all_come_first(bound: dict[str, object]) -> None:
    paths = [f"a{number}.py" for number in range(300)]
    private = [make_assignment([make_chunk("_run", path=path, is_public=False)], path) for path in paths]
    public = make_assignment([make_chunk(name, path="z.py") for name in ("load", "save", "send")], "z.py")
    with ClaudeStandin() as claude:
        list(make_writer(claude.url, max_workers=1, **bound).write(iter([*private, public]), open_gate))
        asked = claude.requests[0].symbols
    assert set(asked[:3]) == {"load", "save", "send"}


# -- foretelling ---------------------------------------------------------------------------------------------------


def test_the_estimate_needs_no_key_and_comes_close() -> None:
    assignments = make_assignments(200, 6)
    foretold = make_writer("http://127.0.0.1:9", api_key="").estimate(assignments)
    with ClaudeStandin() as claude:
        writer = make_writer(claude.url)
        write(writer, assignments)
    assert foretold.calls == writer.spending.calls
    assert foretold.cost_usd == pytest.approx(writer.spending.cost_usd, rel=0.25)
    assert foretold.usage.output_tokens == pytest.approx(writer.spending.usage.output_tokens, rel=0.25)


def test_the_estimate_knows_the_bound_on_symbols() -> None:
    writer = make_writer("http://127.0.0.1:9", max_symbols=3)
    assert writer.estimate(make_assignments(100)).usage.output_tokens < 600


def test_effort_and_prompt_are_part_of_the_version() -> None:
    low, high = (make_writer("http://127.0.0.1:9", effort=effort) for effort in ("low", "high"))
    assert low.prompt_version != high.prompt_version
    assert low.model == "claude-sonnet-5-5"


def test_the_key_is_in_no_text(caplog: pytest.LogCaptureFixture) -> None:
    with ClaudeStandin(api_key="another", expects_violations=True) as claude, caplog.at_level(logging.DEBUG):
        writer = make_writer(claude.url)
        answers = write(writer, make_assignments(2))
    options = ClaudeOptions("m", api_key=KEY)
    assert KEY not in caplog.text + repr(options) + "".join(answer.reason for answer in unwritten(answers))
