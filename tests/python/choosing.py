"""Selection from a source, for tests: what is chosen, and why the rest is not."""

from __future__ import annotations

from docgen.python.selection import Rules, Selection, Update, Visibility, select
from tests.python.reading import read

EVERYTHING = Rules(update=Update.ALL, visibility=Visibility.ALL, skip=frozenset())
WORK = "x = work()\n    return x"


def chosen(source: str, rules: Rules = Rules(), path: str = "pkg/mod.py") -> Selection:  # noqa: B008 - frozen
    return select(read(source, path), None, rules)


def reason(source: str, name: str = "f", rules: Rules = Rules(), path: str = "pkg/mod.py") -> str | None:  # noqa: B008
    """Return why a symbol is skipped, `None` when it is selected."""
    selection = chosen(source, rules, path)
    reasons = {skipped.location.qualified_name: skipped.reason for skipped in selection.skipped}
    selected = {selected.symbol.qualified_name for selected in selection.selected}
    assert (name in reasons) != (name in selected)
    return reasons.get(name)
