"""Drafts are readable English, claim only what the AST proves, and say that they are drafts."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import replace
from itertools import chain
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import docgen
from docgen.model import Doc, Facts, Field, LineRange, Parameter, ParameterKind, Signature, Symbol, SymbolKind, Verdict
from docgen.python.check import judge
from docgen.python.module import parse
from docgen.writer.draft import DraftWriter, draft
from docgen.writer.interface import Unwritten, Written
from docgen.writer.words import words_of
from tests.writer.samples import make_assignment, make_assignments, make_chunk, open_gate


def make_symbol(
    name: str,
    kind: SymbolKind = SymbolKind.FUNCTION,
    *parameters: Parameter,
    facts: Facts = Facts(),
    bases: tuple[str, ...] = (),
) -> Symbol:
    return Symbol("m.py", name, kind, LineRange(1, 2), Signature(f"def {name}()", parameters), facts=facts, bases=bases)


@pytest.mark.parametrize(
    ("name", "summary"),
    [
        ("get_user_by_id", "Get user by id."),
        ("parseHTTPResponse", "Parse HTTP response."),
        ("Store.save_all", "Save all."),
        ("is_empty", "Tell whether this is empty."),
        ("has_next_page", "Tell whether this has next page."),
        ("to_json", "Convert to json."),
        ("from_path", "Make from path."),
        ("on_click", "Handle click."),
        ("_private_load", "Carry out private load."),
        ("load#2", "Load."),
        ("__len__", "Return the number of items."),
        ("_", "Provide _."),
        ("x", "Carry out x."),
        ("größe", "Carry out größe."),
    ],
)
def test_functions_are_said_by_their_names(name: str, summary: str) -> None:
    assert draft(make_symbol(name)).summary == summary


@pytest.mark.parametrize(
    ("name", "words"),
    [("md5_utf8", ["md5", "utf8"]), ("HTTPServer2", ["HTTP", "server2"]), ("S3Client", ["S3", "client"])],
)
def test_digits_stay_with_their_letters(name: str, words: list[str]) -> None:
    assert words_of(name) == words


def test_a_name_without_a_verb_gets_one_from_the_facts() -> None:
    assert draft(make_symbol("total_price", facts=Facts(returns_value=True))).summary == "Return the total price."
    assert draft(make_symbol("lines", facts=Facts(yields=True))).summary == "Yield the lines."


@pytest.mark.parametrize(
    ("name", "bases", "summary"),
    [
        ("UserRepository", (), "A user repository."),
        ("HTTPServer", (), "An HTTP server."),
        ("UserNotFoundError", ("Exception",), "Raised in case of user not found."),
        ("Mishap", ("errors.BaseError",), "Raised in case of a mishap."),
        ("Color", ("enum.StrEnum",), "The possible values of a color."),
        ("Reader", ("Protocol[T]",), "What is expected of a reader."),
    ],
)
def test_classes_are_said_by_their_names_and_bases(name: str, bases: tuple[str, ...], summary: str) -> None:
    assert draft(make_symbol(name, SymbolKind.CLASS, bases=bases)).summary == summary


@pytest.mark.parametrize(
    ("name", "kind", "summary"),
    [
        ("A.display_name", SymbolKind.PROPERTY, "The display name."),
        ("A.x", SymbolKind.PROPERTY, "The value of `x`."),
        ("A.is_open", SymbolKind.PROPERTY, "Whether this is open."),
        ("pkg.io_utils", SymbolKind.MODULE, "Provide what belongs to io utils."),
    ],
)
def test_properties_and_modules(name: str, kind: SymbolKind, summary: str) -> None:
    assert draft(make_symbol(name, kind)).summary == summary


def test_parameters_are_described_only_when_one_tells_more_than_its_name() -> None:
    plain = (Parameter("path", annotation="str"), Parameter("count", default="3"))
    assert draft(make_symbol("load", SymbolKind.FUNCTION, *plain)).params == ()
    described = draft(
        make_symbol(
            "load",
            SymbolKind.FUNCTION,
            *plain,
            Parameter("verbose", annotation="bool"),
            Parameter("write_back", default="True"),
            Parameter("time_limit", default="None"),
            Parameter("options", ParameterKind.VAR_KEYWORD),
        )
    ).params
    assert described == (
        Field("path", "The path."),
        Field("count", "The count."),
        Field("verbose", "Whether verbose is wanted."),
        Field("write_back", "Whether to write back."),
        Field("time_limit", "The time limit, if any."),
        Field("options", "Further keyword arguments."),
    )


def test_exceptions_come_from_the_facts() -> None:
    found = draft(make_symbol("load", facts=Facts(raises=("ValueError", "errors.UserNotFoundError")))).raises
    assert found == (
        Field("ValueError", "If a value is not valid."),
        Field("errors.UserNotFoundError", "In case of user not found."),
    )


def source_files() -> Iterator[Path]:
    """This project and a part of the standard library with all kinds of names."""
    yield from sorted(Path(docgen.__file__).parent.rglob("*.py"))
    yield from sorted(Path(ast.__file__).parent.joinpath("email").glob("*.py"))


def test_every_draft_of_real_code_passes_the_truth_gate() -> None:
    symbols = list(chain.from_iterable(parse(path.name, path.read_bytes()).symbols for path in source_files()))
    assert len(symbols) > 1_000
    judged = ((symbol, judge(symbol, draft(symbol))) for symbol in symbols)
    assert [(symbol.qualified_name, verdict.problems) for symbol, verdict in judged if not verdict.holds] == []


@given(st.from_regex(r"[^\W\d]\w{0,200}", fullmatch=True), st.sampled_from(SymbolKind))
def test_any_name_makes_one_short_sentence(name: str, kind: SymbolKind) -> None:
    summary = draft(make_symbol(name, kind, Parameter(name, default="None"))).summary
    assert summary.endswith(".")
    assert "\n" not in summary
    assert len(summary) <= 80 or len(words_of(name)) <= 1


def test_every_chunk_gets_a_marked_draft_for_nothing() -> None:
    writer = DraftWriter()
    answers = list(chain.from_iterable(writer.write(make_assignments(5, 2), open_gate)))
    assert len(answers) == 5
    for answer in answers:
        assert isinstance(answer, Written)
        assert answer.doc.is_draft
        assert answer.cost_usd == 0
    assert writer.spending.calls == 0
    assert writer.model == "draft"


@pytest.mark.parametrize(("docstring", "is_written"), [(None, True), (" \n ", True), ("Load it.", False)])
def test_a_draft_replaces_nothing_that_people_wrote(docstring: str | None, is_written: bool) -> None:
    chunk = make_chunk("load")
    chunk = replace(chunk, symbol=replace(chunk.symbol, docstring=docstring))
    ((answer,),) = DraftWriter().write([make_assignment([chunk])], open_gate)
    assert isinstance(answer, Written) is is_written


def test_what_the_gate_mends_is_still_a_draft() -> None:
    def mending(_symbol: Symbol, _doc: Doc) -> Verdict:
        return Verdict(("Too long.",), Doc("Mended."))

    ((answer,),) = DraftWriter().write([make_assignment([make_chunk("load")])], mending)
    assert isinstance(answer, Written)
    assert answer.doc == Doc("Mended.", is_draft=True)


def test_what_the_gate_leaves_nothing_of_is_not_written() -> None:
    ((answer,),) = DraftWriter().write(
        [make_assignment([make_chunk("load")])], lambda _symbol, _doc: Verdict(("No.",), None)
    )
    assert isinstance(answer, Unwritten)
    assert "No." in answer.reason


def test_a_stopped_writer_leaves_the_rest() -> None:
    writer = DraftWriter()
    groups = writer.write(make_assignments(4, 2), open_gate)
    next(groups)
    writer.stop()
    assert all(isinstance(answer, Unwritten) and answer.is_left for answer in next(groups))
