"""Docstrings into source files: offset edits on the original bytes, each file with its proof."""

from __future__ import annotations

import codecs
import inspect
from collections.abc import Mapping
from dataclasses import dataclass

from docgen.model import Edit, Splice
from docgen.python.definitions import Scope, docstring_value
from docgen.python.literal import clean, layout, literal
from docgen.python.module import ParsedFile
from docgen.python.places import find_place
from docgen.python.proof import prove, unproven
from docgen.python.styles.style import Style


@dataclass(frozen=True, slots=True)
class _Insertion:
    """A splice in characters instead of bytes."""

    name: str
    start: int
    stop: int
    text: str


def splice(file: ParsedFile, docstrings: Mapping[str, str], style: Style) -> Edit:
    """Insert or replace docstrings and prove that nothing else changed.

    A docstring that already says the same is left as it is; a text that is empty once cleaned is not inserted.

    Args:
        file: The parsed file.
        docstrings: Docstring texts, without quotes and indentation, by qualified name.
        style: Quotes and layout.

    Raises:
        ProofError: If a name is not in the file, or the edit would change more than docstrings.
    """
    wanted = _wanted(file, docstrings, style)
    insertions = [_insertion(file, name, text, style) for name, text in wanted.items()]
    splices = _in_bytes(file, sorted(insertions, key=lambda insertion: insertion.start))
    edit = Edit(file.path, file.content, _applied(file.content, splices), splices)
    if splices:
        prove(edit, file.tree, [(file.nodes[name], _as_read(text, style)) for name, text in wanted.items()])
    return edit


def _wanted(file: ParsedFile, docstrings: Mapping[str, str], style: Style) -> dict[str, str]:
    """Select the cleaned texts that the file does not have yet."""
    wanted = {}
    for name, text in docstrings.items():
        node = file.nodes.get(name)
        if node is None:
            raise unproven(f"it has no definition `{name}`")
        cleaned = clean(text)
        if cleaned and not _says(node, _as_read(cleaned, style)):
            wanted[name] = cleaned
    return wanted


def _says(node: Scope, text: str) -> bool:
    existing = docstring_value(node)
    return existing is not None and inspect.cleandoc(existing) == text


def _as_read(text: str, style: Style) -> str:
    """Return the text as tools read it from a docstring, whatever its indentation."""
    return inspect.cleandoc(layout(text, "", style))


def _insertion(file: ParsedFile, name: str, text: str, style: Style) -> _Insertion:
    place = find_place(file, file.nodes[name])
    quoted = literal(layout(text, place.indent, style), style.quotes, _codec(file))
    written = place.before + quoted.replace("\n", place.newline) + place.after
    return _Insertion(name, place.start, place.stop, written)


def _in_bytes(file: ParsedFile, insertions: list[_Insertion]) -> tuple[Splice, ...]:
    """Turn offsets in characters into offsets in bytes; the insertions are in ascending order."""
    encoding = _codec(file)
    splices = []
    characters, offset = 0, len(codecs.BOM_UTF8) if file.content.startswith(codecs.BOM_UTF8) else 0
    for insertion in insertions:
        start = offset + len(file.text[characters : insertion.start].encode(encoding))
        offset = start + len(file.text[insertion.start : insertion.stop].encode(encoding))
        characters = insertion.stop
        splices.append(Splice(insertion.name, start, offset, insertion.text.encode(encoding)))
    return tuple(splices)


def _codec(file: ParsedFile) -> str:
    """Return the file's encoding; the byte order mark is only at its start, not before every piece."""
    return file.encoding.removesuffix("-sig")


def _applied(content: bytes, splices: tuple[Splice, ...]) -> bytes:
    parts = []
    position = 0
    for each in splices:
        parts += [content[position : each.start], each.text]
        position = each.stop
    return b"".join([*parts, content[position:]])
