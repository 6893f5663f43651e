"""Rate limits by token bucket: headers on every answer, 429 where a bucket is empty."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import UTC, datetime
from threading import Lock

_MINUTE = 60.0


@dataclass(frozen=True, slots=True)
class Limits:
    """What an organization may use in a minute; cached input is free, output is counted as it is written."""

    requests: int = 100_000
    input_tokens: int = 100_000_000
    output_tokens: int = 100_000_000


class _Bucket:
    """Fills continuously up to its size; may be overdrawn by what is only known afterwards."""

    def __init__(self, size: int) -> None:
        self.size = size
        self._level = float(size)
        self._at: float | None = None

    def level(self, now: float) -> float:
        elapsed = 0.0 if self._at is None else now - self._at
        self._level = min(self.size, self._level + elapsed * self.size / _MINUTE)
        self._at = now
        return self._level

    def take(self, amount: int, now: float) -> None:
        self._level = self.level(now) - amount

    def wait(self, amount: int, now: float) -> float:
        """Seconds until the amount may be taken; a full bucket gives any amount."""
        missing = min(amount, self.size) - self.level(now)
        return max(0.0, missing * _MINUTE / self.size)


class Limiter:
    """Admits requests and tells what is left."""

    def __init__(self, limits: Limits) -> None:
        self._buckets = {
            "requests": _Bucket(limits.requests),
            "input-tokens": _Bucket(limits.input_tokens),
            "output-tokens": _Bucket(limits.output_tokens),
        }
        self._lock = Lock()

    def admit(self, input_tokens: int, now: float) -> int:
        """Take a request and its uncached input; returns 0, or the whole seconds to wait when it is too early."""
        wanted = {"requests": 1, "input-tokens": input_tokens, "output-tokens": 1}
        with self._lock:
            wait = max(self._buckets[name].wait(amount, now) for name, amount in wanted.items())
            if wait == 0:
                self._buckets["requests"].take(1, now)
                self._buckets["input-tokens"].take(input_tokens, now)
        return math.ceil(wait)

    def spend(self, output_tokens: int, now: float) -> None:
        """Take the output of an answer."""
        with self._lock:
            self._buckets["output-tokens"].take(output_tokens, now)

    def headers(self, now: float) -> dict[str, str]:
        """The `anthropic-ratelimit-*` headers of an answer that is given now."""
        with self._lock:
            tightest = min(("input-tokens", "output-tokens"), key=lambda name: self._buckets[name].level(now))
            named = {**self._buckets, "tokens": self._buckets[tightest]}
            return {
                f"anthropic-ratelimit-{name}-{key}": value
                for name, bucket in named.items()
                for key, value in _state(bucket, now).items()
            }


def _state(bucket: _Bucket, now: float) -> dict[str, str]:
    full_at = datetime.fromtimestamp(now + bucket.wait(bucket.size, now), UTC)
    remaining = max(0, math.floor(bucket.level(now)))
    return {"limit": str(bucket.size), "remaining": str(remaining), "reset": rfc3339(full_at.timestamp())}


def rfc3339(seconds: float) -> str:
    """A time as the API writes it, to the second."""
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
