"""What each model accepts and what it costs: one data file, to which a user can add."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from importlib.resources import files
from typing import Literal

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from docgen.errors import SettingsError
from docgen.model import Usage

_PER_MILLION = 1_000_000

BATCH_SHARE = 0.5
"""What a request costs in a batch as a share of what it costs by itself, for all models and kinds of tokens."""

# The id on other doors: `us.anthropic.claude-opus-4-6-v1:0` on Bedrock, `claude-opus-4-5@20251101` on Vertex.
_DOOR_PREFIX = re.compile(r"^(?:[a-z]{2,6}\.)?anthropic\.")
_DOOR_SUFFIX = re.compile(r"(?:@\d{8}|-\d{8}(?=$|-v))?(?:-v\d+(?::\d+)?)?$")


class _Data(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Prices(_Data):
    """US dollars per million tokens; `cache_write` is for the five-minute cache, the only one that is used."""

    input: float
    output: float
    cache_write: float
    cache_read: float

    def of(self, usage: Usage) -> float:
        """What the usage costs in US dollars."""
        return (
            usage.input_tokens * self.input
            + usage.output_tokens * self.output
            + usage.cache_write_tokens * self.cache_write
            + usage.cache_read_tokens * self.cache_read
        ) / _PER_MILLION


class LongPrompt(_Data):
    """Prices of requests whose prompt has more than `above` tokens."""

    above: int
    prices: Prices


class Model(_Data):
    """What a model takes and costs; the defaults are what any model takes.

    Attributes:
        prices: Prices; `None` when they are not known.
        long_prompt: Other prices for long prompts.
        max_output: Most tokens of a reply.
        efforts: Values of `output_config.effort`; empty when the field is not taken.
        thinks_by_default: Whether it thinks when the request does not say.
        thinking_off: Value of `thinking.type` that turns thinking off; `None` when it cannot, or need not, be.
        thinking_off_efforts: Efforts with which thinking may be off; empty for all.
        cache_minimum: Tokens below which a prompt's prefix is not cached.
        deprecated: When it retires; empty while nobody has said so.
    """

    prices: Prices | None = None
    long_prompt: LongPrompt | None = None
    max_output: int = 32_000
    efforts: tuple[str, ...] = ()
    thinks_by_default: bool = True
    thinking_off: Literal["between_tools", "disabled"] | None = None
    thinking_off_efforts: tuple[str, ...] = ()
    cache_minimum: int = 4096
    deprecated: str = ""

    def cost(self, usage: Usage) -> float | None:
        """What one request costs in US dollars; `None` when the prices are not known."""
        prompt = usage.input_tokens + usage.cache_write_tokens + usage.cache_read_tokens
        if self.long_prompt and prompt > self.long_prompt.above:
            return self.long_prompt.prices.of(usage)
        return self.prices.of(usage) if self.prices else None

    def accepted_effort(self, effort: str) -> str | None:
        """The effort if the model takes it, else `None`: the field is left out."""
        return effort if effort in self.efforts else None

    def can_stop_thinking(self, effort: str) -> bool:
        """Whether thinking can be turned off at this effort."""
        return self.thinking_off is not None and effort in (self.thinking_off_efforts or self.efforts or (effort,))

    def thinks(self, effort: str) -> bool:
        """Whether replies begin with billed thinking when it is turned off where it can be."""
        return self.thinks_by_default and not self.can_stop_thinking(effort)


_MODELS = TypeAdapter(dict[str, Model])


def load_models(additions: Mapping[str, object] | None = None) -> Mapping[str, Model]:
    """Read the data file, and lay the user's entries over it, field by field.

    Args:
        additions: Entries of the data file's form by model id.

    Raises:
        SettingsError: An entry does not have that form.
    """
    known: dict[str, object] = json.loads(files(__package__).joinpath("models.json").read_text(encoding="utf-8"))
    for name, entry in (additions or {}).items():
        base = known.get(name)
        known[name] = {**base, **entry} if isinstance(base, dict) and isinstance(entry, Mapping) else entry
    try:
        return _MODELS.validate_python(known)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise SettingsError(
            f"The price list entry `{place}` is not valid: {first['msg']}.",
            "Write prices in US dollars per million tokens: input, output, cache_write, cache_read.",
        ) from error


def find_model(model_id: str, models: Mapping[str, Model]) -> Model | None:
    """The entry of a model by its id, however the provider spells it; `None` for an unknown one."""
    bare = _DOOR_SUFFIX.sub("", _DOOR_PREFIX.sub("", model_id))
    return models.get(model_id) or models.get(bare)
