"""Send many wrong inputs through every door: nothing but an error of ours may come out.

Run by `make fuzz`. Hypothesis makes the inputs: right ones in which something was changed. Each door that an input
breaks is told with the smallest such input; add it to the tests of that door.
"""

from __future__ import annotations

import argparse
import sys
import time
import traceback
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial

from hypothesis import HealthCheck, Phase, given, seed, settings

from tests.fuzz.targets import targets

ROW = "{:<28} {:>10} {:>8} {:>9}"


@dataclass(frozen=True, slots=True)
class Figures:
    """What came of one door.

    Attributes:
        name: The door.
        inputs: How many inputs went through it.
        seconds: How long that took.
        crash: What broke it, and how; empty when nothing did.
    """

    name: str
    inputs: int
    seconds: float
    crash: str = ""


def main(arguments: Sequence[str] | None = None) -> int:
    """Try every door and print the table; 1 when one of them broke."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--inputs", type=int, default=20_000, help="inputs for each door")
    parser.add_argument("--seed", type=int, default=1, help="decides the inputs")
    parser.add_argument("--only", default="", help="the doors whose name holds this")
    parser.add_argument("--jobs", type=int, default=2, help="doors at the same time")
    options = parser.parse_args(arguments)
    names = [name for name in targets() if options.only in name]
    print(ROW.format("door", "inputs", "seconds", "crashes"))
    figures: list[Figures] = []
    with ProcessPoolExecutor(options.jobs) as pool:
        for found in pool.map(partial(fuzz, options.inputs, options.seed), names):
            print(
                ROW.format(found.name, f"{found.inputs:,}", f"{found.seconds:.0f}", int(bool(found.crash))), flush=True
            )
            figures.append(found)
    crashes = [found for found in figures if found.crash]
    print(ROW.format("all", f"{sum(found.inputs for found in figures):,}", "", len(crashes)))
    for found in crashes:
        print(f"\n{found.name}:\n{found.crash}")
    return int(bool(crashes))


def fuzz(inputs: int, start: int, name: str) -> Figures:
    """Send inputs through one door until one breaks it."""
    target = targets()[name]
    tried = 0

    @seed(start)
    @settings(
        max_examples=inputs,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        phases=(Phase.generate, Phase.target, Phase.shrink),
    )
    @given(target.inputs)
    def attempt(value: object) -> None:
        nonlocal tried
        tried += 1
        target.try_input(value)

    began = time.monotonic()
    try:
        attempt()
    except Exception as error:  # noqa: BLE001 - whatever it is, it is what we look for
        notes = "\n".join(getattr(error, "__notes__", []))
        crash = "".join(traceback.format_exception(error)[-6:]) + notes[:2_000]
        return Figures(name, tried, time.monotonic() - began, crash)
    return Figures(name, tried, time.monotonic() - began)


if __name__ == "__main__":
    sys.exit(main())
