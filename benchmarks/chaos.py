"""Every call outside fails in every way, in every mode: what is lost, doubled, wrong or paid twice?

Each trial is a pull request of its own. The action is started as the runner starts it, something is done to it, and
then it runs a second time undisturbed: that run has to complete the work and to pay for nothing that was paid for
already. Clocks run fifteen times as fast, so that waiting is short; nothing else of the action is replaced. All secrets
are canaries, for which everything that was written, sent and posted is searched.

Run by `make chaos`. GitHub and Claude are played on loopback, DynamoDB by moto.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

from benchmarks.moto import moto
from tests.chaos.catalogue import share, trials
from tests.chaos.scene import Scene
from tests.chaos.trial import MODES, Result, Trial

ROW = "{:<48} " + " {:<16}" * len(MODES)
FIGURES = {
    "lost": "docs lost",
    "twice": "paid twice",
    "doubled": "comments doubled",
    "wrong": "commits wrong",
    "leaks": "secrets leaked",
}
"""What has to be nothing."""

TOLERATED = {
    "in_flight": "paid twice, because a kill came between answer and cache",
    "uncached": "paid twice, because the cache was down, as the run had said",
}
"""What cannot be helped, and is counted."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Play the trials and print the table; 1 when something is not as it should be."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=1, help="decides which calls fail, and when signals come")
    parser.add_argument("--share", type=float, default=0.5, help="part of the trials of each fault to play, 0 to 1")
    parser.add_argument("--only", default="", help="play the trials whose name holds this")
    parser.add_argument("--jobs", type=int, default=6, help="trials at the same time, which mostly wait")
    parser.add_argument("--said", action="store_true", help="print what the runs said, too")
    options = parser.parse_args(arguments)
    start = time.monotonic()
    with moto() as environ:
        address = environ["AWS_ENDPOINT_URL_DYNAMODB"]
        calls = {mode: undisturbed(address, mode) for mode in MODES}
        chance = random.Random(options.seed)
        every = [trial for trial in trials(calls, chance) if options.only in str(trial)]
        chosen = share(every, options.share, chance)
        print(f"{len(chosen)} of {len(every)} trials, seed {options.seed}", flush=True)
        results = list(play_all(chosen, address, options.jobs))
    print_table(results)
    if options.said:
        print_words(results)
    return print_verdict(results, time.monotonic() - start)


def undisturbed(address: str, mode: str) -> list[str]:
    """Names of the calls that a run makes when nothing goes wrong."""
    trial = Trial("calm", mode, "dynamodb")
    with tempfile.TemporaryDirectory(prefix="chaos") as folder, Scene(Path(folder), trial, address) as scene:
        result = scene.play()
        if result.problems or result.outcome != "done":
            raise SystemExit(f"A run without faults failed: {result}")
        return scene.first_calls


def play_all(chosen: Iterable[Trial], address: str, jobs: int) -> Iterator[Result]:
    """Play trials in processes of their own, and say at once what goes wrong."""
    with ProcessPoolExecutor(jobs) as pool:
        for result in pool.map(partial(play, address), chosen):
            for problem in result.problems:
                print(f"{result.trial}: {problem}", flush=True)
            yield result


def play(address: str, trial: Trial) -> Result:
    """Play one trial."""
    with (
        tempfile.TemporaryDirectory(prefix="chaos") as folder,
        Scene(Path(folder), trial, address if trial.cache == "dynamodb" else "") as scene,
    ):
        return scene.play()


def print_table(results: Iterable[Result]) -> None:
    """Print what came of each fault in each mode."""
    cells: defaultdict[str, defaultdict[str, Counter[str]]] = defaultdict(lambda: defaultdict(Counter))
    for result in results:
        cells[result.trial.name][result.trial.mode][result.outcome] += 1
    print("\n" + ROW.format("fault", *MODES))
    for name, row in sorted(cells.items()):
        print(ROW.format(name, *(_cell(row[mode]) for mode in MODES)))


def print_words(results: Iterable[Result]) -> None:
    """Print what the runs said, most frequent first."""
    words = Counter(said for result in results for said in result.said)
    print("\nsaid:")
    for said, times in words.most_common():
        print(f"{times:5} {said}")


def print_verdict(results: Sequence[Result], seconds: float) -> int:
    """Print the sums; 1 when one of them that has to be nothing is not, or a run did what no run may do."""
    sums: Mapping[str, int] = {
        name: sum(getattr(result, name) for result in results) for name in ("runs", *FIGURES, *TOLERATED)
    }
    outcomes = Counter(result.outcome for result in results)
    print(f"\n{sums['runs']} runs in {seconds:.0f} s, the longest {max(r.seconds for r in results):.1f} s of real time")
    print("first runs: " + ", ".join(f"{count} {outcome}" for outcome, count in outcomes.most_common()))
    for name, title in {**FIGURES, **TOLERATED}.items():
        print(f"{sums[name]:5} {title}")
    problems = sum(len(result.problems) for result in results)
    print(f"{problems:5} problems in all")
    return int(bool(problems or any(sums[name] for name in FIGURES)))


def _cell(outcomes: Counter[str]) -> str:
    return ", ".join(f"{count} {outcome}" for outcome, count in sorted(outcomes.items())) or "-"


if __name__ == "__main__":
    sys.exit(main())
