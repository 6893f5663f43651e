"""Eight runs at once on the same pull request with an empty cache: who pays, and what if one of them dies?

    everyone   eight runs at once: each symbol is paid for exactly once, and every run is complete
    one dies   the same, but a run that is being paid for is killed half-way: the others are complete, and at most what
               the dead one had in flight is paid twice
    mortal     one run, killed at random moments and started again: what had been answered before a kill is never asked
               again

Played against GitHub, Claude and DynamoDB on loopback, with the action started as the runner starts it. Run by
`make race`.
"""

from __future__ import annotations

import argparse
import math
import os
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from benchmarks.moto import REGION, moto
from docgen.cache.aws import connect
from docgen.cache.dynamodb_admin import DynamoDBAdmin
from docgen.cache.dynamodb_table import Table
from tests.runner import KEY, Runner, Started, Step
from tests.standins.claude import ClaudeStandin
from tests.standins.claude.latency import Latency
from tests.standins.claude.log import LoggedRequest
from tests.standins.github import GitHubStandin
from tests.standins.github.state import PullRequest
from tests.standins.repositories import Repository

CACHES = ("sqlite", "dynamodb")
RUNS = 8
FILES, FUNCTIONS = 16, 6
PACE = Latency(first_token=2.0)
"""Answers take their time and then come at once, so that it is known which were there when a run was killed."""

GRACE = 2.0
"""Seconds from an answer until its docs are surely stored, on a machine that is busy with eight runs."""


@dataclass(frozen=True, slots=True)
class Stage:
    """A pull request, those who play GitHub and Claude, and the cache that all runs share."""

    folder: Path
    repository: Repository
    github: GitHubStandin
    claude: ClaudeStandin
    pull: PullRequest
    inputs: Mapping[str, str]
    environ: Mapping[str, str]

    def start(self, name: str) -> Started:
        """Start a run that has its own home, workspace and key."""
        runner = Runner(self.folder / name, self.github, self.claude)
        payload = self.github.events.pull_request(self.pull, "synchronize")
        return runner.start("pull_request", payload, {**self.inputs, "anthropic-api-key": KEY + name}, self.environ)

    def requests_of(self, name: str) -> list[LoggedRequest]:
        """What a run has asked Claude."""
        return [request for request in self.claude.requests if KEY + name in request.headers.values()]

    def push(self, generation: int) -> None:
        """Change every function of the pull request."""
        self.github.push("feature", self.repository.commit(sources(generation), branch="feature"))


def main(arguments: Sequence[str] | None = None) -> int:
    """Play what was asked for on both caches; 1 when something is not as it should be."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=50, help="how often the mortal run is killed")
    parser.add_argument("--seed", type=int, default=1, help="decides the moments of the kills")
    parser.add_argument("--cache", nargs="+", choices=CACHES, default=CACHES, help="which caches to try")
    options = parser.parse_args(arguments)
    problems: list[str] = []
    for cache in options.cache:
        problems += play(f"{cache}, everyone", cache, everyone)
        problems += play(f"{cache}, one dies", cache, one_dies)
    # On DynamoDB each life would begin with waiting for the leases of the one before: the machine may be another.
    problems += play(
        "sqlite, mortal", "sqlite", lambda stage: mortal(stage, options.kills, random.Random(options.seed))
    )
    print(*problems, sep="\n")
    return 1 if problems else 0


def play(name: str, cache: str, plot: Callable[[Stage], list[str]]) -> list[str]:
    """Set the stage, play, print how long it took, and give out what went wrong."""
    with set_stage(cache) as stage:
        start = time.perf_counter()
        problems = plot(stage)
        seconds = time.perf_counter() - start
        paid = stage.claude.paid
        twice = sum(times > 1 for times in paid.values())
        print(
            f"{name:<20} {len(paid):>5} symbols {paid.total():>5} paid {twice:>4} twice {seconds:>7.1f} s", flush=True
        )
    return [f"{name}: {problem}" for problem in problems]


def everyone(stage: Stage) -> list[str]:
    """All runs begin at once."""
    runs = [stage.start(f"run{number}") for number in range(RUNS)]
    steps = [run.finish() for run in runs]
    twice = [symbol for symbol, times in stage.claude.paid.items() if times != 1]
    return [*incomplete(steps), *([f"paid more than once: {twice}"] if twice else [])]


def one_dies(stage: Stage) -> list[str]:
    """When half of the docs are there, the run with most requests under way is killed."""
    runs = {f"run{number}": stage.start(f"run{number}") for number in range(RUNS)}
    while stage.claude.delivered.total() < FILES * FUNCTIONS / 2:
        time.sleep(0.01)
    victim = max(runs, key=lambda name: len(in_flight(stage.requests_of(name), time.time())))
    lost = in_flight(stage.requests_of(victim), time.time())
    runs[victim].process.kill()
    steps = [run.finish() for name, run in runs.items() if name != victim]
    runs[victim].process.communicate()
    allowed = symbols_of(lost)
    twice = {symbol for symbol, times in stage.claude.paid.items() if times > 1}
    excess = twice - allowed
    return [*incomplete(steps), *([f"paid twice without having been in flight: {sorted(excess)}"] if excess else [])]


def mortal(stage: Stage, kills: int, chance: random.Random) -> list[str]:
    """One run after the other is killed; when one survives, the pull request changes and it all begins anew."""
    start = time.monotonic()
    problems = list(incomplete([stage.start("mortal").finish()]))
    lifetime = time.monotonic() - start
    deaths: list[Death] = []
    again: list[float] = []
    for generation in count(1):
        stage.push(generation)
        answered: dict[str, float] = {}
        moment: float | None = 0.0
        while moment is not None:
            begun = len(stage.claude.requests)
            moment = live(stage, chance.uniform(0, lifetime) if len(deaths) < kills else math.inf)
            asked = stage.claude.requests[begun:]
            again += [answered[symbol] for symbol in symbols_of(asked) & answered.keys()]
            if moment is not None:
                deaths.append(Death(moment, asked))
                answered |= deaths[-1].answered()
        if len(deaths) == kills:
            break
    tell(deaths, again)
    return problems + [f"asked again {age:.2f} s after its answer" for age in again if age > GRACE]


@dataclass(frozen=True, slots=True)
class Death:
    """A kill, and what the run had asked by then."""

    moment: float
    asked: Sequence[LoggedRequest]

    def answered(self) -> dict[str, float]:
        """How many seconds before the kill each symbol was answered, of those that were."""
        answers = answered_by(self.asked, self.moment)
        return {symbol: self.moment - request.answered_at for request in answers for symbol in request.symbols}

    def in_flight(self) -> list[LoggedRequest]:
        """The requests that were not."""
        return [request for request in self.asked if request not in answered_by(self.asked, self.moment)]


def tell(deaths: Sequence[Death], again: Sequence[float]) -> None:
    """Print what was under way at the kills, and what was asked again although it was answered before."""
    flights = [len(death.in_flight()) for death in deaths]
    symbols = [len(symbols_of(death.in_flight())) for death in deaths]
    answered = sum(len(death.answered()) for death in deaths)
    print(f"{len(deaths)} kills with {sum(flights)} requests in flight, at most {max(flights)} at once;")
    print(f"they asked about {sum(symbols)} symbols, at most {max(symbols)} at once: these are paid twice")
    print(f"{answered} symbols had been answered before a kill: {len(again)} of them were asked about again,")
    print(f"because they were killed within {max(again, default=0) * 1000:.0f} ms of the answer")


def live(stage: Stage, seconds: float) -> float | None:
    """Start a run and kill it after so many seconds; when it was killed, `None` if it came to its end before."""
    run = stage.start("mortal")
    deadline = time.monotonic() + seconds
    while run.process.poll() is None and time.monotonic() < deadline:
        time.sleep(0.01)
    death = time.time() if run.process.poll() is None else None
    run.process.kill()
    run.finish()
    return death


def incomplete(steps: Sequence[Step]) -> Iterator[str]:
    """Say which runs did not end with every symbol documented."""
    for number, step in enumerate(steps):
        if (step.code, step.outputs.get("documented")) != (0, str(FILES * FUNCTIONS)):
            done = step.outputs.get("documented", "nothing")
            yield f"run {number} ended with {step.code}, documented {done}: {step.log[-500:]}"


def in_flight(requests: Sequence[LoggedRequest], now: float) -> list[LoggedRequest]:
    """The requests whose docs may not have been stored yet."""
    return [request for request in requests if request.answered_at is None or request.answered_at > now - GRACE]


def answered_by(requests: Sequence[LoggedRequest], moment: float) -> list[LoggedRequest]:
    """The requests that were answered by a moment."""
    return [request for request in requests if request.answered_at is not None and request.answered_at <= moment]


def symbols_of(requests: Sequence[LoggedRequest]) -> set[str]:
    """The symbols that requests ask about."""
    return {symbol for request in requests for symbol in request.symbols}


@contextmanager
def set_stage(cache: str) -> Iterator[Stage]:
    """Open the pull request and an empty cache."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        environ = {}
        inputs = {"cache": cache, "cache-path": str(folder / "docs.db")}
        if cache == "dynamodb":
            environ = stack.enter_context(moto())
            os.environ |= environ
            DynamoDBAdmin(Table(connect(REGION, connections=1), "docgen-cache")).create()
            inputs |= {"cache-table": "docgen-cache", "aws-region": REGION}
        repository = Repository(folder / "origin.git")
        repository.commit({"README.md": "# Race\n"})
        repository.commit(sources(0), branch="feature", start="main")
        github = stack.enter_context(GitHubStandin(repository="octo/race", git_dir=repository.git_dir))
        claude = stack.enter_context(ClaudeStandin(latency=PACE))
        yield Stage(folder, repository, github, claude, github.open_pull(head="feature"), inputs, environ)


def sources(generation: int) -> dict[str, str]:
    """Modules of functions, none of which means the same as another."""
    return {f"shop/part{number}.py": module(generation, number) for number in range(FILES)}


def module(generation: int, number: int) -> str:
    """One module."""
    functions = [
        f"def price_{generation}_{number}_{index}(amount: int, limit: int = {index}) -> int:\n"
        "    if amount > limit:\n"
        f'        raise ValueError("more than {generation}")\n'
        f"    return amount * {number} + {index}\n"
        for index in range(FUNCTIONS)
    ]
    return '"""Prices."""\n\n\n' + "\n\n".join(functions)


if __name__ == "__main__":
    sys.exit(main())
