"""Docs become docstrings, docstrings become edits that are proven to change nothing else; one file after the other."""

from __future__ import annotations

from collections.abc import Sequence

from docgen.errors import ProofError
from docgen.model import Documented, Edit, Failed, Outcome, Skipped
from docgen.python.check import judge
from docgen.python.module import Module
from docgen.python.places import indent_of
from docgen.python.splice import splice
from docgen.python.styles import Style, render
from docgen.python.symbols import lighten
from docgen.steps.fetch import Docs
from docgen.steps.survey import KeptFile, Task


def compose(file: KeptFile, docs: Docs, style: Style) -> tuple[list[Outcome], Edit | None]:
    """Settle what became of a file's symbols, and make the edit for those that have docs."""
    outcomes: list[Outcome] = [_lacking(task, docs) for task in file.tasks if task.fingerprint in docs.lacking]
    tasks = [task for task in file.tasks if task.fingerprint in docs.found]
    if not tasks:
        return outcomes, None
    module = file.parse()
    settled = [_settle(module, task, docs, style) for task in tasks]
    documented = [outcome for outcome in settled if isinstance(outcome, Documented)]
    outcomes += [outcome for outcome in settled if not isinstance(outcome, Documented)]
    try:
        edit = _edit(module, documented, style)
    except ProofError as error:
        return [*outcomes, *(Failed(outcome.location, str(error)) for outcome in documented)], None
    return [*outcomes, *documented], edit


def _lacking(task: Task, docs: Docs) -> Skipped | Failed:
    """Say why a symbol goes without a doc."""
    lack = docs.lacking[task.fingerprint]
    return Skipped(task.location, lack.reason) if lack.is_left else Failed(task.location, lack.reason)


def _settle(module: Module, task: Task, docs: Docs, style: Style) -> Documented | Failed:
    """Hold a doc against the symbol's code and render it."""
    doc, origin = docs.found[task.fingerprint]
    name = task.location.qualified_name
    symbol = module.declarations[name].symbol
    verdict = judge(symbol, doc)
    if verdict.mended is None:
        problems = " ".join(verdict.problems)
        return Failed(task.location, f"The doc does not fit the code: {problems} Write this docstring yourself.")
    docstring = render(verdict.mended, symbol, style, indent_of(module, name))
    return Documented(lighten(symbol), verdict.mended, docstring, origin, task.stale, task.fingerprint)


def _edit(module: Module, documented: Sequence[Documented], style: Style) -> Edit | None:
    """Make the file's edit, none when nothing in it was documented."""
    if not documented:
        return None
    return splice(module, {each.symbol.qualified_name: each.docstring for each in documented}, style)
