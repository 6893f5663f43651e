"""Eight runs at once on the same pull request with an empty cache: who pays, and what if one of them dies?

    everyone   eight runs at once: each symbol is paid for exactly once, and every run is complete
    one dies   the same, but a run that is being paid for is killed at a random moment about half-way: the others are
               complete, and at most what the dead one had in flight is paid twice
    mortal     one run, killed at random moments and started again: what had been answered before a kill is never asked
               again

Played against GitHub, Claude and DynamoDB on loopback, with the action started as the runner starts it. Run by
`make race`.
"""

from __future__ import annotations

import argparse
import math
import random
import sys
import time
from collections.abc import Callable, Mapping, Sequence

from benchmarks.mortal import GRACE, Death, mortal
from benchmarks.stage import SYMBOLS, Stage, incomplete, set_stage, symbols_of
from tests.runner import Started
from tests.standins.claude.log import LoggedRequest

CACHES = ("sqlite", "dynamodb")
RUNS = 8

_LONG = 1.0
"""Seconds that an answer takes, about."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Play what was asked for on both caches; 1 when something is not as it should be."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=50, help="how often the mortal run is killed; 0 leaves it out")
    parser.add_argument("--seed", type=int, default=1, help="decides the moments of the kills")
    parser.add_argument("--cache", nargs="*", choices=CACHES, default=CACHES, help="on which caches eight runs compete")
    options = parser.parse_args(arguments)
    problems: list[str] = []
    chance = random.Random(options.seed)
    for cache in options.cache:
        problems += play(f"{cache}, everyone", cache, everyone)
        problems += play(f"{cache}, one dies", cache, lambda stage: one_dies(stage, chance.uniform(0, _LONG)))
    # On DynamoDB each life would begin with waiting for the leases of the one before: the machine may be another.
    if options.kills:
        problems += play("sqlite, mortal", "sqlite", lambda stage: mortal(stage, options.kills, chance))
    print(*problems, sep="\n")
    return 1 if problems else 0


def play(name: str, cache: str, plot: Callable[[Stage], list[str]]) -> list[str]:
    """Set the stage, play, print what was paid and how long it took, and give out what went wrong."""
    with set_stage(cache) as stage:
        start = time.perf_counter()
        problems = plot(stage)
        seconds = time.perf_counter() - start
        paid = stage.claude.paid
        again = paid.total() - len(paid)
        print(
            f"{name:<20} {len(paid):>5} symbols {paid.total():>5} paid {again:>4} again {seconds:>7.1f} s", flush=True
        )
    return [f"{name}: {problem}" for problem in problems]


def everyone(stage: Stage) -> list[str]:
    """All runs begin at once."""
    runs = [stage.start(f"run{number}") for number in range(RUNS)]
    steps = [run.finish() for run in runs]
    twice = [symbol for symbol, times in stage.claude.paid.items() if times != 1]
    return [*incomplete(steps), *([f"paid more than once: {twice}"] if twice else [])]


def one_dies(stage: Stage, delay: float) -> list[str]:
    """Some seconds after half of the docs are there, the run with most requests under way is killed."""
    runs = {f"run{number}": stage.start(f"run{number}") for number in range(RUNS)}
    while stage.claude.delivered.total() < SYMBOLS / 2 and _are_alive(runs):
        time.sleep(0.01)
    time.sleep(delay)
    while not (flights := {name: flying for name in runs if (flying := _in_flight(stage, name))}):
        if not _are_alive(runs):
            return ["all had ended before one could be killed", *incomplete([run.finish() for run in runs.values()])]
        time.sleep(0.01)
    victim = max(flights, key=lambda name: len(flights[name]))
    death = Death(time.time(), stage.requests_of(victim))
    runs[victim].process.kill()
    # Reaped at once, as a runner does: others on the machine can tell that it is dead.
    runs[victim].process.wait()
    steps = [run.finish() for name, run in runs.items() if name != victim]
    runs[victim].process.communicate()
    lost = symbols_of(death.in_flight())
    twice = {symbol for symbol, times in stage.claude.paid.items() if times > 1}
    answered = death.answered()
    ages = [answered[symbol] for symbol in twice - lost if symbol in answered]
    print(
        f"  in flight: {len(lost)} symbols; {len(ages)} others are paid twice,"
        f" answered at most {max(ages, default=0) * 1000:.0f} ms before the kill"
    )
    excess = sorted(symbol for symbol in twice - lost if answered.get(symbol, math.inf) > GRACE)
    return [*incomplete(steps), *([f"paid twice long after the answer: {excess}"] if excess else [])]


def _are_alive(runs: Mapping[str, Started]) -> bool:
    return any(run.process.poll() is None for run in runs.values())


def _in_flight(stage: Stage, name: str) -> list[LoggedRequest]:
    return Death(time.time(), stage.requests_of(name)).in_flight()


if __name__ == "__main__":
    sys.exit(main())
