"""Turns requests into what is sent: text, room for the reply, time, and what it may cost at most."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace

from docgen.model import Usage
from docgen.writer.models import Model
from docgen.writer.packing import Request
from docgen.writer.prompt import reply_schema, user_message
from docgen.writer.service import Ask
from docgen.writer.sizes import count_tokens

_ROOM = 2.0
_SPARE_TOKENS = 800
_MOST_REPLY_TOKENS = 20_000
_SLOWEST_TOKENS_PER_SECOND = 20.0
_SECONDS_TO_FIRST_TOKEN = 60.0
_CAUTION = 1.5

# Where a model cannot be kept from thinking: what is to be expected, and the room that it needs at most.
_LIKELY_THINKING = {"low": 100, "medium": 400, "high": 1_000, "xhigh": 2_000, "max": 4_000}
_MOST_THINKING = {"low": 2_000, "medium": 6_000, "high": 12_000, "xhigh": 16_000, "max": 24_000}


@dataclass(frozen=True, slots=True)
class Asker:
    """Makes the asks of one run.

    Attributes:
        system: The prefix of all requests.
        model: What the model takes.
        effort: How hard it thinks.
        is_prefix_cached: Whether the run has enough requests for a cached prefix to pay.
    """

    system: str
    model: Model
    effort: str
    is_prefix_cached: bool = False

    def of_run(self, requests: int, workers: int) -> Asker:
        """The same for a run that has come to so many requests."""
        # Those that start together all pay for writing the prefix to the cache; only later ones read it.
        return replace(self, is_prefix_cached=requests > workers * 1.3)

    def ask(self, request: Request) -> Ask:
        """The ask for a request."""
        room = self.room(request)
        seconds = _SECONDS_TO_FIRST_TOKEN + room / _SLOWEST_TOKENS_PER_SECOND
        return Ask(self.system, user_message(request.tasks), room, self.is_prefix_cached, seconds)

    def size(self, request: Request) -> int:
        """About how many bytes the request has when it is sent."""
        return len(self.system.encode()) + len(user_message(request.tasks).encode("utf-8", "surrogatepass"))

    def room(self, request: Request) -> int:
        """Tokens that the reply may have: twice what is expected, more after each reply that was too short."""
        thinking = self._thinking(_MOST_THINKING)
        rounds = 1 + max(task.rounds for task in request.tasks)
        room = int(request.output_tokens * _ROOM * rounds) + _SPARE_TOKENS + thinking
        return min(room, _MOST_REPLY_TOKENS + thinking, self.model.max_output)

    def likely(self, request: Request, *, is_first: bool = True) -> Usage:
        """What the request is expected to use.

        Args:
            request: The request.
            is_first: Whether it starts before any reply could have put the prefix into the prompt cache.
        """
        prefix = count_tokens(self.system) + count_tokens(json.dumps(reply_schema()))
        user = count_tokens(user_message(request.tasks))
        output = request.output_tokens + self._thinking(_LIKELY_THINKING)
        if not self.is_prefix_cached or prefix < self.model.cache_minimum:
            return Usage(prefix + user, output)
        if is_first:
            return Usage(user, output, cache_write_tokens=prefix)
        return Usage(user, output, cache_read_tokens=prefix)

    def most(self, request: Request) -> Usage:
        """What the request may use at most: its text estimated with caution, and a reply that fills its room."""
        likely = self.likely(request)
        return Usage(
            int(likely.input_tokens * _CAUTION),
            self.room(request),
            cache_write_tokens=int(likely.cache_write_tokens * _CAUTION),
        )

    def _thinking(self, by_effort: Mapping[str, int]) -> int:
        return by_effort.get(self.effort, 0) if self.model.thinks(self.effort) else 0
