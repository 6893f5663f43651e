"""Messages are put together from whatever an endpoint sends, and what is no message counts as none."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docgen.model import Usage
from docgen.writer.messages import Transcript
from docgen.writer.service import Stop
from tests.writer.loopback import events, message

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["type", "message", "delta", "usage", "content", "text", "stop_reason"]), inner
        )
    ),
    max_leaves=12,
)


def transcript(*stream: dict[str, Any]) -> Transcript:
    made = Transcript()
    for event in stream:
        made.add_event(event)
    return made


def test_a_stream_becomes_a_reply() -> None:
    reply = transcript(*events("hello")).reply("req_1")
    assert (reply.text, reply.stop, reply.request_id) == ("hello", Stop.COMPLETE, "req_1")
    assert reply.usage == Usage(11, 7)


def test_a_stream_that_breaks_off_keeps_its_text_and_guesses_its_cost() -> None:
    broken = transcript(*events("hello " * 100)[:3])
    assert broken.has_begun
    assert not broken.is_finished
    assert broken.reply().stop is Stop.CUT
    assert broken.reply().usage.input_tokens == 11
    assert 100 < broken.reply().usage.output_tokens < 300


def test_cache_tokens_are_counted_by_their_kind() -> None:
    start, *_, end, stop = events("")
    start["message"]["usage"].update(cache_creation_input_tokens=3, cache_read_input_tokens=None)
    end["usage"]["cache_read_input_tokens"] = 4
    assert transcript(start, end, stop).reply().usage == Usage(11, 7, 3, 4)


def test_thinking_is_no_part_of_the_text() -> None:
    whole = Transcript()
    whole.add_message(message("docs"))
    assert whole.reply().text == "docs"


@pytest.mark.parametrize(
    ("details", "expected"),
    [
        (None, ""),
        ({"type": "refusal", "category": "cyber", "explanation": None}, "cyber"),
        ({"type": "refusal", "category": "cyber", "explanation": "Looks like malware."}, "Looks like malware."),
    ],
)
def test_a_refusal_says_why_if_it_does(details: dict[str, Any] | None, expected: str) -> None:
    whole = Transcript()
    whole.add_message({**message("", "refusal"), "stop_details": details})
    assert whole.reply().stop is Stop.REFUSED
    assert whole.reply().refusal == expected


@pytest.mark.parametrize("delta", [{"stop_reason": 5}, {"stop_reason": "end_turn", "stop_details": "done"}])
def test_an_end_of_no_known_form_counts_as_none(delta: dict[str, Any]) -> None:
    made = transcript(*events("hello")[:-2], {"type": "message_delta", "delta": delta})
    assert not made.is_finished
    assert made.reply().text == "hello"


def test_an_end_that_nobody_knows_yet_counts_as_cut() -> None:
    whole = Transcript()
    whole.add_message(message("half", "something_new"))
    assert whole.reply().stop is Stop.CUT


@given(JSON)
def test_nothing_that_an_endpoint_sends_breaks_the_transcript(value: object) -> None:
    made = Transcript()
    made.add_event(value)
    made.add_message(value)
    made.reply()
