"""GitHub's limits: sizes that it cuts or refuses, and the hourly budget of requests."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class Limits:
    """Sizes that tests may shrink to reach them cheaply; the defaults are GitHub's."""

    listed_files: int = 3_000
    """Files that `pulls/{number}/files` ever lists."""
    compared_files: int = 300
    """Files that a comparison lists."""
    file_patch_lines: int = 20_000
    """Lines of one patch; a longer one is left out, its counts stay."""
    page_patch_lines: int = 20_000
    """Lines of all patches of one answer; the files after that have neither patch nor counts."""
    body_characters: int = 65_536
    """Characters (UTF-16 units) of a comment, a review or a description."""
    content_bytes: int = 1_000_000
    """Bytes of a file that the contents API returns inline as base64."""
    tree_entries: int = 100_000
    """Entries of a tree after which a recursive listing is truncated."""
    blob_text_bytes: int = 512_000
    """Bytes of a blob after which GraphQL truncates its text."""


@dataclass(slots=True)
class RateLimit:
    """The primary limit of one hour; tests set `remaining` to bring it near its end."""

    clock: Callable[[], datetime]
    limit: int = 1_000
    remaining: int = 1_000
    window: int = 3_600
    """Seconds from now until the limit is reset."""

    def spend(self) -> bool:
        """Count one request; False when none is left for it."""
        if self.remaining <= 0:
            return False
        self.remaining -= 1
        return True

    @property
    def reset_at(self) -> datetime:
        """When the limit is reset."""
        return self.clock() + timedelta(seconds=self.window)

    def headers(self, resource: str) -> dict[str, str]:
        """The headers that each answer carries."""
        figures = {"limit": self.limit, "remaining": self.remaining, "used": self.limit - self.remaining}
        return {
            **{f"x-ratelimit-{name}": str(value) for name, value in figures.items()},
            "x-ratelimit-reset": str(int(self.reset_at.timestamp())),
            "x-ratelimit-resource": resource,
        }

    def json(self) -> dict[str, int]:
        """The same as `GET /rate_limit` tells it."""
        used = self.limit - self.remaining
        return {"limit": self.limit, "used": used, "remaining": self.remaining, "reset": int(self.reset_at.timestamp())}
