"""Whether other readers find the symbols that we find, and the fields that we wrote."""

from __future__ import annotations

import ast
import json
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path

import docstring_parser
from docstring_parser.common import DocstringStyle

from benchmarks.opinions.sample import EVERYTHING, undocumented
from benchmarks.rich_doc import rich_doc
from docgen.model import Doc, Symbol
from docgen.python.module import Module
from docgen.python.styles import Convention, Style, render

_HERE = Path(__file__).parent
_STYLES = {
    Convention.GOOGLE: DocstringStyle.GOOGLE,
    Convention.NUMPY: DocstringStyle.NUMPYDOC,
    Convention.SPHINX: DocstringStyle.REST,
}
_SECTIONS = {"param": "parameters", "attribute": "attributes", "ivar": "attributes", "var": "attributes"}

Fields = dict[str, dict[str, str]]
"""What is said of each name, or of the nameless result, by section."""


def same_symbols_as_interrogate(modules: Sequence[Module], tools: Path) -> int:
    """Compare what is undocumented, print the differences and return their number."""
    paths = "\n".join(module.path for module in modules)
    theirs = json.loads(_run(tools, "interrogate_nodes.py", paths))
    differences = [
        f"  {module.path}:{line} {name}"
        for module in modules
        for line, name in _ours(module) ^ {(line or 0, _name(kind, name)) for line, kind, name in theirs[module.path]}
    ]
    total = sum(len(nodes) for nodes in theirs.values())
    print(f"interrogate: {total:,} undocumented symbols, {len(differences)} differences", *differences, sep="\n")
    return len(differences)


def _ours(module: Module) -> set[tuple[int, str]]:
    found = set()
    for symbol in undocumented(module, EVERYTHING):
        node = module.nodes[symbol.qualified_name]
        found.add((0, "") if isinstance(node, ast.Module) else (node.lineno, symbol.name))
    return found


def _name(kind: str, name: str) -> str:
    return "" if kind == "Module" else name


def read_back_by_griffe(modules: Sequence[Module], convention: Convention, tools: Path) -> int:
    """Let griffe read docstrings, print what it does not find and return how often."""
    rendered = list(_rendered(modules, convention))
    lines = "\n".join(json.dumps({"text": text, "convention": convention}) for text, _ in rendered)
    answers = [json.loads(line) for line in _run(tools, "griffe_fields.py", lines).splitlines()]
    return _compare("griffe", [(wanted, got) for (_, wanted), got in zip(rendered, answers, strict=True)], convention)


def read_back_by_docstring_parser(modules: Sequence[Module], convention: Convention) -> int:
    """Let docstring_parser read docstrings, print what it does not find and return how often."""
    return _compare(
        "docstring_parser",
        [(wanted, _parsed(text, convention)) for text, wanted in _rendered(modules, convention)],
        convention,
    )


def _compare(tool: str, pairs: Sequence[tuple[Fields, Fields]], convention: Convention) -> int:
    missed = [section for wanted, got in pairs for section, fields in wanted.items() if got.get(section) != fields]
    # Griffe knows no yields in field lists.
    known = convention is Convention.SPHINX and tool == "griffe"
    faults = [section for section in missed if not (known and section == "yields")]
    explained = f", {len(missed) - len(faults)} without the yields that it does not know" if known else ""
    print(f"  {tool}: {len(pairs):,} docstrings read back, {len(faults)} sections differ{explained}")
    return len(faults)


def _rendered(modules: Sequence[Module], convention: Convention) -> Iterator[tuple[str, Fields]]:
    """Yield a docstring for each symbol with the fields that were put in."""
    for module in modules:
        for symbol in undocumented(module, EVERYTHING):
            doc = rich_doc(symbol)
            yield render(doc, symbol, Style(convention, line_length=400)), _wanted(doc, symbol)


def _wanted(doc: Doc, symbol: Symbol) -> Fields:
    parameters = symbol.signature.parameters if symbol.signature else ()
    stars = {parameter.name: parameter.display_name for parameter in parameters}
    fields: Fields = {
        "parameters": {stars[field.name]: field.description for field in doc.params},
        "attributes": {field.name: field.description for field in doc.attributes},
        "raises": {field.name: field.description for field in doc.raises},
        "returns": {"": doc.returns} if doc.returns else {},
        "yields": {"": doc.yields} if doc.yields else {},
    }
    return {section: found for section, found in fields.items() if found}


def _parsed(text: str, convention: Convention) -> Fields:
    found: Fields = {}
    for meta in docstring_parser.parse(text, _STYLES[convention]).meta:
        kind = _SECTIONS.get(meta.args[0], meta.args[0])
        name = getattr(meta, "arg_name", None) or (meta.args[1] if kind == "attributes" else "")
        if kind == "raises":
            name = getattr(meta, "type_name", None) or ""
        found.setdefault(kind, {})[name.replace("\\", "")] = " ".join((meta.description or "").split())
    return found


def _run(tools: Path, script: str, text: str) -> str:
    """Run one of the scripts beside this module by the tools' own Python."""
    command = [str(tools / "python"), "-W", "ignore", str(_HERE / script)]
    return subprocess.run(command, input=text, capture_output=True, text=True, check=True).stdout
