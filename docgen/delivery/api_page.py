"""One module's page of the API reference, in Markdown that GitHub and MkDocs both render."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from urllib.parse import quote

from docgen.delivery.page import join
from docgen.delivery.sample import call, definition
from docgen.github import escape
from docgen.model import Doc, Field, Parameter, Symbol, SymbolKind

_PARAGRAPH_END = re.compile(r"\n(?:[ \t]*\n)+")
_LAYOUT = re.compile(r"^(?:[ \t]|[-*+|] |\+[-=]|\d+[.)] |>>> |\.\. )", re.MULTILINE)
_ROLE = re.compile(r"(?<![`\w:]):(?:[a-z]+:)?[a-z]+:`(?P<text>[^`\n]+)`")
_DRAFT = "**Draft**, derived from names and annotations alone."


@dataclass(frozen=True, slots=True)
class ModuleReference:
    """What is known of one module.

    Attributes:
        path: The file.
        name: The name that it is imported by.
        symbols: What the page documents, in source order; the module itself comes first.
        docs: Docs by qualified name; of other symbols the docstring is shown as it is.
        imports: Names of the modules that it imports.
    """

    path: str
    name: str
    symbols: tuple[Symbol, ...]
    docs: Mapping[str, Doc]
    imports: tuple[str, ...] = ()

    def says(self, symbol: Symbol) -> bool:
        """Whether there is more to a symbol than a signature that everybody knows, such as that of `__repr__`."""
        is_special = symbol.name.startswith("__") and symbol.name.endswith("__")
        return not is_special or symbol.qualified_name in self.docs or symbol.docstring is not None

    def summary(self, symbol: Symbol) -> str:
        """The symbol in one sentence; empty when there is none."""
        doc = self.docs.get(symbol.qualified_name)
        text = doc.summary if doc else (symbol.docstring or "").strip().partition("\n\n")[0]
        return _sentence(text)


def module_page(module: ModuleReference, dependencies: str) -> str:
    """Render a module: what it is for, what it offers at a glance, and each symbol.

    Args:
        module: The module.
        dependencies: What it depends on, as Markdown.
    """
    own = [symbol for symbol in module.symbols if symbol.kind is SymbolKind.MODULE]
    others = [symbol for symbol in module.symbols if symbol.kind is not SymbolKind.MODULE and module.says(symbol)]
    overview = join(*(_text(module, symbol) for symbol in own))
    glance = [
        f"- {_link(symbol)}{_dash(module.summary(symbol))}" for symbol in others if "." not in symbol.qualified_name
    ]
    source = f"Source: {escape.code_span(module.path)}"
    sections = [_section(module, symbol) for symbol in others]
    return (
        join(f"# {escape.code_span(module.name)}", overview, source, dependencies, "\n".join(glance), *sections) + "\n"
    )


def anchor(symbol: Symbol) -> str:
    """The symbol's name in addresses, the same whatever renders the page."""
    return quote(symbol.qualified_name, safe="")


def _prose(text: str) -> str:
    return escape.markdown(_without_roles(text))


def _sentence(text: str) -> str:
    return escape.inline(_without_roles(text))


def _without_roles(text: str) -> str:
    """Sphinx's cross-references as plain code: ``:func:`~a.b``` is `b`."""
    return _ROLE.sub(_target, text)


def _target(role: re.Match[str]) -> str:
    title, _, _ = role["text"].partition(" <")
    name = title.rpartition(".")[2] if title.startswith("~") else title
    return f"`{name.lstrip('~!.')}`"


def _section(module: ModuleReference, symbol: Symbol) -> str:
    """One symbol: classes and functions on one level, their members below."""
    level = "##" if "." not in symbol.qualified_name else "###"
    heading = f'<a id="{anchor(symbol)}"></a>\n\n{level} {escape.code_span(symbol.display_name)}'
    shown = call(symbol.signature) if symbol.signature else definition(symbol)
    return join(heading, escape.code_block(shown, "python"), _text(module, symbol))


def _text(module: ModuleReference, symbol: Symbol) -> str:
    doc = module.docs.get(symbol.qualified_name)
    if doc is None:
        return _docstring(symbol)
    return join(
        _DRAFT if doc.is_draft else "",
        _prose(doc.summary),
        _description(doc.description),
        _parameters(doc.params, symbol),
        _fields("Attributes", doc.attributes, {each.name: each.annotation for each in symbol.facts.attributes}),
        _result("Returns", doc.returns, symbol),
        _result("Yields", doc.yields, symbol),
        _fields("Raises", doc.raises, {}),
        join("**Example**", escape.code_block(doc.example, "python")) if doc.example else "",
    )


def _description(text: str) -> str:
    """Paragraphs as prose; lists, tables and code, which live by their layout, as they are written."""
    groups = groupby(_PARAGRAPH_END.split(text.strip("\n")), key=_is_laid_out)
    return join(*(_laid_out(group) if is_laid_out else _prose("\n\n".join(group)) for is_laid_out, group in groups))


def _is_laid_out(paragraph: str) -> bool:
    return _LAYOUT.search(paragraph) is not None


def _laid_out(paragraphs: Iterable[str]) -> str:
    return escape.code_block(inspect.cleandoc("\n" + "\n\n".join(paragraphs)), "text")


def _docstring(symbol: Symbol) -> str:
    """A docstring that nobody has taken apart: its first paragraph as prose, the rest as it is written."""
    summary, _, rest = inspect.cleandoc(symbol.docstring or "").partition("\n\n")
    return join(_prose(summary), escape.code_block(rest, "text") if rest.strip() else "")


def _parameters(params: Iterable[Field], symbol: Symbol) -> str:
    known = {parameter.name: parameter for parameter in (symbol.signature.parameters if symbol.signature else ())}
    items = [_item(_parameter(param.name, known.get(param.name)), param.description) for param in params]
    return _list("Parameters", items)


def _parameter(name: str, parameter: Parameter | None) -> str:
    """A parameter as its caller needs to know it: name, type and default."""
    if parameter is None:
        return escape.code_span(name)
    facts = [escape.code_span(parameter.annotation)] if parameter.annotation else []
    if parameter.default is not None:
        facts.append(f"default {escape.code_span(parameter.default)}")
    return escape.code_span(parameter.display_name) + (f" ({', '.join(facts)})" if facts else "")


def _fields(title: str, fields: Iterable[Field], types: Mapping[str, str | None]) -> str:
    return _list(title, [_item(_typed(field.name, types.get(field.name)), field.description) for field in fields])


def _typed(name: str, annotation: str | None) -> str:
    return escape.code_span(name) + (f" ({escape.code_span(annotation)})" if annotation else "")


def _result(title: str, description: str, symbol: Symbol) -> str:
    if not description:
        return ""
    annotation = symbol.signature.returns if symbol.signature else None
    kind = f" ({escape.code_span(annotation)})" if annotation else ""
    return f"**{title}**{kind}: {_sentence(description)}"


def _item(head: str, description: str) -> str:
    return f"- {head}{_dash(_sentence(description))}"


def _list(title: str, items: Sequence[str]) -> str:
    return join(f"**{title}**", "\n".join(items)) if items else ""


def _link(symbol: Symbol) -> str:
    return f"[{escape.code_span(symbol.display_name)}](#{anchor(symbol)})"


def _dash(text: str) -> str:
    return f": {text}" if text else ""
