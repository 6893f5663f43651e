"""All that can go wrong, as trials: every fault in every mode, at calls that a seed chooses."""

from __future__ import annotations

import os
import random
import signal
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from tests.chaos.proxy import Fault
from tests.chaos.scene import ANSWERS
from tests.chaos.trial import MODES, Machine, Strike, Trial

_NETWORK = (
    Fault("connection reset", "reset"),
    Fault("reset when it was done", "reset", is_after=True),
    Fault("stalled", "stall"),
    Fault("slow", "slow", is_after=True),
    Fault("a web page instead", "html"),
    Fault("an empty object instead", "json", message="{}"),
    Fault("null instead", "json", message="null"),
    Fault("half an answer", "half", is_after=True),
)
_LIMIT = "You have exceeded a secondary rate limit. Please wait a few minutes before you try again."
_GITHUB = (
    *(Fault(f"status {status}", "status", status=status) for status in (400, 401, 403, 404, 409, 422, 500, 503)),
    Fault("status 429", "status", status=429, headers={"retry-after": "1"}),
    Fault("secondary limit", "status", status=403, headers={"retry-after": "1"}, message=_LIMIT),
    Fault("limit for an hour", "status", status=403, headers={"retry-after": "3600"}, message=_LIMIT),
    Fault("502 when it was done", "status", is_after=True, status=502),
)
_CLAUDE = (
    *(Fault(f"status {status}", "status", status=status) for status in (400, 401, 402, 403, 404, 408, 409, 413, 422)),
    *(Fault(f"status {status}", "status", status=status) for status in (429, 500, 502, 503, 504, 529)),
    Fault("429 with a pause", "status", status=429, headers={"retry-after": "2"}),
    Fault("429 for an hour", "status", status=429, headers={"retry-after": "3600"}),
)
_DYNAMODB = (
    Fault("ProvisionedThroughputExceededException", "status", status=400),
    Fault("ThrottlingException", "status", status=400),
    Fault("AccessDeniedException", "status", status=400),
    Fault("ResourceNotFoundException", "status", status=400),
    Fault("ExpiredTokenException", "status", status=400),
    Fault("ValidationException", "status", status=400),
    Fault("InternalServerError", "status", status=500),
    Fault("ServiceUnavailable", "status", status=503),
)
_FAULTS: Mapping[str, Sequence[Fault]] = {
    "github": (*_NETWORK, *_GITHUB),
    "claude": (*_NETWORK, *_CLAUDE),
    "dynamodb": (*_NETWORK, *_DYNAMODB),
}
_TITLES = {"github": "GitHub", "claude": "Claude", "dynamodb": "DynamoDB"}
_LASTING = 0.5
_NOWHERE = "http://127.0.0.1:9"
"""Port 9 discards, and nobody listens there."""

_WITHOUT_OVERRIDE = ("setpriv", "--bounding-set=-dac_override,-dac_read_search") if os.geteuid() == 0 else ()
"""Makes root heed the permissions of files."""


def trials(calls: Mapping[str, Sequence[str]], chance: random.Random) -> Iterator[Trial]:
    """Yield all trials.

    Args:
        calls: For each mode the calls that an undisturbed run makes, in order.
        chance: Chooses calls and moments.
    """
    for mode in MODES:
        yield from _strikes(mode, calls[mode], chance)
        yield from (Trial(f"Claude: {name}", mode, answer=name) for name in ANSWERS)
        yield from _unreachable(mode)
        yield from _machines(mode)
        yield from _signals(mode, len(calls[mode]), chance)


def _strikes(mode: str, calls: Sequence[str], chance: random.Random) -> Iterator[Trial]:
    """Each fault once and for good, at calls that are drawn so that each kind of call gets its turn."""
    for service, faults in _FAULTS.items():
        kinds = sorted({call for call in calls if call.startswith(service)})
        draws = _in_turn(kinds, chance)
        for fault in faults:
            # What becomes of a call to Claude or the cache is the same in every mode.
            for is_lasting in (False, True) if service == "github" else (chance.random() < _LASTING,):
                call = next(draws)
                nth = 1 if is_lasting else chance.randint(1, min(3, calls.count(call)))
                strike = Strike(call, fault, nth, is_lasting)
                name = f"{_TITLES[service]}: {fault.name}"
                yield Trial(name, mode, "dynamodb" if service == "dynamodb" else "sqlite", strike)


def _in_turn(kinds: Sequence[str], chance: random.Random) -> Iterator[str]:
    while True:
        yield from chance.sample(kinds, len(kinds))


def _unreachable(mode: str) -> Iterator[Trial]:
    variables = {
        "github": "GITHUB_API_URL",
        "claude": "ANTHROPIC_BASE_URL",
        "dynamodb": "AWS_ENDPOINT_URL_DYNAMODB",
    }
    for service, variable in variables.items():
        machine = Machine(environ={variable: _NOWHERE})
        cache = "dynamodb" if service == "dynamodb" else "sqlite"
        yield Trial(f"{_TITLES[service]}: connection refused", mode, cache, machine=machine)


def _machines(mode: str) -> Iterator[Trial]:
    machines: Mapping[str, Machine] = {
        "disk full": Machine(prefix=_file_limit(0)),
        "disk full after 64 KB": Machine(prefix=_file_limit(128)),
        "no space for outputs": Machine(environ={"GITHUB_OUTPUT": "/dev/full"}),
        "no space for the summary": Machine(environ={"GITHUB_STEP_SUMMARY": "/dev/full"}),
        "read-only workspace": Machine(prefix=_WITHOUT_OVERRIDE, is_read_only=True),
        "no home": Machine(prefix=("env", "-u", "HOME")),
        "a home that is not there": Machine(environ={"HOME": "/nonexistent"}),
        "clock jumps an hour ahead": Machine(jump=3600.0),
        "clock jumps an hour back": Machine(jump=-3600.0),
    }
    for name, machine in machines.items():
        yield Trial(f"Machine: {name}", mode, machine=machine)
    for jump in (3600.0, -3600.0):
        name = f"Machine: clock jumps an hour {'ahead' if jump > 0 else 'back'}"
        yield Trial(name, mode, "dynamodb", machine=Machine(jump=jump))


def _file_limit(blocks: int) -> tuple[str, ...]:
    return ("sh", "-c", f'ulimit -f {blocks}; exec "$@"', "sh")


def _signals(mode: str, calls: int, chance: random.Random) -> Iterator[Trial]:
    """Signals at a call and at any time, while Claude takes its time, so that some docs are there and others not."""
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGKILL):
        for index in range(4 if number == signal.SIGKILL else 2):
            one_by_one = {"max-workers": "1"}
            name, cache = f"Signal: {number.name}", ("sqlite", "dynamodb")[index % 2]
            at_call = Strike("github", nth=chance.randint(1, max(1, calls - 3)), signal=number)
            yield Trial(name, mode, cache, at_call)
            later = Machine(signal_after=(chance.uniform(0.2, 6.0), number))
            yield Trial(name, mode, cache, machine=later, first_token=1.2, inputs=one_by_one)


def share(every: Iterable[Trial], part: float, chance: random.Random) -> list[Trial]:
    """A part of the trials of each name, at least one; the same for the same seed."""
    named: defaultdict[str, list[Trial]] = defaultdict(list)
    for trial in every:
        named[trial.name].append(trial)
    return [trial for each in named.values() for trial in chance.sample(each, max(1, round(len(each) * part)))]
