"""Claude's API on loopback: validates what it is asked, answers from the source, and fails on command."""

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
