"""A repository in parts: each runner of a matrix takes one, and all of them agree on which without asking."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import TypeVar

from docgen.model import Spending

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Shard:
    """One of several parts of about the same size.

    Attributes:
        number: Which one, from 1.
        count: How many there are.
    """

    number: int
    count: int

    def __str__(self) -> str:
        """As people write it: `2/8`."""
        return f"{self.number}/{self.count}"

    def part(self, files: Sequence[T], weights: Sequence[int]) -> list[T]:
        """Pick the files of this part.

        Neighbours stay together, because requests tell what the modules of a package say of each other. A file belongs
        where its middle falls, so that no part is off by more than a file.

        Args:
            files: All files, in an order that all runners know.
            weights: How much work each of them is.
        """
        total = max(1, sum(weights))
        starts = accumulate(weights, initial=0)
        middles = (start + weight / 2 for start, weight in zip(starts, weights, strict=False))
        parts = (min(int(middle * self.count / total), self.count - 1) for middle in middles)
        return [file for file, part in zip(files, parts, strict=True) if part == self.number - 1]


@dataclass(frozen=True, slots=True)
class ShardWork:
    """What the shards of a run have done before the last job brings it together.

    Attributes:
        paid: Fingerprints of the docs that they had written: found in the cache, but neither saved nor for nothing.
        spending: What they paid.
        notices: Whose work this is.
    """

    paid: frozenset[str] = frozenset()
    spending: Spending = Spending()
    notices: tuple[str, ...] = ()

    def __add__(self, other: ShardWork) -> ShardWork:
        """Both together."""
        return ShardWork(self.paid | other.paid, self.spending + other.spending, self.notices + other.notices)
