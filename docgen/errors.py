"""Every error that docgen raises on purpose.

DocgenError                    what happened, and how to fix it
├── SettingsError              inputs, configuration or event do not fit; exit code 2
├── SourceError                one file cannot be read as Python
│   └── TooLargeError          it has more bytes than are worth reading
├── ProofError                 an edit would change more than docstrings
├── CacheError                 the cache cannot be used; the run goes on without it
├── WriterError                one chunk got no doc
│   └── FatalWriterError       no further request can succeed
└── DeliveryError              the docs could not be brought to where they belong
    ├── AccessError            a token is missing, rejected or lacks a permission
    ├── LimitError             a rate limit outlasts the time that we may wait
    ├── RefusedError           GitHub understood and will not: not found, conflict, not valid
    └── UncertainError         nobody knows whether GitHub did what it was asked to
"""

from __future__ import annotations

from http import HTTPStatus


class DocgenError(Exception):
    """Something that a user should hear about.

    Attributes:
        what: What happened, one sentence.
        fix: How to fix it; may be empty when nothing can be done.
    """

    def __init__(self, what: str, fix: str = "") -> None:
        super().__init__(what, fix)
        self.what = what
        self.fix = fix

    def __str__(self) -> str:
        """Both sentences, as a log line shows them."""
        return f"{self.what} {self.fix}".rstrip()


class SettingsError(DocgenError):
    """Inputs, configuration or the event do not fit together."""


class SourceError(DocgenError):
    """A file cannot be read as Python source.

    Attributes:
        line: Where in the file; 1 where it concerns the whole.
    """

    def __init__(self, what: str, fix: str = "", *, line: int = 1) -> None:
        super().__init__(what, fix)
        self.line = line


class TooLargeError(SourceError):
    """A file has more bytes than are worth reading."""

    def __init__(self, size: int, max_bytes: int) -> None:
        what = f"The file has {size:,} bytes; files of more than {max_bytes:,} are not read."
        super().__init__(what, "Add it to `exclude`.")


class ProofError(DocgenError):
    """An edit could not be proven to change nothing but docstrings."""


class CacheError(DocgenError):
    """The cache is down, denied, missing or foreign."""


class WriterError(DocgenError):
    """A chunk got no doc that may be published."""


class FatalWriterError(WriterError):
    """The model's service refused in a way that no retry can mend."""


class DeliveryError(DocgenError):
    """GitHub or the file system did not take what we brought, or did not give what we need."""


class AccessError(DeliveryError):
    """A token is missing, was rejected, or lacks a permission."""


class LimitError(DeliveryError):
    """A rate limit outlasts the time that the run may wait."""


class RefusedError(DeliveryError):
    """GitHub understood a request and will not carry it out.

    Attributes:
        status: HTTP status of the answer: 404, 409, 422; 200 for an error of GraphQL.
        reason: GitHub's own words.
        kinds: Types of the errors of GraphQL, such as `STALE_DATA`.
    """

    def __init__(self, what: str, fix: str = "", *, status: int, reason: str = "", kinds: tuple[str, ...] = ()) -> None:
        super().__init__(what, fix)
        self.status = status
        self.reason = reason
        self.kinds = kinds

    @property
    def is_missing(self) -> bool:
        """Whether there is no such thing, or the token may not know of it."""
        return self.status == HTTPStatus.NOT_FOUND or "NOT_FOUND" in self.kinds


class UncertainError(DeliveryError):
    """A write was sent and its answer was lost: look whether it happened before it is sent again."""
