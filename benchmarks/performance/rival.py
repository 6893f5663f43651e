"""What the rivals share: how they ask Claude, and how they are started.

They ask the same model as docgen, as frugally as docgen does: without thinking and at low effort.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import anthropic

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

MODEL = "claude-sonnet-5-5"


def write(client: anthropic.Anthropic, task: str, code: str, max_tokens: int) -> str:
    """Have something written about code; the answer is cut at `max_tokens`."""
    message = client.messages.create(
        model=MODEL,
        max_tokens=max_tokens,
        messages=[{"role": "user", "content": f"{task}\n\n```python\n{code}\n```"}],
        output_config={"effort": "low"},
        thinking={"type": "between_tools"},
    )
    return "".join(block.text for block in message.content if block.type == "text")


def in_threads(work: Callable[[str], str], items: Iterable[str], threads: int) -> list[str]:
    """Do the work for each item, so many at the same time."""
    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(work, items))
