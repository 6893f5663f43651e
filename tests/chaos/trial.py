"""What is done to a run, and what came of it; both travel between processes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from tests.chaos.proxy import Fault

MODES = ("comment", "suggest", "commit", "pull-request", "summary")


@dataclass(frozen=True, slots=True)
class Strike:
    """A fault that some calls meet.

    Attributes:
        call: The calls that it may meet, as `Call.name` has them; a service, such as `claude`, means all of its calls.
        fault: What happens to them; `None` to let them pass.
        nth: Which of them is the first that is met, from 1.
        is_lasting: Whether all later ones are met too.
        signal: What is sent to the action when the first is met; 0 for nothing.
    """

    call: str
    fault: Fault | None = None
    nth: int = 1
    is_lasting: bool = False
    signal: int = 0


@dataclass(frozen=True, slots=True)
class Machine:
    """What is wrong with the machine that the action runs on.

    Attributes:
        prefix: Words before the command, such as `ulimit`'s.
        environ: Variables over those of the job.
        jump: Seconds by which the wall clock jumps when the run has begun.
        is_read_only: Whether the workspace cannot be written to.
        signal_after: Seconds until a signal, and the signal.
        speed: How many times as fast clocks run.
    """

    prefix: tuple[str, ...] = ()
    environ: Mapping[str, str] = field(default_factory=dict)
    jump: float = 0.0
    is_read_only: bool = False
    signal_after: tuple[float, int] | None = None
    speed: float = 15.0


@dataclass(frozen=True, slots=True)
class Trial:
    """A run to which something is done, and a second one that has to complete its work.

    Attributes:
        name: What is done, for people: a row of the table.
        mode: How docs are delivered: a column of the table.
        cache: `sqlite` or `dynamodb`.
        strike: A fault on the network.
        answer: Name of what is wrong with Claude's first answers, of `scene.ANSWERS`.
        machine: What is wrong with the machine.
        first_token: Seconds until Claude's answer begins.
        inputs: Inputs besides mode and cache.
    """

    name: str
    mode: str
    cache: str = "sqlite"
    strike: Strike | None = None
    answer: str = ""
    machine: Machine = Machine()
    first_token: float = 0.0
    inputs: Mapping[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        """All that tells it from other trials."""
        strike = self.strike
        where = f" at {strike.call} {strike.nth}{' and on' if strike.is_lasting else ''}" if strike else ""
        return f"{self.name}{where}, {self.mode}, {self.cache}"


@dataclass(frozen=True, slots=True)
class Result:
    """What came of a trial.

    Attributes:
        trial: The trial.
        outcome: `done`, `told` (not done, and said so) or `killed`.
        said: What the run said, in its warnings, errors and notices.
        problems: What should not have happened, each as a sentence.
        runs: How often the action was started.
        lost: Docs that were paid for and are nowhere.
        twice: Symbols that were paid for twice though their first answer had arrived.
        in_flight: Symbols that were paid for twice because a kill came between answer and cache.
        uncached: Symbols that were paid for twice because the cache was down, as the run had said.
        doubled: Comments, suggestions and pull requests that are there twice.
        wrong: Commits that change more than docstrings, or come twice.
        leaks: Secrets that stand where somebody may read them.
        seconds: How long the longest run took.
    """

    trial: Trial
    outcome: str
    said: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()
    runs: int = 2
    lost: int = 0
    twice: int = 0
    in_flight: int = 0
    uncached: int = 0
    doubled: int = 0
    wrong: int = 0
    leaks: int = 0
    seconds: float = 0.0
