"""One trial, played: a pull request, a run to which something is done, and one that has to complete the work."""

from __future__ import annotations

import os
import re
import threading
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Self

from docgen.cache.aws import connect
from docgen.cache.dynamodb_admin import DynamoDBAdmin
from docgen.cache.dynamodb_table import Table
from docgen.doors.interrupts import INTERRUPTED
from tests.chaos import state
from tests.chaos.canaries import API_KEY, AWS, TOKEN, command_lines, leaks, secrets, unmasked
from tests.chaos.proxy import Answer, Call, Fault, proxy
from tests.chaos.trial import Machine, Result, Strike, Trial
from tests.runner import COMMAND, Runner, Started, Step
from tests.standins.claude import ClaudeStandin
from tests.standins.claude import faults as answers
from tests.standins.claude.latency import Latency
from tests.standins.github import GitHubStandin
from tests.standins.github.state import PullRequest
from tests.standins.repositories import Repository

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

ANSWERS: Mapping[str, answers.Fault] = {
    "cut by max_tokens": answers.Stopped("max_tokens"),
    "refused by the model": answers.Stopped("refusal"),
    "too long for the model": answers.Stopped("model_context_window_exceeded"),
    "a doc missing": answers.MISSING,
    "a doc twice": answers.DOUBLED,
    "a doc for another id": answers.MISTAKEN,
    "an empty doc": answers.EMPTY,
    "a doc of wrong types": answers.WRONG_TYPES,
    "no docs": answers.NO_DOCS,
    "prose around the docs": answers.Prose(),
    "broken JSON": answers.BROKEN_JSON,
    "an error in the stream": answers.StreamError(),
}
"""What can be wrong with an answer that arrives."""

BOUND = 180.0
"""Real seconds in which every run has to end, on a machine as busy as it may be; most take two."""
_PATIENCE = 3.0
"""Real seconds that a connection is given before it counts as stalled."""
GRACE = 1.0
"""Real seconds from an answer until its docs are surely stored, on a busy machine."""
_SENDING = 0.25
"""Real seconds from the decision to send a request until the whole of it is there, on a busy machine."""

_REGION = "eu-central-1"
_HURRY = str(Path(__file__).with_name("hurry.py"))
_ANNOTATION = re.compile(r"^::(error|warning|notice)(?: ([^:]*))?::(.*)$", re.MULTILINE)
_NOT_CACHED = re.compile(r"^(\d+) docs of this run are not in the cache", re.MULTILINE)


@dataclass
class Wire:
    """The three services behind their proxies, and what went over the wire."""

    strike: Strike | None = None
    calls: list[Call] = field(default_factory=list)
    met: int = 0
    process: Started | None = None
    killed_at: float | None = None
    processes: str = ""
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def script(self, call: Call) -> Fault | None:
        """Note a call, and say what happens to it."""
        if self.process is not None:
            self.processes += command_lines(self.process.process.pid)
        with self._lock:
            self.calls.append(call)
            strike = self.strike
            if strike is None or strike.call not in (call.name, call.service):
                return None
            self.met += 1
            is_met = self.met >= strike.nth if strike.is_lasting else self.met == strike.nth
        if is_met and strike.signal:
            self.kill(strike.signal)
        return strike.fault if is_met else None

    def kill(self, number: int) -> None:
        """Send a signal to the action."""
        if self.process is not None and self.killed_at is None:
            self.killed_at = time.time()
            self.process.process.send_signal(number)


@dataclass(frozen=True, slots=True)
class Run:
    """A run that is over, and what it left on GitHub."""

    step: Step
    state: state.State
    seconds: float

    @property
    def outcome(self) -> str:
        """`done`, `told` or `killed`."""
        if self.step.code < 0:
            return "killed"
        return "done" if self.state.is_complete and not self.step.code else "told"

    def problems(self) -> Iterator[str]:
        """What a run may never do."""
        step, said = self.step, list(said_by(self.step))
        shown = "\n".join(line for line in step.log.splitlines() if not line.startswith("::debug::"))
        yield from self.state.inconsistencies
        if self.seconds > BOUND:
            yield f"did not end within {BOUND:.0f} s"
        if step.code not in (0, 1, 2, INTERRUPTED) and self.outcome != "killed":
            yield f"ended with {step.code}: {tail(step)}"
        if "Traceback" in shown or "unexpectedly" in shown:
            yield f"met an error that nobody expects: {tail(step)}"
        if self.outcome == "told" and not _ANNOTATION.search(step.log):
            yield f"did not say what happened: {tail(step)}"
        if len(said) != len(set(said)):
            yield f"said the same twice: {said}"


class Scene:
    """A pull request with GitHub, Claude and a cache, for one trial.

    Args:
        folder: Where its files lie.
        trial: What is done.
        dynamodb: URL of a DynamoDB; empty where the trial needs none.
    """

    def __init__(self, folder: Path, trial: Trial, dynamodb: str = "") -> None:
        self.trial = trial
        self.folder = folder
        self.wire = Wire(trial.strike)
        self._dynamodb = dynamodb
        self.first_calls: list[str] = []
        self._epoch = time.time()
        self._cut: Counter[str] = Counter()
        self._stack = ExitStack()
        self._paths: dict[str, str] = {}

    def __enter__(self) -> Self:
        self.repository = Repository(self.folder / "origin.git")
        self.repository.commit(state.BASE)
        self.head = self.repository.commit(state.HEAD, branch="feature", start="main")
        enter = self._stack.enter_context
        self.github = enter(GitHubStandin(repository="octo/shop", git_dir=self.repository.git_dir))
        self.github.state.tokens[TOKEN] = self.github.state.tokens.pop(self.github.token)
        self.github.token = TOKEN
        self.github.permit(contents="write")
        pace = Latency(self.trial.first_token) if self.trial.first_token else None
        answer = ANSWERS[self.trial.answer] if self.trial.answer else None
        self.claude = enter(ClaudeStandin(faults=[answer] * 2, latency=pace, expects_violations=True))
        script, lost = self.wire.script, self._lose
        self._github_url = enter(proxy("github", self.github.url, script))
        self._claude_url = enter(proxy("claude", self.claude.url, script, lost))
        if self._dynamodb:
            self._table = f"docs-{self.folder.name}"
            DynamoDBAdmin(Table(client_of(self._dynamodb), self._table)).create()
            self._paths["AWS_ENDPOINT_URL_DYNAMODB"] = enter(proxy("dynamodb", self._dynamodb, script))
        self.pull: PullRequest = self.github.open_pull(head="feature")
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def play(self) -> Result:
        """Play the trial and judge it."""
        first = self._run(is_disturbed=True)
        self.first_calls = [call.name for call in self.wire.calls]
        self.wire.strike, self.wire.process = None, None
        return self._judge(first, self._run(is_disturbed=False))

    def _run(self, *, is_disturbed: bool) -> Run:
        """Run the action to its end, or to the bound's."""
        machine = self.trial.machine if is_disturbed else Machine(speed=self.trial.machine.speed)
        patience = _PATIENCE if is_disturbed else BOUND
        hurry = (*COMMAND, _HURRY, *map(str, (machine.speed, self._epoch, machine.jump, patience)))
        runner = Runner(self.folder / "runner", self.github, self.claude, (*machine.prefix, *hurry))
        runner.workspace.chmod(0o555 if machine.is_read_only else 0o755)
        payload = self.github.events.pull_request(self.pull, "synchronize")
        environ = {**self._environ(), **machine.environ, "GITHUB_RUN_ID": "1" if is_disturbed else "2"}
        start = time.monotonic()
        started = runner.start("pull_request", payload, self._inputs(), environ)
        self.wire.process = started if is_disturbed else None
        with _timers(started, self.wire, machine):
            step = started.finish()
        seconds = time.monotonic() - start
        return Run(step, state.look(self.github, self.pull, self.head, self.trial.mode, step), seconds)

    def _inputs(self) -> dict[str, str]:
        cache = {"cache-path": str(self.folder / "cache" / "docs.db")}
        if self._dynamodb:
            cache = {"cache": "dynamodb", "cache-table": self._table, "aws-region": _REGION}
        return {
            "mode": self.trial.mode,
            "anthropic-api-key": API_KEY,
            "request-lines": "50",
            **cache,
            **self.trial.inputs,
        }

    def _environ(self) -> dict[str, str]:
        return {
            "GITHUB_API_URL": self._github_url,
            "ANTHROPIC_BASE_URL": self._claude_url,
            "RUNNER_DEBUG": "1",
            **AWS,
            **self._paths,
        }

    # -- judging --------------------------------------------------------------------------------------------------

    def _lose(self, call: Call, answer: Answer) -> None:
        """Note that what Claude has written did not arrive."""
        if number := re.search(r"req_(\d+)", answer.headers.get("request-id", "")):
            self._cut.update(self.claude.requests[int(number[1])].symbols)

    def _reached(self) -> Counter[str]:
        """How often docs of each symbol have reached the action whole; of spoilt answers the first doc is not one."""
        spoilt = [request.symbols[0] for request in self.claude.requests if isinstance(request.fault, answers.Altered)]
        return self.claude.delivered - self._cut - Counter(spoilt)

    def _judge(self, first: Run, second: Run) -> Result:
        again = {symbol for symbol, times in self._reached().items() if times > 1}
        in_flight = again & self._in_flight()
        uncached = min(len(again - in_flight), _not_cached(first.step))
        twice = len(again - in_flight) - uncached
        leaked = list(self._leaks(first.step, second.step))
        problems = [
            *first.problems(),
            *(f"the second run: {problem}" for problem in second.problems()),
            *([] if second.outcome == "done" else [f"the second run left work: {tail(second.step)}"]),
            *([f"paid twice: {sorted(again - in_flight)}, asked by {self._askers()}"] if twice else []),
            *self._violations(),
            *leaked,
        ]
        return Result(
            trial=self.trial,
            outcome=first.outcome,
            said=tuple(said_by(first.step)),
            problems=tuple(problems),
            lost=len(second.state.missing),
            twice=twice,
            in_flight=len(in_flight),
            uncached=uncached,
            doubled=max(first.state.doubled, second.state.doubled),
            wrong=max(first.state.wrong, second.state.wrong),
            leaks=len(leaked),
            seconds=max(first.seconds, second.seconds),
        )

    def _askers(self) -> list[tuple[int | None, tuple[str, ...]]]:
        return [(request.status, request.symbols) for request in self.claude.requests]

    def _in_flight(self) -> set[str]:
        """What was being answered when the action was killed."""
        killed = self.wire.killed_at
        if killed is None:
            return set()
        flying = [
            request
            for request in self.claude.requests
            if request.at < killed + _SENDING and (request.answered_at is None or request.answered_at > killed - GRACE)
        ]
        return {symbol for request in flying for symbol in request.symbols}

    def _violations(self) -> Iterator[str]:
        """What the services were asked that they forbid; a call that a fault cut short is not the action's doing."""
        yield from (f"GitHub's rules were broken: {violation}" for violation in self.github.violations)
        yield from (f"Claude's rules were broken: {violation}" for violation in self.claude.violations)
        self.github.violations.clear()

    def _leaks(self, *steps: Step) -> Iterator[str]:
        """Search all that was written for what nobody may read."""
        written: dict[str, str | bytes] = {"a command line": self.wire.processes}
        for number, step in enumerate(steps, 1):
            written[f"the log of run {number}"] = unmasked(step.log)
            written[f"the rest of run {number}"] = f"{step.summary}{step.outputs}{step.report}"
        posted = [f"{exchange.path}{exchange.body!r}" for exchange in self.github.requests]
        written["what was sent to GitHub"] = "\n".join(posted)
        for path in (path for path in self.folder.rglob("*") if path.is_file() and "origin.git" not in path.parts):
            if not path.name.startswith("event-"):
                written[f"the file {path.name}"] = path.read_bytes()
        yield from leaks(secrets(), written)
        asked = "\n".join(call.body.decode("utf-8", "replace") for call in self.wire.calls if call.service != "github")
        yield from leaks(secrets(), {"what was sent to Claude or the cache": asked})
        yield from self._strays()

    def _strays(self) -> Iterator[str]:
        """Find credentials that were sent to somebody else's service."""
        owners = {"github": "github-token", "claude": "anthropic-api-key"}
        for service in ("github", "claude", "dynamodb"):
            heads = "\n".join(str(dict(call.headers)) for call in self.wire.calls if call.service == service)
            own = {owners.get(service), *({"AWS_SESSION_TOKEN"} if service == "dynamodb" else ())}
            others = {name: value for name, value in secrets().items() if name not in own}
            yield from leaks(others, {f"the headers sent to {service}": heads})


@contextmanager
def _timers(started: Started, wire: Wire, machine: Machine) -> Iterator[None]:
    """Kill the action at the bound, and send it the machine's signal."""
    timers = [threading.Timer(BOUND + 1, started.process.kill)]
    if machine.signal_after:
        timers.append(threading.Timer(machine.signal_after[0], wire.kill, [machine.signal_after[1]]))
    for timer in timers:
        timer.start()
    try:
        yield
    finally:
        for timer in timers:
            timer.cancel()


def client_of(endpoint: str) -> DynamoDBClient:
    """Connect to a DynamoDB on loopback as an administrator."""
    saved = dict(os.environ)
    os.environ |= {**AWS, "AWS_ENDPOINT_URL_DYNAMODB": endpoint}
    try:
        return connect(_REGION, connections=1)
    finally:
        os.environ.clear()
        os.environ |= saved


def said_by(step: Step) -> Iterator[str]:
    """The errors, warnings and notices of a run that are about the run and not about a line of code."""
    for level, place, message in _ANNOTATION.findall(step.log):
        if "file=" not in place:
            yield f"{level}: {message}"


def _not_cached(step: Step) -> int:
    found = _NOT_CACHED.search(step.log)
    return int(found[1]) if found else 0


def tail(step: Step) -> str:
    lines = [line for line in step.log.splitlines() if not line.startswith(("::debug::", "::add-mask::"))]
    return " / ".join(lines[-4:])[-600:]
