"""Reads the rate-limit headers that come with every answer of the API."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from email.utils import parsedate_to_datetime

from docgen.writer.service import Allowance, Window

_PREFIX = "anthropic-ratelimit"


def read_allowance(headers: Mapping[str, str]) -> Allowance:
    """What the headers say of the limits; times count from the answer's own `date`, so clocks need not agree."""
    return Allowance(
        requests=_window("requests", headers),
        input_tokens=_window("input-tokens", headers) or _window("tokens", headers),
        output_tokens=_window("output-tokens", headers),
    )


def _window(name: str, headers: Mapping[str, str]) -> Window | None:
    try:
        remaining = int(headers[f"{_PREFIX}-{name}-remaining"])
        reset = datetime.fromisoformat(headers[f"{_PREFIX}-{name}-reset"])
        seconds = (reset - parsedate_to_datetime(headers["date"])).total_seconds()
    except (KeyError, TypeError, ValueError):
        return None
    return Window(remaining, max(0.0, seconds))
