"""What the writer loses, pays twice and waits for: a storm of failures, and fair weather at a real model's pace.

Run from the repository's root: `python -m benchmarks.storm [--symbols 300] [--storms 3] [--speed 4]`. Needs no key and
no network: Claude is played on loopback. The code that is written about is the standard library's.
"""

from __future__ import annotations

import argparse
import ast
import random
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from docgen.errors import SourceError
from docgen.model import Chunk, Spending
from docgen.python.check import judge
from docgen.python.chunks import Salt, make_chunk
from docgen.python.module import parse
from docgen.python.outline import outline
from docgen.python.selection import Rules, Update, select
from docgen.writer.interface import Answer, Assignment, Written
from docgen.writer.timing import Timing
from docgen.writer.writer import ClaudeOptions, ClaudeWriter
from tests.standins.claude import ClaudeStandin
from tests.standins.claude.faults import (
    BROKEN_JSON,
    MISSING,
    Dropped,
    Fault,
    FaultScript,
    HttpError,
    Stalled,
    Stopped,
)
from tests.standins.claude.latency import Latency
from tests.standins.claude.log import LoggedRequest
from tests.standins.claude.tokens import count_tokens

PACKAGES = ("email", "http", "json", "logging", "urllib", "concurrent", "asyncio", "importlib")
MODEL = "claude-sonnet-5-5"
FAILURE_RATE = 0.3
SILENCE = 2.0
FIRST_TOKEN = 0.8
TOKENS_PER_SECOND = 80.0
MAX_ATTEMPTS = 5
# Requests that were already on their way when an answer said to wait.
GRACE = 0.25

FAULTS: tuple[Callable[[], Fault], ...] = (
    lambda: HttpError(429, retry_after=1),
    lambda: HttpError(429),
    lambda: HttpError(529),
    lambda: HttpError(500),
    lambda: HttpError(503),
    Dropped,
    lambda: Dropped(after=0.5),
    lambda: Stalled(after=0.5, limit=2 * SILENCE),
    lambda: BROKEN_JSON,
    lambda: Stopped("max_tokens"),
    lambda: MISSING,
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a run."""

    answers: tuple[Answer, ...]
    spending: Spending
    foretold: Spending
    seconds: float

    @property
    def documented(self) -> int:
        """Chunks that have a doc."""
        return sum(isinstance(answer, Written) for answer in self.answers)


def main() -> int:
    """Run both weathers and print the figures; exit code 1 when a promise is broken."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--symbols", type=int, default=300, help="how many symbols to write about")
    parser.add_argument("--storms", type=int, default=3, help="how many storms, each with other failures")
    parser.add_argument("--speed", type=float, default=4.0, help="how many times as fast the model's pace is played")
    arguments = parser.parse_args()
    assignments = corpus(arguments.symbols)
    print(f"{sum(len(a.chunks) for a in assignments)} symbols in {len(assignments)} files of the standard library\n")
    kept = [storm(assignments, seed) for seed in range(1, arguments.storms + 1)]
    fair_weather(assignments, arguments.speed)
    return 0 if all(kept) else 1


def corpus(symbols: int) -> tuple[Assignment, ...]:
    """The first so many symbols of the standard library's packages, each name once: the stand-in counts by name."""
    library = Path(ast.__file__).parent
    paths = chain.from_iterable(sorted(library.joinpath(package).glob("*.py")) for package in PACKAGES)
    found: list[Assignment] = []
    names: set[str] = set()
    for path in paths:
        chunks, context = _chunks(path, library)
        fresh = [chunk for chunk in chunks if chunk.symbol.qualified_name not in names][: symbols - len(names)]
        names.update(chunk.symbol.qualified_name for chunk in fresh)
        if fresh:
            found.append(Assignment(str(path.relative_to(library)), context, tuple(fresh)))
    return tuple(found)


def storm(assignments: Sequence[Assignment], seed: int) -> bool:
    """Let three of ten answers fail, and see what is lost."""
    with ClaudeStandin(faults=failing(seed)) as claude:
        writer = ClaudeWriter(_options(claude.url), timing=Timing(random=random.Random(seed), silence=SILENCE))
        outcome = run(writer, assignments)
        requests = [request for request in claude.requests if request.path == "/v1/messages"]
        hasty = claude._log.hasty(GRACE)  # noqa: SLF001
        delivered, paid = claude.delivered, claude.paid
    total = len(outcome.answers)
    failed = Counter(_name(request.fault) for request in requests if request.fault)
    tries = Counter(symbol for request in requests for symbol in request.symbols)
    again = [symbol for symbol, count in delivered.items() if count > 1]
    lost = sum(count - 1 for count in paid.values() if count > 1)
    bound = MAX_ATTEMPTS * MAX_ATTEMPTS
    print(f"Storm, seed {seed}: {sum(failed.values())} of {len(requests)} requests failed")
    for name, count in sorted(failed.items()):
        print(f"    {count:4} {name}")
    _line("documented", f"{outcome.documented} of {total}")
    _line("asked again although its answer had arrived", len(again))
    _line("answers that were billed but never arrived", lost)
    _line("requests within a retry-after", len(hasty))
    _line("requests, at most / on average for one symbol", f"{max(tries.values())} / {tries.total() / total:.2f}")
    _line("bound on these", bound)
    _line("wall time", f"{outcome.seconds:.1f} s")
    print()
    return outcome.documented == total and not again and not hasty and max(tries.values()) <= bound


def fair_weather(assignments: Sequence[Assignment], speed: float) -> None:
    """Write without faults at a real model's pace, with one thread and with five."""
    latency = Latency(FIRST_TOKEN, TOKENS_PER_SECOND, sleep=lambda seconds: time.sleep(seconds / speed))
    print(f"Fair weather: first token after {FIRST_TOKEN} s, then {TOKENS_PER_SECOND:.0f} tokens/s a stream")
    outcomes: dict[int, Outcome] = {}
    for workers in (1, 5):
        with ClaudeStandin(latency=latency) as claude:
            outcomes[workers] = run(ClaudeWriter(_options(claude.url, workers)), assignments)
        _line(f"wall time, {workers} thread{'s' * (workers > 1)}", f"{outcomes[workers].seconds * speed:.1f} s")
    outcome = outcomes[5]
    written = [answer for answer in outcome.answers if isinstance(answer, Written)]
    longest = max(answer.usage.output_tokens for answer in written)
    output = outcome.spending.usage.output_tokens
    _line("five streams without a pause", f"{output / 5 / TOKENS_PER_SECOND + FIRST_TOKEN:.1f} s")
    _line("longest single symbol", f"{longest / TOKENS_PER_SECOND + FIRST_TOKEN:.1f} s")
    tokens_in = _tokens_in(outcome.spending)
    source = sum(count_tokens(chunk.source) for assignment in assignments for chunk in assignment.chunks)
    _line("requests", outcome.spending.calls)
    _line("tokens in / out", f"{tokens_in:,} / {output:,}")
    _line("tokens in for each source token", f"{tokens_in / source:.2f}")
    _line("cost", f"${outcome.spending.cost_usd:.4f}")
    foretold = outcome.foretold
    _line("foretold tokens in / out", f"{_tokens_in(foretold):,} / {foretold.usage.output_tokens:,}")
    _line("foretold cost", f"${foretold.cost_usd:.4f}")


def failing(seed: int) -> FaultScript:
    """Let requests fail in all ways in turn, each with the same probability; same seed, same storm."""

    def fault(index: int, _request: LoggedRequest) -> Fault | None:
        dice = random.Random(f"{seed}:{index}")
        return dice.choice(FAULTS)() if dice.random() < FAILURE_RATE else None

    return fault


def run(writer: ClaudeWriter, assignments: Sequence[Assignment]) -> Outcome:
    """Write it all and take the time."""
    foretold = writer.estimate(assignments)
    started = time.monotonic()
    answers = tuple(chain.from_iterable(writer.write(assignments, judge)))
    return Outcome(answers, writer.spending, foretold, time.monotonic() - started)


def _options(url: str, workers: int = 5) -> ClaudeOptions:
    return ClaudeOptions(MODEL, api_key="sk-ant-storm", base_url=url, max_workers=workers, max_attempts=MAX_ATTEMPTS)


def _chunks(path: Path, library: Path) -> tuple[tuple[Chunk, ...], str]:
    try:
        module = parse(str(path.relative_to(library)), path.read_bytes())
    except SourceError:
        return (), ""
    selected = select(module, None, Rules(update=Update.ALL)).selected
    salt = Salt(MODEL, "storm", "English", "")
    return tuple(make_chunk(module, symbol, salt) for symbol in selected), outline(module)


def _tokens_in(spending: Spending) -> int:
    usage = spending.usage
    return usage.input_tokens + usage.cache_write_tokens + usage.cache_read_tokens


def _name(fault: Fault | None) -> str:
    if isinstance(fault, HttpError):
        return f"status {fault.status}" + (" with retry-after" if fault.retry_after else "")
    if isinstance(fault, Stopped):
        return f"cut by {fault.reason}"
    if isinstance(fault, Dropped | Stalled):
        kind = "dropped" if isinstance(fault, Dropped) else "stalled"
        return f"connection {kind}" + (" midway" if fault.after is not None else "")
    return "a doc missing" if fault is MISSING else "broken JSON"


def _line(name: str, value: object) -> None:
    print(f"    {name:<48} {value}")


if __name__ == "__main__":
    sys.exit(main())
