"""The list of models fits the SDK's, prices what replies report, and takes what a user adds."""

from __future__ import annotations

from typing import get_args

import pytest
from anthropic.resources.messages.messages import DEPRECATED_MODELS
from anthropic.types import Model as SdkModel
from anthropic.types import OutputConfigParam

from docgen.errors import SettingsError
from docgen.model import Usage
from docgen.writer.models import Model, find_model, load_models

SDK_MODELS = set(get_args(get_args(SdkModel)[0]))


def test_every_model_is_one_that_the_sdk_knows() -> None:
    assert set(load_models()) <= SDK_MODELS


def test_every_current_model_that_anyone_may_use_has_a_price() -> None:
    current = {name for name in SDK_MODELS - set(DEPRECATED_MODELS) if "mythos" not in name}
    unpriced = {name for name in current if (model := find_model(name, load_models())) is None or model.prices is None}
    assert unpriced == set()


def test_deprecated_models_are_marked_as_the_sdk_marks_them() -> None:
    assert {name for name, model in load_models().items() if model.deprecated} == set(load_models()) & set(
        DEPRECATED_MODELS
    )


def test_efforts_are_those_that_the_sdk_can_send() -> None:
    annotation = str(OutputConfigParam.__annotations__["effort"])
    for model in load_models().values():
        assert all(f"'{effort}'" in annotation for effort in model.efforts)


@pytest.mark.parametrize(
    "spelled",
    [
        "claude-opus-4-5",
        "claude-opus-4-5-20251101",
        "claude-opus-4-5@20251101",
        "anthropic.claude-opus-4-5-20251101-v1:0",
        "us.anthropic.claude-opus-4-5-20251101-v1:0",
        "global.anthropic.claude-opus-4-5-v1",
    ],
)
def test_a_model_is_found_however_a_provider_spells_it(spelled: str) -> None:
    models = load_models()
    assert find_model(spelled, models) is models["claude-opus-4-5"]


@pytest.mark.parametrize("name", ["claude-sonnet-9", "qwen", "", "anthropic."])
def test_an_unknown_model_has_no_entry(name: str) -> None:
    assert find_model(name, load_models()) is None


def test_each_kind_of_token_has_its_price() -> None:
    usage = Usage(1_000_000, 2_000_000, 3_000_000, 4_000_000)
    assert load_models()["claude-sonnet-5"].cost(usage) == pytest.approx(2 + 20 + 7.5 + 0.8)


def test_long_prompts_have_other_prices_for_all_their_tokens() -> None:
    haiku = load_models()["claude-haiku-5-5"]
    assert haiku.cost(Usage(90_000, 0, 0, 10_000)) == pytest.approx(0.0091)
    assert haiku.cost(Usage(90_000, 1_000, 0, 10_001)) == pytest.approx((90_000 * 0.5 + 2_500 + 10_001 * 0.05) / 1e6)


def test_a_model_without_a_price_costs_nobody_knows_what() -> None:
    assert Model().cost(Usage(1, 1)) is None


def test_a_user_adds_a_model_and_changes_a_price() -> None:
    prices = {"input": 1, "output": 2, "cache_write": 3, "cache_read": 4}
    models = load_models({"my-model": {"prices": prices}, "claude-haiku-5-5": {"prices": prices}})
    assert models["my-model"].cost(Usage(1_000_000)) == 1
    assert models["claude-haiku-5-5"].cost(Usage(output_tokens=1_000_000)) == 2
    assert models["claude-haiku-5-5"].efforts


@pytest.mark.parametrize("entry", [{"prices": {"input": "much"}}, {"price": 1}, 3, {"prices": {"input": 1}}])
def test_a_wrong_entry_names_its_place(entry: object) -> None:
    with pytest.raises(SettingsError, match="my-model"):
        load_models({"my-model": entry})
