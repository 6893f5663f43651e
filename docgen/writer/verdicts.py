"""Decides what a reply settles: docs that hold, docs to be repaired, chunks to be asked about again, and the lost."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from docgen.model import Doc
from docgen.writer.interface import Answer, Gate, Unwritten, Written
from docgen.writer.ledger import Share, shares
from docgen.writer.packing import Request, Task
from docgen.writer.prompt import chunk_ids
from docgen.writer.reply import read_docs
from docgen.writer.service import Reply, Stop

_DO_WITHOUT = "Write this docstring yourself, or choose another model."


@dataclass(frozen=True, slots=True)
class Settled:
    """What follows from a reply or a failure.

    Attributes:
        answers: For the chunks that are done.
        again: Requests for the others, in the order in which to send them.
    """

    answers: tuple[Answer, ...] = ()
    again: tuple[Request, ...] = ()


@dataclass(frozen=True, slots=True)
class Judge:
    """Judges replies.

    Attributes:
        gate: The truth gate.
        max_rounds: Most replies that may fail to hold a chunk's doc.
    """

    gate: Gate
    max_rounds: int

    def settle(self, request: Request, reply: Reply, cost_usd: float | None) -> Settled:
        """What a reply settles, and what is to be asked again.

        Args:
            request: What was asked.
            reply: What came back.
            cost_usd: What it cost.
        """
        return self.settle_chunks(chunk_ids(request.tasks), reply, cost_usd)

    def settle_chunks(self, tasks: Mapping[str, Task], reply: Reply, cost_usd: float | None) -> Settled:
        """What a reply settles of tasks by their chunks' ids in the request, be it all that were in it or some."""
        docs = read_docs(reply.text, tasks)
        if not docs and reply.stop in {Stop.REFUSED, Stop.TOO_LONG}:
            return self.smaller(Request(tuple(tasks.values())), _why_nothing(reply))
        paid = shares(docs, reply.usage, cost_usd)
        answers: list[Answer] = []
        repairs: list[Task] = []
        for name, doc in docs.items():
            judged = self._judge(tasks[name], doc, paid[name])
            repairs.append(judged) if isinstance(judged, Task) else answers.append(judged)
        missing, lost = self._missing(tasks, docs, reply)
        answers.extend(lost)
        again = _smaller_requests(missing) if reply.stop is Stop.CUT else _one_request(missing)
        return Settled(tuple(answers), (*again, *_one_request(repairs)))

    def smaller(self, request: Request, reason: str) -> Settled:
        """Ask in halves, or about less of a single chunk; give up with the reason when neither is possible."""
        if len(request.tasks) > 1:
            return Settled(again=request.halves())
        task = request.tasks[0]
        shorter = task.again().shortened() if task.rounds + 1 < self.max_rounds else None
        return Settled(again=(Request((shorter,)),)) if shorter else Settled((give_up(task, reason),))

    def once_more(self, request: Request, reason: str) -> Settled:
        """Ask again about what got no reply; give up with the reason what was asked about often enough."""
        tasks = [task.again() for task in request.tasks]
        lost = tuple(give_up(task, reason) for task in tasks if task.rounds >= self.max_rounds)
        return Settled(lost, _one_request([task for task in tasks if task.rounds < self.max_rounds]))

    def lost(self, request: Request, reason: str) -> Settled:
        """Give up what would never get a reply."""
        return Settled(tuple(give_up(task, reason) for task in request.tasks))

    def _judge(self, task: Task, doc: Doc, share: Share) -> Answer | Task:
        """A doc that holds is written; one that does not is repaired once, then mended."""
        share += task.share
        verdict = self.gate(task.chunk.symbol, doc)
        if verdict.holds:
            return Written(task.chunk, doc, share.usage, share.cost_usd)
        if not task.problems:
            return replace(
                task, rejected=doc, problems=verdict.problems, fallback=verdict.mended, share=share, rounds=0
            )
        mended = replace(task, fallback=verdict.mended or task.fallback, share=share)
        return give_up(mended, f"The doc does not fit the code: {' '.join(verdict.problems)} {_DO_WITHOUT}")

    def _missing(
        self, tasks: Mapping[str, Task], docs: Mapping[str, Doc], reply: Reply
    ) -> tuple[list[Task], list[Answer]]:
        """The tasks without a doc in the reply: those to ask about again, and answers for those asked often enough."""
        missing = [task.again() for name, task in tasks.items() if name not in docs]
        reason = _why_nothing(reply)
        lost = [give_up(task, reason) for task in missing if task.rounds >= self.max_rounds]
        return [task for task in missing if task.rounds < self.max_rounds], lost


def give_up(task: Task, reason: str, *, is_left: bool = False) -> Answer:
    """The answer for a task that is not asked about any more: what the gate left of an earlier doc, else the reason."""
    if task.fallback is not None:
        return Written(task.chunk, task.fallback, task.share.usage, task.share.cost_usd)
    return Unwritten(task.chunk, reason, is_left)


def _why_nothing(reply: Reply) -> str:
    reference = f" (request {reply.request_id})" if reply.request_id else ""
    match reply.stop:
        case Stop.REFUSED:
            why = f": {reply.refusal.rstrip('.')}" if reply.refusal else ""
            return f"Claude declined to write about this code{why}{reference}. {_DO_WITHOUT}"
        case Stop.TOO_LONG:
            return f"The code does not fit into the model's context{reference}. Choose a model with a larger one."
        case Stop.CUT:
            return f"The reply ended before the doc did{reference}. Run again, or choose another model."
    return f"The reply held no usable doc for this code{reference}. Run again, or choose another model."


def _one_request(tasks: list[Task]) -> tuple[Request, ...]:
    return (Request(tuple(tasks)),) if tasks else ()


def _smaller_requests(tasks: list[Task]) -> tuple[Request, ...]:
    return Request(tuple(tasks)).halves() if tasks else ()
