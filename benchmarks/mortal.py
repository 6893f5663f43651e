"""One run that is killed again and again: what is lost, and what is asked again although it had been answered?"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import count

from benchmarks.stage import Stage, incomplete, symbols_of
from tests.runner import Started
from tests.standins.claude.log import LoggedRequest

GRACE = 1.0
"""Seconds from an answer until its docs are surely stored, on a machine that is busy with other runs."""

_CLOSE = 0.1
"""About every second kill strikes within so many seconds of an answer, when its docs are most at risk."""


@dataclass(frozen=True, slots=True)
class Death:
    """A kill, and what the run had asked by then."""

    moment: float
    asked: Sequence[LoggedRequest]

    def answered(self) -> dict[str, float]:
        """How many seconds before the kill each symbol was answered, of those that were."""
        return {
            symbol: self.moment - request.ended_at
            for request in self.asked
            if request.ended_at is not None and request.ended_at <= self.moment
            for symbol in request.symbols
        }

    def in_flight(self) -> list[LoggedRequest]:
        """The requests that were not."""
        return [request for request in self.asked if request.ended_at is None or request.ended_at > self.moment]


@dataclass(slots=True)
class Tally:
    """What many kills did.

    Attributes:
        lifetime: Seconds that a run takes that starts with nothing and is not killed: the shortest so far.
        deaths: The kills.
        lost: For each symbol that was asked again although it was answered, the seconds from answer to kill.
    """

    lifetime: float
    deaths: list[Death] = field(default_factory=list)
    lost: list[float] = field(default_factory=list)

    def tell(self) -> None:
        """Print it."""
        flights = [death.in_flight() for death in self.deaths]
        symbols = [len(symbols_of(flight)) for flight in flights]
        ages = [age for death in self.deaths for age in death.answered().values()]
        fresh = sum(age < _CLOSE for age in ages)
        print(
            f"{len(flights)} kills\n"
            f"  in flight: {sum(map(len, flights))} requests about {sum(symbols)} symbols,"
            f" at most {max(map(len, flights))} about {max(symbols)} at one kill\n"
            f"  answered before: {len(ages)} symbols, {fresh} of them less than {_CLOSE * 1000:.0f} ms\n"
            f"  of these asked again: {len(self.lost)},"
            f" answered at most {max(self.lost, default=0) * 1000:.0f} ms before the kill",
            flush=True,
        )


@dataclass(frozen=True, slots=True)
class Fate:
    """When a run is killed: so many seconds after its start and, if given, so many after the next answer."""

    seconds: float
    after_answer: float | None


def mortal(stage: Stage, kills: int, chance: random.Random) -> list[str]:
    """One run after the other is killed; when one survives, the pull request changes and it all begins anew."""
    start = time.monotonic()
    problems = list(incomplete([stage.start("mortal").finish()]))
    tally = Tally(time.monotonic() - start)
    for generation in count(1):
        if len(tally.deaths) == kills:
            break
        stage.push(generation)
        complete(stage, tally, lambda: draw(chance, tally.lifetime) if len(tally.deaths) < kills else None)
    tally.tell()
    return problems + [f"asked again {age:.2f} s after its answer" for age in tally.lost if age > GRACE]


def complete(stage: Stage, tally: Tally, next_fate: Callable[[], Fate | None]) -> None:
    """Start run after run on the same pull request, until one comes to its end."""
    answered: dict[str, float] = {}
    is_killed = True
    while is_killed:
        begun, start = len(stage.claude.requests), time.monotonic()
        moment = live(stage, next_fate())
        asked = stage.claude.requests[begun:]
        tally.lost += [answered.pop(symbol) for symbol in symbols_of(asked) & answered.keys()]
        is_killed = moment is not None
        if moment is None and not answered:
            tally.lifetime = min(tally.lifetime, time.monotonic() - start)
        if moment is not None:
            tally.deaths.append(Death(moment, asked))
            answered |= tally.deaths[-1].answered()


def draw(chance: random.Random, lifetime: float) -> Fate:
    """Draw a fate: a random moment, or one close after an answer."""
    return Fate(chance.uniform(0, lifetime), chance.choice([None, chance.uniform(0, _CLOSE)]))


def live(stage: Stage, fate: Fate | None) -> float | None:
    """Run until fate strikes; when it did, `None` if the run came to its end before."""
    run = stage.start("mortal")
    if fate:
        await_fate(stage, run, fate)
    moment = time.time() if fate and run.process.poll() is None else None
    if moment is not None:
        run.process.kill()
    run.finish()
    return moment


def await_fate(stage: Stage, run: Started, fate: Fate) -> None:
    """Wait until fate strikes or the run has ended."""
    deadline = time.monotonic() + fate.seconds
    while run.process.poll() is None and time.monotonic() < deadline:
        time.sleep(0.01)
    if fate.after_answer is None:
        return
    known = _answers(stage)
    while run.process.poll() is None and _answers(stage) == known:
        time.sleep(0.001)
    time.sleep(fate.after_answer)


def _answers(stage: Stage) -> int:
    return sum(request.ended_at is not None for request in stage.claude.requests)
