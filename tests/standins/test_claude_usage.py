"""The stand-in bills as the API does: tokens, prompt cache, thinking, and the bound of an answer."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.standins.claude import ClaudeStandin, ManualClock
from tests.standins.claude.tokens import count_tokens
from tests.standins.claude_requests import MODEL, ask, chunk, client_of, docs_of, params, text_of

LONG = "Write short docs, and nothing that the signature says already. " * 60


def system(ttl: str = "5m", text: str = LONG) -> list[dict[str, Any]]:
    return [{"type": "text", "text": text, "cache_control": {"type": "ephemeral", "ttl": ttl}}]


def test_source_has_about_three_and_a_half_characters_to_a_token() -> None:
    source = Path(json.__file__).read_text(encoding="utf-8")
    assert 2.5 < len(source) / count_tokens(source) < 4.5


def test_an_answer_counts_what_counting_counts() -> None:
    with ClaudeStandin() as claude, client_of(claude) as client:
        request = params()
        del request["max_tokens"]
        counted = client.messages.count_tokens(**request).input_tokens
        assert ask(claude).usage.input_tokens == counted


def test_a_marked_prefix_is_written_once_and_read_after() -> None:
    with ClaudeStandin() as claude:
        first = ask(claude, system=system()).usage
        second = ask(claude, system=system()).usage
    assert first.cache_creation_input_tokens == second.cache_read_input_tokens
    assert (first.cache_read_input_tokens, second.cache_creation_input_tokens) == (0, 0)
    assert first.cache_creation
    assert first.cache_creation.ephemeral_5m_input_tokens == first.cache_creation_input_tokens
    assert first.input_tokens == second.input_tokens


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"system": system(text=LONG + "!")}, "another text"),
        ({"model": "claude-sonnet-5", "thinking": {"type": "disabled"}, "system": system()}, "another model"),
        ({"system": system(), "output_config": {"effort": "low"}}, "another output format"),
    ],
)
def test_another_prefix_is_not_read(changes: dict[str, Any], why: str) -> None:
    with ClaudeStandin() as claude:
        ask(claude, system=system())
        assert ask(claude, **changes).usage.cache_read_input_tokens == 0, why


def test_a_short_prefix_is_not_cached() -> None:
    with ClaudeStandin() as claude:
        usage = [ask(claude, system=system(text="Be brief.")).usage for _ in range(2)]
    assert [(u.cache_creation_input_tokens, u.cache_read_input_tokens) for u in usage] == [(0, 0), (0, 0)]


@pytest.mark.parametrize(("ttl", "seconds"), [("5m", 300), ("1h", 3_600)])
def test_a_prefix_is_forgotten_after_its_time_and_lives_on_when_read(ttl: str, seconds: int) -> None:
    clock = ManualClock()
    read = []
    with ClaudeStandin(clock=clock) as claude:
        for pause in (0, seconds - 1, seconds - 1, seconds):
            clock.sleep(pause)
            read.append(bool(ask(claude, system=system(ttl)).usage.cache_read_input_tokens))
    assert read == [False, True, True, False]


def test_marking_the_request_marks_its_last_block() -> None:
    with ClaudeStandin() as claude:
        usage = ask(claude, system=LONG, cache_control={"type": "ephemeral"}).usage
    assert usage.input_tokens == 0
    assert usage.cache_creation_input_tokens


def test_the_answer_is_cut_at_max_tokens() -> None:
    with ClaudeStandin() as claude:
        message = ask(claude, *(chunk(symbol=f"s{n}", chunk_id=f"c{n}") for n in range(20)), max_tokens=300)
    assert message.stop_reason == "max_tokens"
    assert message.usage.output_tokens == 300
    assert 0 < len(claude.paid) < 20


@pytest.mark.parametrize(
    ("changes", "thinks"),
    [
        ({}, False),
        ({"thinking": {"type": "adaptive"}}, True),
        ({"model": "claude-haiku-5-5", "thinking": {"type": "disabled"}}, False),
        ({"model": "claude-sonnet-4-6", "thinking": {"type": "disabled"}}, False),
    ],
)
def test_thinking_comes_first_and_is_billed(changes: dict[str, Any], thinks: bool) -> None:
    with ClaudeStandin() as claude:
        message = ask(claude, **changes)
    assert (message.content[0].type == "thinking") is thinks
    details = message.usage.output_tokens_details
    assert details
    assert bool(details.thinking_tokens) is thinks
    assert message.usage.output_tokens == details.thinking_tokens + count_tokens(text_of(message))
    assert docs_of(message)


@pytest.mark.parametrize("thinking", [True, False])
def test_a_test_may_decide_about_thinking(thinking: bool) -> None:
    with ClaudeStandin(thinking=thinking) as claude:
        message = ask(claude, thinking={"type": "between_tools" if thinking else "adaptive"})
    assert (message.content[0].type == "thinking") is thinking


def test_thinking_may_leave_no_room_for_an_answer() -> None:
    with ClaudeStandin() as claude:
        message = ask(claude, thinking={"type": "adaptive"}, max_tokens=100)
    assert message.stop_reason == "max_tokens"
    assert text_of(message) == ""
    assert message.usage.output_tokens == 100


def test_a_stream_says_the_same_as_a_message() -> None:
    with ClaudeStandin() as claude, client_of(claude) as client:
        whole = ask(claude, thinking={"type": "adaptive"}, system=system())
        with client.messages.stream(**params(thinking={"type": "adaptive"}, system=system())) as events:
            streamed = events.get_final_message()
    assert docs_of(streamed) == docs_of(whole)
    assert [block.type for block in streamed.content] == [block.type for block in whole.content]
    assert streamed.stop_reason == whole.stop_reason
    assert streamed.usage.output_tokens == whole.usage.output_tokens
    assert streamed.usage.cache_read_input_tokens == whole.usage.cache_creation_input_tokens
    assert claude.delivered["open_lid"] == 2


def test_the_log_tells_what_was_asked_and_billed() -> None:
    with ClaudeStandin() as claude:
        message = ask(claude, chunk(symbol="a", chunk_id="1"), chunk(symbol="b", chunk_id="2"))
    [request] = claude.requests
    assert request.symbols == ("a", "b")
    assert request.params["model"] == MODEL
    assert (request.status, request.fault, request.request_id) == (200, None, message._request_id)
    assert request.usage["output_tokens"] == message.usage.output_tokens
    assert request.headers["authorization"] == "Bearer key"
