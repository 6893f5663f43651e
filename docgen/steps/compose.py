"""Docs become docstrings, docstrings become edits that are proven to change nothing else; one file after the other."""

from __future__ import annotations

from collections.abc import Sequence

from docgen.errors import ProofError
from docgen.model import Doc, Documented, Edit, Failed, Outcome, Skipped
from docgen.python.amend import amend
from docgen.python.check import judge
from docgen.python.module import ParsedFile
from docgen.python.places import indent_of
from docgen.python.splice import splice
from docgen.python.styles import Style, render
from docgen.python.symbols import with_names
from docgen.steps.fetch import Docs
from docgen.steps.survey import KeptFile, Task


def compose(file: KeptFile, docs: Docs, style: Style) -> tuple[list[Outcome], Edit | None]:
    """Settle what became of a file's symbols, and make the edit for those that have docs."""
    outcomes: list[Outcome] = [_lacking(task, docs) for task in file.tasks if task.fingerprint in docs.lacking]
    tasks = [task for task in file.tasks if task.fingerprint in docs.found]
    if not tasks:
        return outcomes, None
    parsed = file.parse()
    settled = [_settle(parsed, task, docs, style) for task in tasks]
    documented = [outcome for outcome in settled if isinstance(outcome, Documented)]
    outcomes += [outcome for outcome in settled if not isinstance(outcome, Documented)]
    try:
        edit = _edit(parsed, documented, style)
    except ProofError as error:
        return [*outcomes, *(Failed(outcome.location, str(error)) for outcome in documented)], None
    return [*outcomes, *documented], edit


def _lacking(task: Task, docs: Docs) -> Skipped | Failed:
    """Say why a symbol goes without a doc."""
    lack = docs.lacking[task.fingerprint]
    return Skipped(task.location, lack.reason) if lack.is_left else Failed(task.location, lack.reason)


def _settle(file: ParsedFile, task: Task, docs: Docs, style: Style) -> Documented | Failed:
    """Hold a doc against the symbol's code, unless that was done when it was found, and render it."""
    doc, origin = docs.found[task.fingerprint]
    symbol = task.symbol
    mended = docs.mended.get(task.location)
    if mended is None:
        verdict = judge(with_names(symbol, file.names), doc)
        if verdict.mended is None:
            problems = " ".join(verdict.problems)
            return Failed(task.location, f"The doc does not fit the code: {problems} Write this docstring yourself.")
        mended = verdict.mended
    docstring = _docstring(file, task, mended, style)
    return Documented(symbol, mended, docstring, origin, task.stale, task.fingerprint)


def _docstring(file: ParsedFile, task: Task, doc: Doc, style: Style) -> str:
    """Put the docstring that is there right if its parameters are all that is wrong, else render the doc."""
    indent = indent_of(file, task.symbol.qualified_name)
    amended = amend(with_names(task.symbol, file.names), doc, style, indent) if task.stale else None
    return amended or render(doc, task.symbol, style, indent)


def _edit(file: ParsedFile, documented: Sequence[Documented], style: Style) -> Edit | None:
    """Make the file's edit, none when nothing in it was documented."""
    if not documented:
        return None
    return splice(file, {each.symbol.qualified_name: each.docstring for each in documented}, style)
