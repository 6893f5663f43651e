"""The models that the stand-in knows, and what each takes.

After the model pages and migration guides of platform.claude.com, November 2026.
"""

from __future__ import annotations

from dataclasses import dataclass

_LEVELS = frozenset({"low", "medium", "high", "xhigh", "max"})
_NO_XHIGH = _LEVELS - {"xhigh"}


@dataclass(frozen=True, slots=True)
class Model:
    """What a model takes; anything else is answered with 400.

    Attributes:
        id: Model id.
        context: Context window in tokens.
        max_output: Largest `max_tokens`.
        thinking: Values of `thinking.type` that it takes.
        thinks_by_default: Whether it thinks when a request says nothing about thinking.
        efforts: Values of `output_config.effort` that it takes; empty when it takes none at all.
        efforts_without_thinking: Those that it takes together with `thinking: {"type": "disabled"}`.
        sampling: Whether `temperature`, `top_p` and `top_k` may differ from their defaults.
        prefill: Whether the last message may be the assistant's.
        forced_tools: Whether `tool_choice` may force a tool.
        cache_minimum: Tokens below which a prefix is not cached.
        is_deprecated: Whether the list of models says so.
    """

    id: str
    context: int = 1_000_000
    max_output: int = 128_000
    thinking: frozenset[str] = frozenset({"adaptive", "disabled"})
    thinks_by_default: bool = True
    efforts: frozenset[str] = _LEVELS
    efforts_without_thinking: frozenset[str] = frozenset({"low", "medium", "high"})
    sampling: bool = False
    prefill: bool = False
    forced_tools: bool = True
    cache_minimum: int = 512
    is_deprecated: bool = False


_EXTENDED = frozenset({"enabled", "disabled"})

MODELS = {
    model.id: model
    for model in (
        Model("claude-sonnet-5-5", thinking=frozenset({"adaptive", "between_tools"}), forced_tools=False),
        Model("claude-haiku-5-5"),
        Model("claude-opus-5-5", thinking=frozenset({"adaptive"}), forced_tools=False),
        Model("claude-sonnet-5", cache_minimum=1_024),
        Model("claude-opus-5"),
        Model(
            "claude-sonnet-4-6",
            max_output=64_000,
            thinking=_EXTENDED | {"adaptive"},
            thinks_by_default=False,
            efforts=_NO_XHIGH,
            efforts_without_thinking=_NO_XHIGH,
            sampling=True,
            cache_minimum=1_024,
        ),
        Model(
            "claude-haiku-4-5",
            context=200_000,
            max_output=64_000,
            thinking=_EXTENDED,
            thinks_by_default=False,
            efforts=frozenset(),
            sampling=True,
            prefill=True,
            cache_minimum=4_096,
        ),
        Model(
            "claude-sonnet-4-5",
            context=200_000,
            max_output=64_000,
            thinking=_EXTENDED,
            thinks_by_default=False,
            efforts=frozenset(),
            sampling=True,
            prefill=True,
            cache_minimum=1_024,
            is_deprecated=True,
        ),
    )
}
