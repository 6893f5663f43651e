"""The writer end to end, over a real socket: every chunk ends with exactly one answer, as soon as it is there."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import chain

import pytest

from docgen.model import Doc, Symbol, Verdict
from docgen.writer.interface import Assignment, Unwritten
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
)
from tests.writer.samples import make_assignment, make_assignments, make_chunk, open_gate, unwritten, written
from tests.writer.writing import make_writer, names, write


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
