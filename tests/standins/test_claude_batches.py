"""The stand-in's batches move with the clock and end as told."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import anthropic
import pytest
from anthropic.types.messages import MessageBatchIndividualResponse

from tests.standins.claude import MISSING, ClaudeStandin, Expired, HttpError, ItemFault, ManualClock, Stopped
from tests.standins.claude_requests import chunk, client_of, docs_of, params

DAY = 86_400


def requests(count: int) -> list[Any]:
    return [{"custom_id": f"r{n}", "params": params(chunk(symbol=f"s{n}"))} for n in range(count)]


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def claude(clock: ManualClock) -> Iterator[ClaudeStandin]:
    with ClaudeStandin(clock=clock) as claude:
        yield claude


@pytest.fixture
def batches(claude: ClaudeStandin) -> Iterator[anthropic.resources.messages.Batches]:
    with client_of(claude) as client:
        yield client.messages.batches


Batches = anthropic.resources.messages.Batches


def results(batches: Batches, batch_id: str) -> dict[str, MessageBatchIndividualResponse]:
    return {response.custom_id: response for response in batches.results(batch_id)}


def kinds(batches: Batches, batch_id: str) -> dict[str, str]:
    return {custom_id: response.result.type for custom_id, response in results(batches, batch_id).items()}


def test_a_batch_is_in_progress_until_its_time_has_come(batches: Batches, clock: ManualClock) -> None:
    batch = batches.create(requests=requests(2))
    assert (batch.processing_status, batch.request_counts.processing, batch.results_url) == ("in_progress", 2, None)
    clock.sleep(299)
    assert batches.retrieve(batch.id).processing_status == "in_progress"
    clock.sleep(1)
    batch = batches.retrieve(batch.id)
    assert (batch.processing_status, batch.request_counts.succeeded) == ("ended", 2)
    assert batch.request_counts.processing == 0
    assert batch.ended_at
    assert batch.ended_at.timestamp() == clock()


def test_results_come_in_another_order_than_the_requests(
    batches: Batches, clock: ManualClock, claude: ClaudeStandin
) -> None:
    batch = batches.create(requests=requests(3))
    clock.sleep(300)
    found = results(batches, batch.id)
    assert list(found) == ["r2", "r1", "r0"]
    result = found["r1"].result
    assert result.type == "succeeded"
    assert [doc["summary"] for doc in docs_of(result.message)] == ["Carry out s 1."]
    assert result.message.usage.service_tier == "batch"
    assert claude.paid == claude.delivered == {"s0": 1, "s1": 1, "s2": 1}


def test_results_are_paid_once_and_may_be_fetched_again(
    batches: Batches, clock: ManualClock, claude: ClaudeStandin
) -> None:
    batch = batches.create(requests=requests(1))
    clock.sleep(300)
    assert json.dumps(kinds(batches, batch.id)) == json.dumps(kinds(batches, batch.id))
    assert (claude.paid["s0"], claude.delivered["s0"]) == (1, 2)


def test_a_canceled_batch_keeps_what_was_done(batches: Batches, clock: ManualClock, claude: ClaudeStandin) -> None:
    batch = batches.create(requests=requests(4))
    clock.sleep(150)
    assert batches.cancel(batch.id).processing_status == "canceling"
    clock.sleep(60)
    assert batches.retrieve(batch.id).processing_status == "ended"
    assert kinds(batches, batch.id) == {"r0": "succeeded", "r1": "succeeded", "r2": "canceled", "r3": "canceled"}
    assert set(claude.paid) == {"s0", "s1"}


def test_canceling_what_has_ended_changes_nothing(batches: Batches, clock: ManualClock) -> None:
    batch = batches.create(requests=requests(1))
    clock.sleep(300)
    assert batches.cancel(batch.id).processing_status == "ended"
    assert kinds(batches, batch.id) == {"r0": "succeeded"}


def test_what_is_not_done_in_a_day_expires(clock: ManualClock) -> None:
    with ClaudeStandin(clock=clock, batch_seconds=2 * DAY) as claude, client_of(claude) as client:
        batch = client.messages.batches.create(requests=requests(4))
        clock.sleep(DAY)
        found = kinds(client.messages.batches, batch.id)
    assert found == {"r0": "succeeded", "r1": "succeeded", "r2": "expired", "r3": "expired"}


def test_single_requests_of_a_batch_may_go_wrong(clock: ManualClock) -> None:
    faults: list[ItemFault | None] = [HttpError(529), Expired(), Stopped("refusal"), MISSING]
    with ClaudeStandin(clock=clock, batch_faults=faults) as claude, client_of(claude) as client:
        batch = client.messages.batches.create(requests=requests(5))
        clock.sleep(300)
        found = results(client.messages.batches, batch.id)
    assert [found[f"r{n}"].result.type for n in range(5)] == ["errored", "expired", *["succeeded"] * 3]
    first, refused, empty = (found[f"r{n}"].result for n in (0, 2, 3))
    assert first.type == "errored"
    assert first.error.error.type == "overloaded_error"
    assert refused.type == empty.type == "succeeded"
    assert refused.message.stop_reason == "refusal"
    assert docs_of(empty.message) == []
    assert claude.paid == {"s4": 1}


def test_what_is_wrong_with_a_request_is_its_result(clock: ManualClock) -> None:
    wrong = [
        {"custom_id": "prefill", "params": params(messages=[{"role": "assistant", "content": "{"}])},
        {"custom_id": "stream", "params": params(stream=True)},
        {"custom_id": "model", "params": params(model="claude-nine")},
    ]
    with ClaudeStandin(clock=clock, expects_violations=True) as claude, client_of(claude) as client:
        batch = client.messages.batches.create(requests=wrong)  # type: ignore[arg-type]
        clock.sleep(300)
        found = {custom_id: entry.result for custom_id, entry in results(client.messages.batches, batch.id).items()}
        assert claude.violations
    errors = {custom_id: result.error.error.type for custom_id, result in found.items() if result.type == "errored"}
    assert errors == {
        "prefill": "invalid_request_error",
        "stream": "invalid_request_error",
        "model": "not_found_error",
    }


@pytest.mark.parametrize(
    ("items", "complaint"),
    [
        ([], "requests: Field required"),
        (requests(1) * 2, "r0 is not unique"),
        ([{"custom_id": "a b", "params": params()}], "custom_id: String should match pattern"),
        ([{"custom_id": "a", "params": params(), "mood": 1}], "requests.0.mood: Extra inputs are not permitted"),
        ([{"params": params()}], "requests.0.custom_id: Field required"),
    ],
)
def test_a_batch_with_a_broken_frame_is_refused(items: list[Any], complaint: str) -> None:
    with ClaudeStandin(expects_violations=True) as claude, client_of(claude) as client:
        with pytest.raises(anthropic.BadRequestError) as refusal:
            client.messages.batches.create(requests=items)
        assert complaint in str(refusal.value.api_message)
        assert claude.violations


def test_batches_are_listed_from_the_newest_page_by_page(batches: Batches) -> None:
    created = [batches.create(requests=requests(1)).id for _ in range(5)]
    assert [batch.id for batch in batches.list(limit=2)] == created[::-1]


def test_an_unknown_batch_is_not_found(batches: Batches) -> None:
    with pytest.raises(anthropic.NotFoundError):
        batches.retrieve("msgbatch_404")


def test_results_are_gone_after_29_days(batches: Batches, clock: ManualClock) -> None:
    batch = batches.create(requests=requests(1))
    clock.sleep(29 * DAY)
    assert batches.retrieve(batch.id).archived_at
    with pytest.raises(anthropic.AnthropicError, match="No `results_url`"):
        batches.results(batch.id)
