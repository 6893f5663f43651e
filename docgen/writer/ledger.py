"""What a run has spent and what it may still spend."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from docgen.model import Doc, Spending, Usage
from docgen.writer.models import BATCH_SHARE, Model


@dataclass(frozen=True, slots=True)
class Share:
    """What one chunk has cost so far."""

    usage: Usage = Usage()
    cost_usd: float | None = 0.0

    def __add__(self, other: Share) -> Share:
        """Both shares together."""
        return Share(self.usage + other.usage, add_costs(self.cost_usd, other.cost_usd))


NOTHING = Share()


class Ledger:
    """Counts calls, tokens and dollars. Used by one thread only."""

    def __init__(self, model: Model, max_cost_usd: float | None) -> None:
        """Start at nothing.

        Args:
            model: Whose prices count.
            max_cost_usd: Most US dollars that may be spent; `None` for no bound.
        """
        self._model = model
        self._max_cost_usd = max_cost_usd
        self._spending = Spending(cost_usd=0.0 if model.prices else None)
        self._reserved_usd = 0.0

    @property
    def spending(self) -> Spending:
        """What is known to be billed."""
        return self._spending

    def reserve(self, most: Usage, share: float = 1.0) -> bool:
        """Set aside what a request may cost at most; `False` when that could cross the bound.

        Args:
            most: Tokens that it may use at most.
            share: Part of the price that is paid for them.
        """
        if self._max_cost_usd is None:
            return True
        cost = (self._model.cost(most) or 0.0) * share
        if (self._spending.cost_usd or 0.0) + self._reserved_usd + cost > self._max_cost_usd:
            return False
        self._reserved_usd += cost
        return True

    def release(self, most: Usage, share: float = 1.0) -> None:
        """Give back what `reserve` set aside."""
        if self._max_cost_usd is not None:
            self._reserved_usd = max(0.0, self._reserved_usd - (self._model.cost(most) or 0.0) * share)

    def lose(self, likely: Usage) -> None:
        """Set aside for good what an answer that never arrived may have cost."""
        if self._max_cost_usd is not None:
            self._reserved_usd += self._model.cost(likely) or 0.0

    def book(self, calls: int, usage: Usage = Usage()) -> float | None:
        """Count requests and what the reply says of their tokens; returns the cost in US dollars."""
        cost = self._model.cost(usage)
        self.add(Spending(calls, usage, cost))
        return cost

    def add(self, spending: Spending) -> None:
        """Count what was worked out elsewhere."""
        self._spending += spending


def at_half_price(spending: Spending) -> Spending:
    """The same requests in batches."""
    cost = spending.cost_usd
    return Spending(spending.calls, spending.usage, None if cost is None else cost * BATCH_SHARE, spending.calls)


def add_costs(one: float | None, other: float | None) -> float | None:
    """The sum; `None` when either is not known."""
    return None if one is None or other is None else one + other


def shares(docs: Mapping[str, Doc], usage: Usage, cost_usd: float | None) -> Mapping[str, Share]:
    """Divide what a reply cost among its docs by their size; tokens stay whole numbers and add up.

    Args:
        docs: The reply's docs by id.
        usage: What was billed for the reply.
        cost_usd: The same in US dollars.
    """
    sizes = {name: len(repr(doc)) for name, doc in docs.items()}
    total, passed, divided = sum(sizes.values()), 0, {}
    for name, size in sizes.items():
        before, passed = passed, passed + size
        part = _between(usage, before, passed, total)
        divided[name] = Share(part, None if cost_usd is None else cost_usd * size / total)
    return divided


def _between(usage: Usage, start: int, stop: int, total: int) -> Usage:
    def part(tokens: int) -> int:
        return tokens * stop // total - tokens * start // total

    return Usage(
        part(usage.input_tokens),
        part(usage.output_tokens),
        part(usage.cache_write_tokens),
        part(usage.cache_read_tokens),
    )
