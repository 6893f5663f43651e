"""A short look, always the same, for input that breaks a door; `make fuzz` looks long."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.fuzz.targets import targets

TARGETS = targets()


@pytest.mark.parametrize("name", TARGETS)
@settings(max_examples=60, derandomize=True, database=None, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_no_input_gets_more_than_an_error_of_ours(name: str, data: st.DataObject) -> None:
    TARGETS[name].try_input(data.draw(TARGETS[name].inputs))
