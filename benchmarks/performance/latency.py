"""How long the model takes, and what follows from it: the time of a run, and the least that any run could take."""

from __future__ import annotations

import heapq
from collections.abc import Sequence

from tests.standins.claude.latency import Latency

FIRST_TOKEN = 0.8
TOKENS_PER_SECOND = 80.0
STREAMS = 50

REAL_TIME = Latency(FIRST_TOKEN, TOKENS_PER_SECOND, STREAMS)
AT_ONCE = Latency()


def answer_seconds(output_tokens: float) -> float:
    """Seconds from a request to the last token of its answer."""
    return FIRST_TOKEN + output_tokens / TOKENS_PER_SECOND


def waiting_seconds(output_tokens: Sequence[int], workers: int) -> float:
    """Seconds until the last of the answers is there, when each worker takes the next request as soon as it is free.

    Args:
        output_tokens: Tokens of each answer in the order in which the requests are sent.
        workers: Requests that are under way at the same time, as far as the service works on so many.
    """
    free_at = [0.0] * min(workers, STREAMS)
    for tokens in output_tokens:
        heapq.heapreplace(free_at, free_at[0] + answer_seconds(tokens))
    return max(free_at) if output_tokens else 0.0


def least_seconds(output_tokens: int, longest: int, streams: int = STREAMS) -> float:
    """Seconds that no run can be faster than: all streams write without a pause from the first token on.

    Args:
        output_tokens: Tokens of all docs together.
        longest: Tokens of the longest doc, which is written in one stream.
        streams: Streams at the same time.
    """
    return max(answer_seconds(output_tokens / streams), answer_seconds(longest))
