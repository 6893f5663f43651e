"""Claude over a real socket: what is sent is taken, and whatever comes back is told apart."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from docgen.errors import FatalWriterError, SettingsError, WriterError
from docgen.writer.models import load_models
from docgen.writer.prompt import chunk_ids, system_prompt, user_message
from docgen.writer.reply import read_docs
from docgen.writer.service import (
    Ask,
    Connection,
    RejectedError,
    Reply,
    Stop,
    TooLargeError,
    TransientError,
)
from tests.standins.claude import ClaudeStandin
from tests.standins.claude.faults import (
    BROKEN_JSON,
    Dropped,
    Fault,
    Garbage,
    HttpError,
    Prose,
    Stalled,
    Stopped,
    StreamError,
)
from tests.standins.claude.models import MODELS
from tests.writer.conftest import OpenClaude
from tests.writer.loopback import Asked, Told, as_sse, events, message, serving
from tests.writer.samples import make_chunk, make_task_list
from tests.writer.writing import KEY

TASKS = make_task_list(*(make_chunk(f"load_{number}") for number in range(6)))
ASK = Ask(system_prompt("English", ""), user_message(TASKS), 4_000, is_prefix_cached=True)


def connect(url: str, model: str = "claude-sonnet-5-5", *, effort: str = "low", key: str = KEY) -> Connection:
    return Connection("anthropic", model, effort, key, url)


AskThrough = Callable[..., Reply | WriterError]


@pytest.fixture
def ask_through(open_claude: OpenClaude) -> AskThrough:
    """Ask once, with something going wrong; gives what came of it."""

    def ask(fault: Fault, silence: float = 5.0) -> Reply | WriterError:
        with ClaudeStandin(faults=[fault]) as claude:
            try:
                return open_claude(connect(claude.url), silence=silence).ask(ASK)
            except WriterError as error:
                return error
            finally:
                assert len(claude.requests) == 1, "the SDK must not try again by itself"

    return ask


def test_a_reply_comes_whole_with_its_usage_and_limits(open_claude: OpenClaude) -> None:
    with ClaudeStandin() as claude:
        reply = open_claude(connect(claude.url)).ask(ASK)
        billed = claude.requests[0].usage
    assert list(read_docs(reply.text, chunk_ids(TASKS))) == list(chunk_ids(TASKS))
    assert reply.stop is Stop.COMPLETE
    assert reply.usage.input_tokens == billed["input_tokens"]
    assert reply.usage.output_tokens == billed["output_tokens"]
    assert reply.usage.cache_write_tokens == billed["cache_creation_input_tokens"] > 0
    assert reply.request_id == "req_000000"
    assert reply.allowance.requests is not None
    assert reply.allowance.output_tokens is not None


def test_a_second_request_reads_the_cached_prefix(open_claude: OpenClaude) -> None:
    with ClaudeStandin() as claude:
        service = open_claude(connect(claude.url))
        written = service.ask(ASK).usage.cache_write_tokens
        assert service.ask(ASK).usage.cache_read_tokens == written > 0


@pytest.mark.filterwarnings("ignore:The model 'claude-sonnet-4-5' is deprecated")
@pytest.mark.parametrize("effort", ["low", "medium", "high", "xhigh", "max"])
@pytest.mark.parametrize("model", sorted(MODELS))
def test_every_model_takes_what_it_is_sent(open_claude: OpenClaude, model: str, effort: str) -> None:
    with ClaudeStandin() as claude:
        reply = open_claude(connect(claude.url, model, effort=effort)).ask(replace(ASK, max_tokens=30_000))
        (request,) = claude.requests
    assert reply.stop is Stop.COMPLETE
    card = load_models()[model]
    thought = request.usage["output_tokens_details"]["thinking_tokens"] > 0
    assert thought == card.thinks(effort), "the room for thinking is made by the table"


def test_thinking_is_turned_off_where_it_can_be(open_claude: OpenClaude) -> None:
    with ClaudeStandin() as claude:
        open_claude(connect(claude.url)).ask(ASK)
        assert claude.requests[0].params["thinking"] == {"type": "between_tools"}
        assert claude.requests[0].params["output_config"]["effort"] == "low"


@pytest.mark.parametrize(
    ("fault", "pressure", "wait"),
    [
        (HttpError(408), False, None),
        (HttpError(409), False, None),
        (HttpError(429), True, None),
        (HttpError(429, retry_after=7), True, 7.0),
        (HttpError(500), False, None),
        (HttpError(503, retry_after=2), False, 2.0),
        (HttpError(504), False, None),
        (HttpError(529), True, None),
        (HttpError(400, should_retry=True), False, None),
    ],
)
def test_errors_that_may_pass(ask_through: AskThrough, fault: HttpError, pressure: bool, wait: float | None) -> None:
    error = ask_through(fault)
    assert isinstance(error, TransientError)
    assert (error.is_pressure, error.retry_after, error.may_be_billed) == (pressure, wait, False)


@pytest.mark.parametrize(
    "fault", [HttpError(401), HttpError(402), HttpError(403), HttpError(429, error_code="enforced_spend_limit_reached")]
)
def test_errors_that_end_the_run(ask_through: AskThrough, fault: HttpError) -> None:
    error = ask_through(fault)
    assert isinstance(error, FatalWriterError)
    assert "req_000000" in str(error)


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        (HttpError(413), TooLargeError),
        (HttpError(400), RejectedError),
        (HttpError(529, should_retry=False), RejectedError),
    ],
)
def test_errors_of_one_request(ask_through: AskThrough, fault: HttpError, expected: type[WriterError]) -> None:
    assert isinstance(ask_through(fault), expected)


@pytest.mark.parametrize("fault", [Dropped(), Dropped(after=0.0), Garbage(), BROKEN_JSON, Garbage("", "text/plain")])
def test_answers_that_are_none_may_have_been_billed(ask_through: AskThrough, fault: Fault) -> None:
    error = ask_through(fault)
    assert isinstance(error, TransientError)
    assert error.may_be_billed
    assert error.reply is None


@pytest.mark.parametrize("fault", [Dropped(after=0.6), StreamError(529, after=0.6), Stalled(after=0.6)])
def test_what_arrived_before_a_stream_broke_is_there(ask_through: AskThrough, fault: Fault) -> None:
    error = ask_through(fault, silence=0.5)
    assert isinstance(error, TransientError)
    assert error.reply is not None
    docs = read_docs(error.reply.text, chunk_ids(TASKS))
    assert 0 < len(docs) < len(TASKS)
    assert error.reply.usage.input_tokens + error.reply.usage.cache_write_tokens > 0
    assert error.reply.usage.output_tokens > 0
    assert error.is_pressure == isinstance(fault, StreamError)


def test_a_connection_without_a_byte_is_given_up(ask_through: AskThrough) -> None:
    assert isinstance(ask_through(Stalled(), silence=0.3), TransientError)


def test_a_stream_that_never_ends_is_given_up(open_claude: OpenClaude) -> None:
    ticks = iter(range(1_000))
    with serving(lambda _asked: as_sse([*events("{}")[:3], *[{"type": "ping"}] * 50])) as (url, _):
        service = open_claude(connect(url), clock=lambda: float(next(ticks)))
        with pytest.raises(TransientError) as caught:
            service.ask(replace(ASK, timeout=10))
    assert caught.value.reply is not None
    assert next(ticks) < 30


@pytest.mark.parametrize(
    ("reason", "expected"),
    [
        ("max_tokens", Stop.CUT),
        ("refusal", Stop.REFUSED),
        ("model_context_window_exceeded", Stop.TOO_LONG),
        ("pause_turn", Stop.CUT),
    ],
)
def test_every_end_of_a_reply_is_known(ask_through: AskThrough, reason: Any, expected: Stop) -> None:  # noqa: ANN401 - a literal of the stand-in
    reply = ask_through(Stopped(reason))
    assert isinstance(reply, Reply)
    assert reply.stop is expected


def test_prose_around_the_json_is_only_text(ask_through: AskThrough) -> None:
    reply = ask_through(Prose())
    assert isinstance(reply, Reply)
    assert len(read_docs(reply.text, chunk_ids(TASKS))) == len(TASKS)


def test_nobody_listening_is_a_failure_that_costs_nothing(open_claude: OpenClaude) -> None:
    with pytest.raises(TransientError) as caught:
        open_claude(connect("http://127.0.0.1:9")).ask(ASK)
    assert not caught.value.may_be_billed


@pytest.mark.parametrize("key", ["sk-ant-wrong-0123456789012345", "a-key-of-another-shape"])
def test_a_wrong_key_is_fatal_and_stays_secret(open_claude: OpenClaude, key: str) -> None:
    with ClaudeStandin(api_key="right") as claude, pytest.raises(FatalWriterError) as caught:
        open_claude(connect(claude.url, key=key)).ask(ASK)
    assert key not in str(caught.value)
    assert "anthropic-api-key" in caught.value.fix


@pytest.mark.parametrize("key", ["one\ntwo", "has blank", "käse", "tab\there", "nul\x00"])
def test_what_cannot_be_a_key_is_said_before_anything_is_sent(open_claude: OpenClaude, key: str) -> None:
    with pytest.raises(SettingsError) as caught:
        open_claude(connect("http://127.0.0.1:9", key=key))
    assert key not in str(caught.value)


def test_blanks_around_a_pasted_key_do_not_matter(open_claude: OpenClaude) -> None:
    with ClaudeStandin(api_key=KEY) as claude:
        assert open_claude(connect(claude.url, key=f"  {KEY}\n")).ask(ASK).stop is Stop.COMPLETE


def test_without_any_key_the_message_says_what_to_give(
    open_claude: OpenClaude, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("ANTHROPIC_API_KEY", "ANTHROPIC_AUTH_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    with pytest.raises(FatalWriterError, match="anthropic-api-key"):
        open_claude(connect("http://127.0.0.1:9", key="")).ask(ASK)


def test_a_model_that_does_not_exist_is_named(open_claude: OpenClaude) -> None:
    with ClaudeStandin() as claude, pytest.raises(FatalWriterError, match="`claude-nonsense`"):
        open_claude(connect(claude.url, "claude-nonsense")).ask(ASK)


def test_an_endpoint_that_does_not_stream_is_understood(open_claude: OpenClaude) -> None:
    with serving(lambda _asked: Told(json.dumps(message('{"docs": []}')).encode())) as (url, _):
        reply = open_claude(connect(url, "local-model")).ask(ASK)
    assert reply.text == '{"docs": []}'
    assert (reply.usage.input_tokens, reply.usage.output_tokens) == (11, 7)


def picky(*refused: str) -> Callable[[Asked], Told]:
    """An endpoint that takes no request with any of these fields."""

    def answer(asked: Asked) -> Told:
        named = next((name for name in refused if f'"{name}"' in asked.body.decode()), None)
        if named is None:
            return as_sse(events("{}"))
        error = {"type": "error", "error": {"type": "invalid_request_error", "message": f"{named}: not permitted"}}
        return Told(json.dumps(error).encode(), status=400)

    return answer


def test_optional_fields_that_an_endpoint_refuses_are_left_out_for_the_rest_of_the_run(open_claude: OpenClaude) -> None:
    with serving(picky("thinking", "output_config")) as (url, asked):
        service = open_claude(connect(url))
        assert service.ask(ASK).text == "{}"
        assert service.ask(ASK).text == "{}"
    assert len(asked) == 4
    assert "output_config" not in asked[-1].json
    assert "thinking" not in asked[-1].json


def test_a_field_that_cannot_be_left_out_is_not_tried_twice(open_claude: OpenClaude) -> None:
    with serving(picky("messages")) as (url, asked), pytest.raises(RejectedError):
        open_claude(connect(url)).ask(ASK)
    assert len(asked) == 1


def test_the_sdk_is_imported_only_for_a_request() -> None:
    code = "import sys, docgen.writer.writer; sys.exit('anthropic' in sys.modules or 'httpx2' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
