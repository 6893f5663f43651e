"""From changed lines to the symbols that they change.

- A function is touched by a change of any of its lines, decorators included, and by a deletion inside it or at its end.
- A class is touched by a change of its header, of its own statements, or of how it is called: the header of its
  constructor. Any other change in a method is the method's.
- A module is touched when the whole file is new, or when its docstring changes: whoever edits a constant or an import
  does not want to be asked about the file.

Lines that were deleted just above a definition were not its own as far as the tree at head tells; who reads the patch
counts the line below a deleted decorator as changed.
"""

from __future__ import annotations

import ast
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence

from docgen.model import LineRange, Symbol
from docgen.python.definitions import Definition, Function, Site, docstring, span
from docgen.python.indentation import first_line
from docgen.python.module import Module
from docgen.python.signatures import constructor


def touched(module: Module, lines: Sequence[LineRange] | None) -> tuple[Symbol, ...]:
    """Return the symbols that a change touches, in source order.

    Args:
        module: The file at head.
        lines: Changed lines at head; `None` when the whole file counts as changed.
    """
    if lines is None or any(changed.start <= 1 and changed.stop >= module.source.line_count for changed in lines):
        return module.symbols
    changes = _Changes(lines)
    return tuple(symbol for symbol in module.symbols if any(map(changes.meet, _own_lines(module, symbol))))


class _Changes:
    """Changed lines, by halves: line `n` is at `2n`, the gap above it at `2n - 1`."""

    def __init__(self, lines: Iterable[LineRange]) -> None:
        extents = sorted(
            (min(2 * line.start, 2 * line.stop + 1), 2 * line.stop + (line.stop < line.start)) for line in lines
        )
        self._starts = [start for start, _ in extents]
        self._stops = [stop for _, stop in extents]

    def meet(self, own: LineRange) -> bool:
        """Tell whether something changed in a range or was deleted just below it."""
        index = bisect_right(self._starts, 2 * own.stop + 1)
        return index > 0 and self._stops[index - 1] >= 2 * own.start


def _own_lines(module: Module, symbol: Symbol) -> Iterator[LineRange]:
    """Yield the lines whose change is a change of the symbol itself."""
    site = module.declarations[symbol.qualified_name].site
    node = site.node
    if isinstance(node, Function):
        yield symbol.span
    elif isinstance(node, ast.ClassDef):
        yield _header(node, symbol.span.start)
        yield from map(_statement, _own_statements(site))
        yield from _constructor_header(site)
    else:
        existing = docstring(node)
        if existing is not None:
            yield LineRange(existing.lineno, existing.end_lineno or existing.lineno)


def _header(node: ast.ClassDef, start: int) -> LineRange:
    parts = [*node.bases, *(keyword.value for keyword in node.keywords)]
    return LineRange(start, max([node.lineno, *(part.end_lineno or part.lineno for part in parts)]))


def _constructor_header(site: Site) -> Iterator[LineRange]:
    """Yield the lines of the signature that is the class's own, if it has one."""
    node = constructor(site)
    if node is not None:
        yield LineRange(span(node).start, max(node.lineno, first_line(node.body[0]) - 1))


def _own_statements(site: Site) -> Iterator[ast.stmt]:
    for statement in site.own:
        if isinstance(statement, ast.stmt) and not isinstance(statement, Definition):
            yield statement


def _statement(node: ast.stmt) -> LineRange:
    """Return the lines of a simple statement, or the first line of a compound one."""
    is_compound = hasattr(node, "body") or isinstance(node, ast.Match)
    return LineRange(node.lineno, node.lineno if is_compound else node.end_lineno or node.lineno)
