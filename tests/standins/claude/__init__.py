"""Claude's API on loopback: validates what it is asked, answers from the source, and fails on command.

    with ClaudeStandin(faults=[HttpError(429, retry_after=2), None, Stopped("max_tokens")]) as claude:
        ...  # run docgen with ANTHROPIC_BASE_URL=claude.url and any key
        assert claude.paid == {"Box.open": 1}
        claude.assert_patient()

It plays messages (whole or streamed), the count of tokens, Message Batches and the list of models. Each request is held
against the SDK's own types, without extra keys at any depth, against the model's rules (`models.py`) and against what
structured outputs can express. What the API would answer with 400, or no reader could make sense of, is kept in
`claude.violations`, and leaving the context with any of them fails, unless `expects_violations` is set.

An answer holds one doc for each `<chunk id="..." symbol="..." kind="...">` of the last user message that has any: true
by its source, shaped by the request's schema. Where code stands in a Markdown fence instead, as other tools ask, the
answer is Markdown with a section for each definition, or for the one whose "docstring of `name`" is asked for.

What a test may want to:

- lie: `claude.answers["Box.open"] = {"params": [...]}` replaces fields of the true doc; `None` leaves the doc out; a
  function of the chunk and of how often it was asked about before may lie once only; `"*"` is for all others;
- break things: `claude.faults = [...]` in order of arrival, or a function of index and request, or
  `random_faults(seed, rate)`: `HttpError`, `Dropped`, `Stalled`, `Garbage`, `BROKEN_JSON` on any path; `Stopped`,
  `StreamError`, `Prose`, `Altered` and its like (`MISSING`, `DOUBLED`, `INVENTED`, ...) in answers; `batch_faults` in
  the requests of batches;
- pass time: `clock=ManualClock()` for limits, prompt cache and batches; give docgen the same clock and its `sleep`;
- look: `requests`, `asked` and `paid` and `delivered` by symbol, `violations`, `max_concurrency`;
- be slow or strict: `latency=Latency(0.8, 80, concurrency=50)`, `limits=Limits(requests=50)`.

`python -m tests.standins.claude --port 8080 --latency` serves until interrupted.

Not played: tools, images and documents, files, betas, organizations, the doors of other clouds.
"""

from tests.standins.claude.author import Override
from tests.standins.claude.chunks import AskedChunk
from tests.standins.claude.clock import ManualClock
from tests.standins.claude.faults import (
    BROKEN_JSON,
    DOUBLED,
    EMPTY,
    INVENTED,
    MISSING,
    MISTAKEN,
    NO_DOCS,
    WRONG_TYPES,
    Altered,
    Dropped,
    Expired,
    Fault,
    Garbage,
    HttpError,
    ItemFault,
    Prose,
    Stalled,
    Stopped,
    StreamError,
    random_faults,
)
from tests.standins.claude.latency import Latency
from tests.standins.claude.limits import Limits
from tests.standins.claude.log import LoggedRequest
from tests.standins.claude.standin import ClaudeStandin

__all__ = [
    "BROKEN_JSON",
    "DOUBLED",
    "EMPTY",
    "INVENTED",
    "MISSING",
    "MISTAKEN",
    "NO_DOCS",
    "WRONG_TYPES",
    "Altered",
    "AskedChunk",
    "ClaudeStandin",
    "Dropped",
    "Expired",
    "Fault",
    "Garbage",
    "HttpError",
    "ItemFault",
    "Latency",
    "Limits",
    "LoggedRequest",
    "ManualClock",
    "Override",
    "Prose",
    "Stalled",
    "Stopped",
    "StreamError",
    "random_faults",
]
