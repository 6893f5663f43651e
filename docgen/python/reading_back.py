"""From an existing docstring back to a doc, so that it is rendered like those that are written anew."""

from __future__ import annotations

import ast
import inspect
import re
import textwrap
from collections import Counter
from collections.abc import Iterable, Iterator

from docgen.model import Doc, Field
from docgen.python.documented import Entry, Parts, read_parts
from docgen.python.names import bare_name

_WORD = re.compile(r"\w+")
_BAR = re.compile(r" ?\| ?")
_LITERAL_MARK = re.compile(r"\A\s*::[ \t]*(?:\n|\Z)")
_CODE_BLOCK = re.compile(r"(?:\A|\n\n)\.\. code-block:: python\n(?P<code>(?:\n|[ \t].*(?:\n|\Z))+)\Z")
_KINDS = frozenset({"param", "attribute", "returns", "yields", "raises", "examples"})
_NAMED = frozenset({"param", "attribute"})
_MARKUP = frozenset({
    "arg", "args", "argument", "arguments", "attribute", "attributes", "block", "code", "cvar", "example",
    "examples", "except", "exception", "exceptions", "ivar", "keyword", "kwarg", "kwargs", "optional", "other",
    "param", "parameter", "parameters", "params", "python", "raise", "raises", "return", "returns", "rtype", "type",
    "var", "vartype", "yield", "yields",
})  # fmt: skip
"""Words that headings and fields consist of: they may go."""


def read_doc(docstring: str) -> Doc | None:
    """Read a docstring of any convention as a doc.

    Types are left out: they come from the code.

    Returns:
        The doc; `None` where there is no prose to begin with, or where a word that people wrote would be lost.
    """
    text = inspect.cleandoc(docstring)
    parts = read_parts(text)
    if not parts.prose.strip() or not all(map(_is_understood, parts.entries)):
        return None
    doc = _doc(parts)
    return None if doc is None or _loses_words(text, parts, doc) else doc


def _is_understood(entry: Entry) -> bool:
    """Whether an entry has a place in a doc; one that should name something must do so."""
    return entry.kind in _KINDS and (entry.kind not in _NAMED or bool(bare_name(entry.name)))


def _doc(parts: Parts) -> Doc | None:
    """Put every entry where it belongs; `None` where several results are described one by one."""
    summary, _, description = parts.prose.strip().partition("\n\n")
    results = {kind: list(_results(parts, kind)) for kind in ("returns", "yields")}
    if any(len(found) > 1 for found in results.values()):
        return None
    block = _CODE_BLOCK.search(description)
    description = description[: block.start()] if block else description
    found = [block["code"]] if block else []
    found += [_LITERAL_MARK.sub("", entry.text) for entry in parts.entries if entry.kind == "examples"]
    examples = [textwrap.dedent(example).strip("\n") for example in found if example.strip()]
    code = [example for example in examples if _is_code(example)]
    others = [f"Example:\n\n{textwrap.indent(example, '    ')}" for example in examples if not _is_code(example)]
    return Doc(
        summary=" ".join(summary.split()),
        description="\n\n".join(filter(None, [description.strip("\n"), *others])),
        params=_fields(parts, "param"),
        returns=next(iter(results["returns"]), ""),
        yields=next(iter(results["yields"]), ""),
        raises=tuple(Field(entry.type, _one_line(entry.text)) for entry in parts.entries if entry.kind == "raises"),
        attributes=_fields(parts, "attribute"),
        example="\n\n".join(code),
    )


def _fields(parts: Parts, kind: str) -> tuple[Field, ...]:
    """The described names; several may share one entry: `x, y`."""
    return tuple(
        Field(bare_name(name), _one_line(entry.text))
        for entry in parts.entries
        if entry.kind == kind
        for name in entry.name.split(",")
    )


def _results(parts: Parts, kind: str) -> Iterator[str]:
    """What is returned or yielded; prose up to a colon, which parsers take for a type, is put back."""
    for entry in parts.entries:
        if entry.kind == kind and (entry.text or not _is_type(entry.type)):
            said = (entry.text,) if _is_type(entry.type) else (entry.type, entry.text)
            yield _one_line(": ".join(filter(None, said)))


def _is_type(text: str) -> bool:
    """Whether something is a type rather than words: it has blanks in brackets and around bars alone."""
    return not any(mark.isspace() for mark in _BAR.sub("|", text).partition("[")[0])


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _is_code(example: str) -> bool:
    """Whether an example is Python or a doctest rather than prose about one."""
    if example.lstrip().startswith(">>>"):
        return True
    try:
        tree = ast.parse(example)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return not all(isinstance(node, ast.Expr) and isinstance(node.value, ast.Name) for node in tree.body)


def _loses_words(text: str, parts: Parts, doc: Doc) -> bool:
    """Whether the docstring has words that neither the doc nor what may go accounts for."""
    fields = (*doc.params, *doc.raises, *doc.attributes)
    shown = [doc.summary, doc.description, doc.returns, doc.yields, doc.example]
    kept = _words([*shown, *(field.description for field in fields)])
    may_go = _MARKUP.union(*(_words([entry.name, entry.type]) for entry in parts.entries))
    return any(word.lower() not in may_go and word not in may_go for word in _words([text]) - kept)


def _words(texts: Iterable[str]) -> Counter[str]:
    return Counter(word for text in texts for word in _WORD.findall(text))
