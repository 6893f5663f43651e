"""The text of requests: a prefix from `prompt.md` that never changes within a run, and the chunks as fenced data."""

from __future__ import annotations

import hashlib
import html
import json
import re
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from itertools import groupby
from typing import Any

from docgen.model import Doc, Field
from docgen.sanitize import redact, strip_hidden
from docgen.writer.context import relevant
from docgen.writer.packing import Task

_LAYOUT_VERSION = 1
"""Raised when the user message is laid out differently, for the layout is not part of any file."""

_DEFAULT_LANGUAGE = "english"

# Tags that fence data. An escaped one is escaped once more, so that reading `&lt;` as `<` gives back the code.
_TAG = re.compile(
    r"<(?=\s*/?\s*(?:file|outline|chunk|rejected)\b)|&(?=(?:amp;)*lt;\s*/?\s*(?:file|outline|chunk|rejected)\b)",
    re.IGNORECASE,
)


@cache
def reply_schema() -> Mapping[str, Any]:
    """The JSON schema of replies: one for all requests, for each new one is compiled anew by the service."""
    schema: Mapping[str, Any] = json.loads(_resource("reply.schema.json"))
    return schema


def prompt_version() -> str:
    """The version of the words in which this release asks."""
    return version_of(_resource("prompt.md"), reply_schema())


def version_of(prompt: str, schema: Mapping[str, Any]) -> str:
    """A short hash of all that shapes an answer but for the code: a changed prompt is a changed fingerprint."""
    parts = (prompt, json.dumps(schema, sort_keys=True), str(_LAYOUT_VERSION))
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:12]


def system_prompt(language: str, instructions: str) -> str:
    """The prefix of every request.

    Args:
        language: Natural language of the docs.
        instructions: House rules of the repository, in plain words; may be empty.
    """
    parts = [_resource("prompt.md").strip()]
    if language.strip().casefold() != _DEFAULT_LANGUAGE:
        parts.append(f"# Language\n\nWrite all prose in {language.strip()}. Names of code stay as they are.")
    if house := redact(strip_hidden(instructions)).strip():
        parts.append(f"# House rules\n\nThese come from the repository's owners and add to the above.\n\n{house}")
    return "\n\n".join(parts)


def user_message(tasks: Sequence[Task]) -> str:
    """The tasks' outlines and chunks; the chunk of the first task has the id `c1`, and so on."""
    numbered = list(enumerate(tasks, start=1))
    by_file = groupby(numbered, key=lambda item: item[1].path)
    return "\n".join(_file(path, list(items)) for path, items in by_file)


def chunk_ids(tasks: Sequence[Task]) -> Mapping[str, Task]:
    """The ids by which the tasks' chunks go in a request."""
    return {f"c{number}": task for number, task in enumerate(tasks, start=1)}


def fenced(text: str) -> str:
    """The text with every tag that fences data escaped, and all else as it is."""
    return _TAG.sub(lambda match: "&lt;" if match[0] == "<" else "&amp;", text)


def _file(path: str, items: list[tuple[int, Task]]) -> str:
    chunks = "\n".join(_chunk(f"c{number}", task) for number, task in items)
    tasks = [task for _, task in items]
    callees = dict.fromkeys(line for task in tasks for line in task.callees)
    outline = "\n".join([relevant(tasks[0].outline, [task.source for task in tasks]), *callees]).strip()
    context = f"<outline>\n{fenced(redact(outline))}\n</outline>\n" if outline else ""
    return f'<file path="{html.escape(path)}">\n{context}{chunks}\n</file>'


def _chunk(chunk_id: str, task: Task) -> str:
    symbol = task.chunk.symbol
    opening = f'<chunk id="{chunk_id}" symbol="{html.escape(symbol.qualified_name)}" kind="{symbol.kind.value}">'
    element = f"{opening}\n{fenced(task.source)}\n</chunk>"
    return f"{element}\n{_rejected(chunk_id, task)}" if task.problems else element


def _rejected(chunk_id: str, task: Task) -> str:
    doc = f"{json.dumps(_as_json(task.rejected), ensure_ascii=False)}\n" if task.rejected else ""
    problems = "\n".join(f"- {problem}" for problem in task.problems)
    return f'<rejected id="{chunk_id}">\n{fenced(doc + problems)}\n</rejected>'


def _as_json(doc: Doc) -> dict[str, object]:
    """The doc in the form in which the model wrote it, without what is empty."""
    names = ("summary", "description", "params", "returns", "yields", "raises", "attributes", "example")
    values = {name: getattr(doc, name) for name in names}
    return {name: _fields(value) if isinstance(value, tuple) else value for name, value in values.items() if value}


def _fields(fields: tuple[Field, ...]) -> list[str]:
    return [f"{field.name}: {field.description}" for field in fields]


@cache
def _resource(name: str) -> str:
    return files(__package__).joinpath(name).read_text(encoding="utf-8")
