from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docgen.doors.layers import Layer, configuration_layer, resolve
from docgen.doors.manual import default_text, setting_names
from docgen.errors import SettingsError
from docgen.python.selection import Skip, Update
from docgen.python.styles import Convention
from docgen.settings import Settings


def from_inputs(**values: object) -> Settings:
    return resolve([Layer("input", {name.replace("_", "-"): value for name, value in values.items()})])


def problem_of(**values: object) -> str:
    with pytest.raises(SettingsError) as caught:
        from_inputs(**values)
    return str(caught.value)


def test_empty_inputs_mean_the_defaults() -> None:
    assert resolve([Layer("input", dict.fromkeys(setting_names(), ""))]) == Settings()


def test_later_layers_win() -> None:
    settings = resolve([Layer("[tool.docgen]", {"max-workers": 3, "model": "a"}), Layer("input", {"max-workers": "7"})])
    assert (settings.max_workers, settings.model) == (7, "a")


def test_lists_are_read_from_lines_and_commas() -> None:
    assert from_inputs(exclude="build/, docs/\nvendor/\n").exclude == ("build/", "docs/", "vendor/")


def test_skip_none_documents_everything() -> None:
    assert from_inputs(skip="none").skip == frozenset()


def test_skip_takes_the_named_rules_only() -> None:
    assert from_inputs(skip="test, trivial").skip == {Skip.TEST, Skip.TRIVIAL}


def test_style_auto_is_no_wish() -> None:
    assert from_inputs(docstring_style="auto").docstring_style is None
    assert from_inputs(docstring_style="numpy").docstring_style is Convention.NUMPY


def test_secrets_are_stripped_and_never_shown() -> None:
    settings = from_inputs(anthropic_api_key=" sk-ant-canary\n")
    assert settings.anthropic_api_key.get_secret_value() == "sk-ant-canary"
    assert "canary" not in repr(settings) + str(settings)


def test_all_problems_are_reported_at_once_with_their_origin() -> None:
    with pytest.raises(SettingsError) as caught:
        resolve([Layer("[tool.docgen]", {"max-workers": 0}), Layer("input", {"mode": "shout", "fail-on": "errors"})])
    text = str(caught.value)
    assert "[tool.docgen] `max-workers`" in text
    assert "input `mode`" in text
    assert "input `fail-on`" in text


def test_an_unknown_value_is_answered_with_the_known_ones() -> None:
    assert "'comment'" in problem_of(mode="coment")


def test_an_unknown_name_is_answered_with_the_closest_one() -> None:
    assert "did you mean `max-workers`?" in problem_of(max_worker="3")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("max-workers", "many"),
        ("max-workers", "65"),
        ("max-cost", "-1"),
        ("max-cost", "0"),
        ("cache-ttl-hours", "-1"),
        ("timeout-minutes", "0"),
        ("request-lines", "10"),
        ("anthropic-base-url", "ftp://example.com"),
        ("comment-id", "a b"),
        ("skip", "trivia"),
        ("update", "some"),
        ("dry-run", "perhaps"),
        ("cache-table", "no spaces"),
    ],
)
def test_values_that_do_not_fit_are_named(name: str, value: str) -> None:
    assert f"`{name}`" in problem_of(**{name: value})


@pytest.mark.parametrize("value", [float("nan"), float("inf"), "nan", "inf"])
def test_bounds_are_finite(value: object) -> None:
    assert "`max-cost`" in problem_of(max_cost=value)


def test_prices_are_a_table_in_the_file_and_json_as_an_input() -> None:
    layer = configuration_layer(b"[tool.docgen.prices.house-model]\nprices = {input = 1, output = 2}\n")
    as_json = '{"house-model": {"prices": {"input": 1, "output": 2}}}'
    assert resolve([layer]).prices == from_inputs(prices=as_json).prices
    assert "`prices` should be JSON" in problem_of(prices="{")


def test_dynamodb_without_a_table_is_a_contradiction() -> None:
    assert "`cache-table` is empty" in problem_of(cache="dynamodb")


def test_the_configuration_file_is_read_from_tool_docgen() -> None:
    layer = configuration_layer(b'[tool.docgen]\nupdate = "missing"\nexclude = ["docs/"]\n')
    settings = resolve([layer])
    assert (settings.update, settings.exclude) == (Update.MISSING, ("docs/",))


@pytest.mark.parametrize("name", ["anthropic-api-key", "anthropic-base-url", "github-token", "provider", "cache-path"])
def test_a_file_may_not_decide_where_keys_and_files_go(name: str) -> None:
    with pytest.raises(SettingsError, match=f"may not set `{name}`"):
        configuration_layer(f'[tool.docgen]\n{name} = "x"\n'.encode())


@pytest.mark.parametrize(
    "content", [b"[tool", b"\xff", b"tool.docgen = 3", b"tool = 3", b"a = " + b"9" * 5_000, b"a = " + b"[" * 5_000]
)
def test_a_broken_configuration_file_is_a_clear_error(content: bytes) -> None:
    with pytest.raises(SettingsError, match=r"pyproject\.toml"):
        configuration_layer(content)


def test_defaults_read_back_as_themselves() -> None:
    assert resolve([Layer("input", {name: default_text(name) for name in setting_names()})]) == Settings()


@given(st.dictionaries(st.sampled_from(setting_names()), st.one_of(st.text(max_size=40), st.integers(), st.none())))
def test_any_input_gives_settings_or_one_clear_error(values: dict[str, object]) -> None:
    with suppress(SettingsError):
        assert isinstance(resolve([Layer("input", values)]), Settings)
