"""Claude as a `Writer`: the parts of the room put together."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from random import Random

from docgen.errors import SettingsError
from docgen.model import Spending
from docgen.writer.asking import Asker
from docgen.writer.calls import Caller
from docgen.writer.claude import Claude
from docgen.writer.halt import Halt
from docgen.writer.interface import Answer, Assignment, Gate, Unwritten
from docgen.writer.ledger import Ledger
from docgen.writer.models import Model, find_model, load_models
from docgen.writer.pacing import Pacer
from docgen.writer.packing import Limits, Task, choose, gather, make_tasks, pack
from docgen.writer.prompt import prompt_version, system_prompt
from docgen.writer.run import Parts, Run
from docgen.writer.service import Connection
from docgen.writer.verdicts import Judge, Settled

_log = logging.getLogger(__name__)

_WAVES = 4
"""Requests for each worker that are packed together: enough for equal shares, and for what matters to come first."""


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


class ClaudeWriter:
    """Writes docs with Claude."""

    def __init__(
        self,
        options: ClaudeOptions,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
        random: Random | None = None,
        silence: float = 90.0,
    ) -> None:
        """Check the options; nothing is imported or sent before `write` needs it.

        Args:
            options: What the user decided.
            clock: Tells the time in seconds.
            sleep: Waits for so many seconds.
            random: Source of jitter.
            silence: Seconds without a byte after which a connection counts as stalled.

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
        self._service = Claude(connection, self._model, silence=silence, clock=clock)
        self._limits = Limits(options.request_lines, options.max_workers)
        self._system = system_prompt(options.language, options.instructions)
        self._ledger = Ledger(self._model, options.max_cost_usd)
        self._halt = Halt(options.timeout_seconds, clock=clock, sleep=sleep)
        self._asked = 0
        self._clock = clock
        self._random = random or Random()  # noqa: S311 - jitter

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
        parts = Parts(
            asker=self._asker(),
            caller=self._caller(),
            ledger=self._ledger,
            judge=Judge(gate, self._options.max_attempts),
            halt=self._halt,
            workers=self._options.max_workers,
        )
        try:
            yield from Run(parts, self._supply(assignments)).answers()
        finally:
            self._service.close()

    def estimate(self, assignments: Iterable[Assignment]) -> Spending:
        """Foretell what `write` would cost if every first answer were good, without a key and without a network."""
        workers = self._options.max_workers
        asker, ledger, requests = self._asker(), Ledger(self._model, None), 0
        for window in self._windows(assignments):
            packed = pack(self._choose(window)[0], self._limits)
            asker = asker.of_run(requests + len(packed), workers)
            for number, request in enumerate(packed, requests):
                ledger.book(1, asker.likely(request, is_first=number < workers))
            requests += len(packed)
        return ledger.spending

    def _supply(self, assignments: Iterable[Assignment]) -> Iterator[Settled]:
        """Pack window by window, as the run asks for more; what may not be asked about is answered at once."""
        for window in self._windows(assignments):
            chosen, left = self._choose(window)
            self._asked += len(chosen)
            answers = tuple(Unwritten(task.chunk, "left: max-symbols", is_left=True) for task in left)
            yield Settled(answers, pack(chosen, self._limits))

    def _windows(self, assignments: Iterable[Assignment]) -> Iterator[list[Assignment]]:
        """Take enough to keep all workers busy for a while; everything where a bound says to choose the best of all."""
        options = self._options
        is_bounded = options.max_cost_usd is not None or options.max_symbols is not None
        return gather(assignments, None if is_bounded else self._limits.output_tokens * options.max_workers * _WAVES)

    def _choose(self, window: Sequence[Assignment]) -> tuple[tuple[Task, ...], tuple[Task, ...]]:
        """Split a window into what may still be asked about and what is left."""
        tasks = make_tasks(window, self._limits)
        bound = self._options.max_symbols
        return (tasks, ()) if bound is None else choose(tasks, max(0, bound - self._asked))

    def _asker(self) -> Asker:
        return Asker(self._system, self._model, self._options.effort)

    def _caller(self) -> Caller:
        pacer = Pacer(
            self._options.max_workers, clock=self._clock, sleep=self._halt.sleep, may_wait=self._halt.may_wait
        )
        return Caller(
            self._service, pacer, self._options.max_attempts, self._halt.sleep, self._random, self._halt.may_wait
        )

    def _warn(self) -> None:
        if not self._is_known:
            _log.warning("The model `%s` is not in the price list: the report has no cost.", self.model)
        if self._model.deprecated:
            _log.warning("The model `%s` retires on %s: choose a newer one.", self.model, self._model.deprecated)
