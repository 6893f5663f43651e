"""What a run would do, as text and as JSON: `docgen plan`, `docgen check` and the action's dry run."""

from __future__ import annotations

import json
from collections.abc import Sequence

from docgen.delivery.words import count
from docgen.model import Spending
from docgen.pipeline import Plan
from docgen.steps.survey import Survey, Task


def plan_text(plan: Plan, model: str) -> str:
    """Say which symbols would be documented and what that would cost."""
    return "\n".join([*findings(plan.survey), "", forecast(plan, model)]).strip()


def plan_json(plan: Plan, model: str) -> str:
    """Render the plan for machines."""
    usage = plan.estimate.usage
    return _json(
        {
            "files": plan.survey.files,
            "symbols": [_symbol(task) for task in plan.survey.tasks],
            "failed": failures(plan.survey),
            "cache_hits": plan.cache_hits,
            "cache_misses": plan.cache_misses,
            "model": model,
            "requests": plan.estimate.calls,
            "batch_requests": plan.estimate.batch_calls,
            "input_tokens": usage.input_tokens + usage.cache_write_tokens + usage.cache_read_tokens,
            "output_tokens": usage.output_tokens,
            "cost_usd": plan.estimate.cost_usd,
        }
    )


def findings(survey: Survey) -> list[str]:
    """What lacks a docstring that fits or could not be looked at, in the form in which editors find the place."""
    return [f"{task.location}: {reason(task)}" for task in survey.tasks] + failures(survey)


def check_json(survey: Survey) -> str:
    """Render what lacks a docstring that fits, for machines."""
    return _json(
        {
            "files": survey.files,
            "symbols": [_symbol(task) for task in survey.tasks],
            "failed": failures(survey),
        }
    )


def failures(survey: Survey) -> list[str]:
    """Files that could not be looked at, a line each."""
    return [f"{outcome.location}: {outcome.error}" for outcome in survey.failed]


def reason(task: Task) -> str:
    """Say why a symbol is to be documented."""
    if task.stale:
        return "stale docstring: " + "; ".join(task.stale)
    return "missing docstring" if task.symbol.docstring is None else "docstring to be rewritten"


def forecast(plan: Plan, model: str) -> str:
    """Say what it would cost, in one line."""
    if not plan.survey.tasks:
        return f"Nothing to document in {count(plan.survey.files, 'file')}."
    cached = f"{plan.cache_hits} of {plan.cache_hits + plan.cache_misses} in the cache"
    symbols, files = count(len(plan.survey.tasks), "symbol"), count(plan.survey.files, "file")
    return f"{symbols} in {files}, {cached}; {_cost(plan.estimate, model)}."


def _cost(estimate: Spending, model: str) -> str:
    """Say what the rest would cost."""
    if not estimate.calls:
        return f"no request to {model}"
    usage = estimate.usage
    tokens = usage.input_tokens + usage.cache_write_tokens + usage.cache_read_tokens
    price = "at an unknown price" if estimate.cost_usd is None else f"about ${estimate.cost_usd:.4f}"
    in_batches = " in batches, at half the price" if estimate.batch_calls else ""
    requests = f"{count(estimate.calls, 'request')} to {model}{in_batches}"
    return f"{requests}, about {tokens:,} tokens in and {usage.output_tokens:,} out, {price}"


def _symbol(task: Task) -> dict[str, object]:
    location = task.location
    return {
        "path": location.path,
        "line": location.line,
        "qualified_name": location.qualified_name,
        "kind": task.symbol.kind.value,
        "reason": reason(task),
    }


def _json(value: Sequence[object] | dict[str, object]) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2)
