"""The ways to Claude: which client of the SDK a provider takes, and with which arguments."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

from docgen.errors import SettingsError
from docgen.writer.service import Connection

ClientName = Literal["Anthropic", "AnthropicAWS", "AnthropicBedrock", "AnthropicVertex"]


@dataclass(frozen=True, slots=True)
class Door:
    """A client class of the SDK by name, and its arguments; what is not given the SDK takes from the environment."""

    client: ClientName
    arguments: dict[str, Any] = field(default_factory=dict, repr=False)


def find_door(connection: Connection) -> Door:
    """Choose the client for a provider.

    Raises:
        SettingsError: The provider is not known, or the key cannot be a key.
    """
    address = {"base_url": connection.base_url} if connection.base_url else {}
    key = {"api_key": checked} if (checked := check_key(connection.api_key)) else {}
    region = {"aws_region": connection.aws_region} if connection.aws_region else {}
    match connection.provider:
        case "anthropic":
            return Door("Anthropic", {**key, **address})
        case "aws":
            return Door("AnthropicAWS", {**address, **region})
        case "bedrock":
            return Door("AnthropicBedrock", {**address, **region})
        case "vertex":
            return Door("AnthropicVertex", address)
    raise SettingsError(
        f"There is no provider `{connection.provider}`.", "Choose one of anthropic, aws, bedrock, vertex, draft."
    )


def check_key(key: str) -> str:
    """The key without blanks around it; empty when there is none.

    Raises:
        SettingsError: It holds what no key holds; the SDK would take it for a network that is down, and try again.
    """
    stripped = key.strip()
    if any(not character.isprintable() or character.isspace() or not character.isascii() for character in stripped):
        raise SettingsError(
            "The API key has a line end, a blank or another character within it that no key has.",
            "Store the key again as a secret, as one line without quotes.",
        )
    return stripped
