"""The hidden first line of what we post, by which a later run knows what it is and how new it is."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from urllib.parse import quote, unquote

from docgen.model import Documented, Report

_MOST_DOCS = 400
_MARKER = re.compile(
    r"<!-- docgen:(?P<id>[^ ]*) head=(?P<head>[0-9a-f]*) run=(?P<run>[0-9]{1,18})\.(?P<attempt>[0-9]{1,9})"
    r" content=(?P<content>[0-9a-f]+) docs=(?P<docs>[0-9a-f,]*|many) -->(?:\n|\Z)"
)


@dataclass(frozen=True, slots=True, order=True)
class Run:
    """A workflow run; later ones are greater."""

    id: int = 0
    attempt: int = 0


@dataclass(frozen=True, slots=True)
class Stamp:
    """Who writes which of our comments.

    Attributes:
        comment_id: Which of several comments on one pull request.
        run: The run that writes it.
    """

    comment_id: str
    run: Run = Run()


@dataclass(frozen=True, slots=True)
class Marker:
    """What a comment says about itself.

    Attributes:
        stamp: Who wrote which comment.
        head_sha: Commit that was read.
        content: Digest of what it says, figures left out.
        docs: Digests of the docs that it shows; `None` when there were too many to list.
    """

    stamp: Stamp
    head_sha: str
    content: str
    docs: frozenset[str] | None

    def says_the_same_as(self, other: Marker) -> bool:
        """Whether a reader would find no difference but in the figures."""
        return (self.head_sha, self.content) == (other.head_sha, other.content)

    def __str__(self) -> str:
        """The marker as it stands in a body: an HTML comment on a line of its own."""
        docs = "many" if self.docs is None else ",".join(sorted(self.docs))
        run = f"{self.stamp.run.id}.{self.stamp.run.attempt}"
        identity = quote(self.stamp.comment_id, safe="")
        return f"<!-- docgen:{identity} head={self.head_sha} run={run} content={self.content} docs={docs} -->"


def parse_marker(body: str) -> Marker | None:
    """Read the marker at the start of a body: text further down may come from anyone."""
    found = _MARKER.match(body.replace("\r\n", "\n"))
    if found is None:
        return None
    return Marker(
        stamp=Stamp(unquote(found["id"]), Run(int(found["run"]), int(found["attempt"]))),
        head_sha=found["head"],
        content=found["content"],
        docs=None if found["docs"] == "many" else frozenset(filter(None, found["docs"].split(","))),
    )


def digest(*parts: str) -> str:
    """A short digest of some texts, stable between runs."""
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def doc_digest(outcome: Documented) -> str:
    """What tells a doc from an earlier one of the same symbol; positions do not count."""
    symbol = outcome.symbol
    return digest(symbol.path, symbol.qualified_name, outcome.docstring)[:8]


def doc_digests(report: Report) -> frozenset[str] | None:
    """The digests of all docs; `None` when they would take too much of the comment."""
    digests = frozenset(map(doc_digest, report.documented))
    return digests if len(digests) <= _MOST_DOCS else None
