"""What holds for all tests: property tests try the same examples every time, and none is judged by a clock."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("repeatable", derandomize=True, deadline=None)
settings.load_profile("repeatable")
