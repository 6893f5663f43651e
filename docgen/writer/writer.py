"""Claude as a `Writer`: the parts of the room put together."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import chain

from docgen.errors import SettingsError
from docgen.journal import Journal, Place
from docgen.model import Chunk, Spending
from docgen.writer.asking import Asker
from docgen.writer.batches.claude import PROVIDERS, ClaudeBatches
from docgen.writer.batches.desk import Desk
from docgen.writer.batches.parts import NO_MEMORY, BatchParts
from docgen.writer.batches.policy import Batch, Policy
from docgen.writer.batches.run import BatchRun
from docgen.writer.calls import Caller, Persistence
from docgen.writer.claude import Claude
from docgen.writer.halt import Halt
from docgen.writer.interface import Answer, Assignment, Gate, Unwritten
from docgen.writer.ledger import Ledger, at_half_price
from docgen.writer.models import Model, find_model, load_models
from docgen.writer.pacing import Pacer
from docgen.writer.packing import Limits, Request, Task, choose, gather, make_tasks, pack
from docgen.writer.prompt import prompt_version, system_prompt
from docgen.writer.run import Parts, Run
from docgen.writer.service import Connection
from docgen.writer.timing import Timing
from docgen.writer.verdicts import Judge, Settled

_log = logging.getLogger(__name__)

_WAVES = 4
"""Requests for each worker that are packed together: enough for equal shares, and for what matters to come first."""


_OUTPUT_IN_BATCH = 3_000
"""Expected tokens of a reply in a batch."""

_OUTPUT_OF_BATCH = 500_000
"""Expected tokens of all replies of a batch: some ten thousand docs, so that no large tree is in memory as a whole."""


@dataclass(frozen=True, slots=True)
class ClaudeOptions:
    """What a user can decide about Claude.

    Attributes:
        model: Model id, as the provider spells it.
        provider: `anthropic`, `aws`, `bedrock` or `vertex`.
        effort: How hard the model thinks, where it can be told.
        api_key: Key of the Claude API; empty to let the SDK find credentials in the environment.
        base_url: Endpoint that speaks the Claude API; empty for the provider's own.
        region: Region of AWS; empty to let the SDK find it in the environment.
        instructions: House rules for the docs, in plain words.
        language: Natural language of the docs.
        max_workers: Most requests at the same time.
        max_attempts: Most attempts for each request, and most replies that may fail to hold a chunk's doc.
        request_lines: Most lines of source in one request.
        max_cost_usd: Most US dollars to spend; `None` for no bound.
        max_symbols: Most chunks to ask about; `None` for no bound.
        timeout_seconds: Seconds from now after which no request is sent; `None` for no bound.
        prices: Entries that are laid over the list of models, in its form.
        batch: Whether misses go in batches, at half the price.
    """

    model: str
    provider: str = "anthropic"
    effort: str = "low"
    api_key: str = field(default="", repr=False)
    base_url: str = ""
    region: str = ""
    instructions: str = ""
    language: str = "English"
    max_workers: int = 5
    max_attempts: int = 5
    request_lines: int = 2000
    max_cost_usd: float | None = None
    max_symbols: int | None = None
    timeout_seconds: float | None = None
    prices: Mapping[str, object] = field(default_factory=dict)
    batch: Batch = Batch.FALSE


class ClaudeWriter:
    """Writes docs with Claude."""

    def __init__(self, options: ClaudeOptions, journal: Journal | None = None, timing: Timing | None = None) -> None:
        """Check the options; nothing is imported or sent before `write` needs it.

        Args:
            options: What the user decided.
            journal: What remembers batches; `None` where none may be submitted.
            timing: What tells and spends time.

        Raises:
            SettingsError: The options do not fit together.
        """
        self._options = options
        known = find_model(options.model, load_models(options.prices))
        if options.max_cost_usd is not None and (known is None or known.prices is None):
            raise SettingsError(
                f"`max-cost` cannot be kept: the price of the model `{options.model}` is not known.",
                "Add its prices, leave `max-cost` out, or choose a model with a known price.",
            )
        self._is_known = known is not None
        self._model = known or Model()
        connection = Connection(
            options.provider, options.model, options.effort, options.api_key, options.base_url, options.region
        )
        timing = timing or Timing()
        self._halt = Halt(options.timeout_seconds, clock=timing.clock, sleep=timing.sleep)
        self._service = Claude(connection, self._model, timing, is_cut_off=lambda: self._halt.is_impatient)
        self._limits = Limits(options.request_lines, options.max_workers)
        self._asker = Asker(system_prompt(options.language, options.instructions), self._model, options.effort)
        self._ledger = Ledger(self._model, options.max_cost_usd)
        self._persistence = Persistence(options.max_attempts, self._halt.sleep, timing.random, self._halt.may_wait)
        self._policy = _policy(options)
        self._journal = journal
        self._timing = timing
        self._asked = 0

    @property
    def model(self) -> str:
        """The model's id."""
        return self._options.model

    @property
    def prompt_version(self) -> str:
        """Changes with the prompt, the form of the reply, and the effort."""
        return f"{prompt_version()}-{self._options.effort}"

    @property
    def spending(self) -> Spending:
        """What was billed so far."""
        return self._ledger.spending

    def stop(self) -> None:
        """Send no further request. May be called from a signal handler."""
        self._halt.stop()

    def write(self, assignments: Iterable[Assignment], gate: Gate) -> Iterator[tuple[Answer, ...]]:
        """Yield answers the moment they arrive, exactly one for each chunk, as `Writer` says."""
        self._warn()
        judge = Judge(gate, self._options.max_attempts)
        run = self._batch_run(self._journal, judge) if self._journal else None
        is_batched, assignments = self._decide(assignments)
        supply = self._supply(assignments, run, is_batched=is_batched)
        try:
            if run is None:
                yield from self._ask(judge, supply)
            else:
                yield from run.answers(supply, is_batched=is_batched)
        finally:
            self._service.close()

    def estimate(self, assignments: Iterable[Assignment]) -> Spending:
        """Foretell what `write` would cost if every first answer were good, without a key and without a network."""
        is_batched, assignments = self._decide(assignments)
        workers = self._options.max_workers
        asker, ledger, requests = self._asker, Ledger(self._model, None), 0
        for window in self._windows(assignments, is_batched=is_batched):
            tasks, _ = self._divide(make_tasks(window, self._limits))
            packed = self._pack(self._choose(tasks)[0], is_batched=is_batched)
            # Nobody knows which requests of a batch run within the minutes that a cached prefix lives.
            asker = asker if is_batched else asker.of_run(requests + len(packed), workers)
            for number, request in enumerate(packed, requests):
                ledger.book(1, asker.likely(request, is_first=number < workers))
            requests += len(packed)
        return at_half_price(ledger.spending) if is_batched else ledger.spending

    def _decide(self, assignments: Iterable[Assignment]) -> tuple[bool, Iterable[Assignment]]:
        """Whether misses go in batches; the assignments that had to be taken for that are given back with the rest."""
        rest = iter(assignments)
        head: list[Assignment] = []
        symbols = 0
        for assignment in rest if self._journal and self._policy.batch is not Batch.FALSE else ():
            head.append(assignment)
            symbols += len(assignment.chunks) - len(self._places(assignment.chunks))
            if self._policy.wants(symbols):
                return True, chain(head, rest)
        return False, chain(head, rest)

    def _supply(
        self, assignments: Iterable[Assignment], run: BatchRun | None, *, is_batched: bool
    ) -> Iterator[Settled]:
        """Pack window by window, as the run asks for more; what may not be asked about is answered at once."""
        for window in self._windows(assignments, is_batched=is_batched):
            tasks, places = self._divide(make_tasks(window, self._limits))
            if run is not None:
                run.expect(places)
            chosen, left = self._choose(tasks)
            self._asked += len(chosen)
            answers = tuple(Unwritten(task.chunk, "left: max-symbols", is_left=True) for task in left)
            yield Settled(answers, self._pack(chosen, is_batched=is_batched))

    def _windows(self, assignments: Iterable[Assignment], *, is_batched: bool) -> Iterator[list[Assignment]]:
        """Take enough to keep all workers busy for a while; everything where a bound says to choose the best of all."""
        options = self._options
        is_bounded = options.max_cost_usd is not None or options.max_symbols is not None
        enough = self._limits.output_tokens * options.max_workers * _WAVES
        return gather(assignments, None if is_bounded else _OUTPUT_OF_BATCH if is_batched else enough)

    def _divide(self, tasks: Sequence[Task]) -> tuple[tuple[Task, ...], list[tuple[Task, Place]]]:
        """Divide what is in no batch from what a batch brings."""
        places = self._places([task.chunk for task in tasks])
        bound = [(task, places[task.chunk.fingerprint]) for task in tasks if task.chunk.fingerprint in places]
        return tuple(task for task in tasks if task.chunk.fingerprint not in places), bound

    def _places(self, chunks: Sequence[Chunk]) -> Mapping[str, Place]:
        """Where the docs come from that batches bring."""
        return self._journal.places([chunk.fingerprint for chunk in chunks]) if self._journal else {}

    def _pack(self, tasks: Sequence[Task], *, is_batched: bool) -> tuple[Request, ...]:
        # Nobody waits for a single request of a batch, so they may be larger and repeat the prompt less often.
        limits = replace(self._limits, workers=1, output_tokens=_OUTPUT_IN_BATCH) if is_batched else self._limits
        return pack(tasks, limits)

    def _ask(self, judge: Judge, supply: Iterator[Settled]) -> Iterator[tuple[Answer, ...]]:
        """Have requests answered one by one."""
        timing, workers = self._timing, self._options.max_workers
        pacer = Pacer(workers, clock=timing.clock, sleep=self._halt.sleep, may_wait=self._halt.may_wait)
        parts = Parts(
            asker=self._asker,
            caller=Caller(self._service, pacer, self._persistence),
            ledger=self._ledger,
            judge=judge,
            halt=self._halt,
            workers=workers,
        )
        return Run(parts, supply).answers()

    def _batch_run(self, journal: Journal, judge: Judge) -> BatchRun:
        """Put the parts of a walk through batches together."""
        desk = Desk(ClaudeBatches(self._service), journal, self._asker, self._persistence, self._timing.now)
        return BatchRun(
            BatchParts(
                desk=desk,
                policy=self._policy,
                ask=partial(self._ask, judge),
                judge=judge,
                ledger=self._ledger,
                halt=self._halt,
                model=self._model,
                has_deadline=self._options.timeout_seconds is not None,
                clock=self._timing.clock,
            )
        )

    def _choose(self, tasks: tuple[Task, ...]) -> tuple[tuple[Task, ...], tuple[Task, ...]]:
        """Split a window into what may still be asked about and what is left."""
        bound = self._options.max_symbols
        return (tasks, ()) if bound is None else choose(tasks, max(0, bound - self._asked))

    def _warn(self) -> None:
        if self._policy.batch is Batch.TRUE and self._journal is None:
            _log.warning("%s", NO_MEMORY)
        if not self._is_known:
            _log.warning("The model `%s` has no known price. Add it to `prices` to see what runs cost.", self.model)
        if self._model.deprecated:
            _log.warning("The model `%s` retires on %s. Choose a newer one.", self.model, self._model.deprecated)


def _policy(options: ClaudeOptions) -> Policy:
    """When to submit batches.

    Raises:
        SettingsError: The user wants some from a provider that has none.
    """
    has_batches = options.provider in PROVIDERS
    if options.batch is Batch.TRUE and not has_batches:
        raise SettingsError(
            f"The provider `{options.provider}` has no batches.",
            "Leave `batch` out, set it to `auto`, or choose the provider `anthropic` or `aws`.",
        )
    return Policy(options.batch if has_batches else Batch.FALSE)
