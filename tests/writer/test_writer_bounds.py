"""The writer within the bounds on money, symbols and time, and what it foretells."""

from __future__ import annotations

import logging

import pytest

from docgen.errors import SettingsError
from docgen.writer.writer import ClaudeOptions, ClaudeWriter
from tests.standins.claude import ClaudeStandin
from tests.standins.claude.faults import (
    Dropped,
    HttpError,
)
from tests.writer.samples import make_assignment, make_assignments, make_chunk, unwritten, written
from tests.writer.writing import KEY, make_writer, names, write


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
