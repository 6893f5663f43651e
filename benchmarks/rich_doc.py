"""A doc with every section that a symbol can have."""

from __future__ import annotations

from docgen.model import Doc, Field, Symbol, SymbolKind


def rich_doc(symbol: Symbol) -> Doc:
    """Make a doc that is true of a symbol, says nothing of use, and has all that can be rendered."""
    facts = symbol.facts
    signature = symbol.signature.parameters if symbol.signature else ()
    parameters = [parameter for parameter in signature if parameter.name.strip("_")]
    return Doc(
        summary="Do what is written here, no more and no less.",
        description="The name is `self`, the pattern `\\d+`. This takes enough words to need a second line.",
        params=tuple(Field(parameter.name, "A value that is passed by the caller.") for parameter in parameters),
        returns="The value that the caller asked for." if facts.returns_value else "",
        yields="One value after the other." if facts.yields else "",
        raises=tuple(Field(name, "If the value does not fit.") for name in facts.raises),
        attributes=tuple(Field(attribute.name, "A value that is kept.") for attribute in facts.attributes),
        example="" if symbol.kind is SymbolKind.MODULE else f"{symbol.name}  # 'quoted', \"quoted\"",
    )
