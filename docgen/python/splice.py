"""Docstrings into source files: offset edits on the original bytes, each file with its proof."""

from __future__ import annotations

import inspect
from collections.abc import Mapping

from docgen.model import Edit, Splice
from docgen.python.definitions import Scope, docstring_value
from docgen.python.literal import clean, layout, literal
from docgen.python.module import Module
from docgen.python.places import find_place, indentation_unit
from docgen.python.positions import SourceBytes
from docgen.python.proof import documentable_nodes, parse_again, prove, unproven
from docgen.python.styles import Style


def splice(module: Module, docstrings: Mapping[str, str], style: Style) -> Edit:
    """Insert or replace docstrings and prove that nothing else changed.

    A docstring that already says the same is left as it is, and so is one whose text is empty once cleaned.

    Args:
        module: The parsed file.
        docstrings: Docstring texts, without quotes and indentation, by qualified name.
        style: Quotes and layout.

    Raises:
        ProofError: If a name is not in the file, or the edit would change more than docstrings.
    """
    source = SourceBytes(module.content, module.encoding)
    nodes = _targets(module, docstrings)
    splices = _plan(source, nodes, docstrings, style, indentation_unit(source, module.tree))
    edit = Edit(module.path, module.content, _apply(module.content, splices), splices)
    if splices:
        _check(edit, module, nodes, docstrings, style)
    return edit


def _targets(module: Module, docstrings: Mapping[str, str]) -> dict[str, Scope]:
    targets = {}
    for name in docstrings:
        node = module.nodes.get(name)
        if node is None:
            raise unproven(module.path, f"it has no definition `{name}`")
        targets[name] = node
    return targets


def _plan(
    source: SourceBytes, nodes: Mapping[str, Scope], docstrings: Mapping[str, str], style: Style, unit: bytes
) -> tuple[Splice, ...]:
    """Work out the splices, in ascending order."""
    splices = []
    for name, node in nodes.items():
        text = clean(docstrings[name])
        if not text:
            continue
        place = find_place(source, node, unit)
        value = layout(text, place.indent.decode(), style)
        if not _says(node, value):
            quoted = literal(value, style.quotes, source.can_encode)
            newline = source.newline_after(place.start)
            inserted = place.before + source.encode(quoted).replace(b"\n", newline) + place.after
            splices.append(Splice(name, place.start, place.stop, inserted))
    return tuple(sorted(splices, key=lambda splice: splice.start))


def _says(node: Scope, value: str) -> bool:
    """Whether the docstring of `node` already reads as `value` would."""
    existing = docstring_value(node)
    return existing is not None and inspect.cleandoc(existing) == inspect.cleandoc(value)


def _apply(content: bytes, splices: tuple[Splice, ...]) -> bytes:
    parts = []
    position = 0
    for splice in splices:
        parts += [content[position : splice.start], splice.text]
        position = splice.stop
    return b"".join([*parts, content[position:]])


def _check(edit: Edit, module: Module, nodes: Mapping[str, Scope], docstrings: Mapping[str, str], style: Style) -> None:
    """Prove the edit, and that a second pass would find nothing to do."""
    after = parse_again(edit)
    changed = {splice.qualified_name for splice in edit.splices}
    prove(edit, module.tree, after, [node for name, node in nodes.items() if name in changed])
    twins = dict(zip(map(id, documentable_nodes(module.tree)), documentable_nodes(after), strict=True))
    again = SourceBytes(edit.content, module.encoding)
    moved = {name: twins[id(node)] for name, node in nodes.items()}
    if _plan(again, moved, docstrings, style, indentation_unit(again, after)):
        raise unproven(edit.path, "a second pass would change it again")
