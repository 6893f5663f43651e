"""What a commit of docstrings says: what it documents, why it is safe, and that it is ours."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Sequence

from docgen.delivery.marker import digest
from docgen.delivery.words import count
from docgen.github.escape import commit_message
from docgen.model import Edit, Location, Report

_WIDTH = 72
_MOST_FILES = 40
_MOST_NAMES = 6
_PROOF = (
    "No code was changed. In each file, all that is outside of docstrings\n"
    "is the same byte for byte, the syntax tree without docstrings is the\n"
    "same, and the file compiles."
)
_TRAILER = re.compile(r"^Docgen-Action: (?P<content>[0-9a-f]+)$", re.MULTILINE)


def headline(report: Report, edits: Sequence[Edit], wanted: str) -> str:
    """The first line: the user's words, or what was done."""
    if wanted:
        return commit_message(wanted)
    names = {(edit.path, splice.qualified_name) for edit in edits for splice in edit.splices}
    written = [each for each in report.documented if (each.symbol.path, each.symbol.qualified_name) in names]
    updated = sum(each.symbol.docstring is not None for each in written)
    added = len(names) - updated
    parts = [f"add {count(added, 'docstring')}" if added else "", f"update {updated:,}" if updated else ""]
    text = " and ".join(part for part in parts if part)
    noun = "" if added else f" docstring{'s' * (updated != 1)}"
    return text[:1].upper() + text[1:] + noun


def body(edits: Sequence[Edit]) -> str:
    """The rest: which symbols, the proof, and the trailer by which we know our own commits."""
    lines = [_wrapped(commit_message(_file(edit))) for edit in edits[:_MOST_FILES]]
    if rest := len(edits) - len(lines):
        lines.append(f"and {count(rest, 'more file')}")
    return "\n\n".join(["\n".join(lines), _PROOF, f"Docgen-Action: {content_digest(edits)}"])


def content_digest(edits: Sequence[Edit]) -> str:
    """What tells one set of edited files from another."""
    return digest(*(f"{edit.path}\0{edit.content.hex()}" for edit in sorted(edits, key=lambda edit: edit.path)))


def written_content(message: str) -> str:
    """The digest in the trailer of a commit of ours; empty for the commits of others."""
    found = _TRAILER.search(message)
    return found["content"] if found else ""


def _wrapped(line: str) -> str:
    """The line as `git log` shows it without breaking it; what follows is indented, so that it is no trailer."""
    return textwrap.fill(line, _WIDTH, subsequent_indent="  ", break_long_words=False, break_on_hyphens=False)


def _file(edit: Edit) -> str:
    places = (Location(edit.path, 1, splice.qualified_name) for splice in edit.splices)
    names = list(dict.fromkeys(place.display_name for place in places))
    rest = len(names) - _MOST_NAMES
    return f"{edit.path}: {', '.join(names[:_MOST_NAMES])}" + (f" and {rest} more" if rest > 0 else "")
