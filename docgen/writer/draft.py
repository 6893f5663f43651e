"""The offline writer: docs derived from names, annotations, defaults and raise statements alone, marked as drafts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from docgen.model import Chunk, Doc, Field, Parameter, ParameterKind, Spending, Symbol, SymbolKind
from docgen.writer.interface import Answer, Assignment, Gate, Unwritten, Written
from docgen.writer.words import VERBS, sentence, with_article, words_of

_VERSION = "1"

_QUESTIONS = frozenset({"is", "has", "can", "should", "was", "are", "does", "needs", "will"})
_PREPOSITIONS = {"to": "convert to", "as": "return as", "from": "make from", "with": "return with", "by": "return by"}
_SPECIAL = {
    "__init__": "Set up a new instance.",
    "__call__": "Call the instance like a function.",
    "__len__": "Return the number of items.",
    "__iter__": "Iterate over the items.",
    "__next__": "Return the next item.",
    "__contains__": "Tell whether an item is contained.",
    "__getitem__": "Return the item for a key.",
    "__setitem__": "Set the item for a key.",
    "__delitem__": "Delete the item for a key.",
    "__enter__": "Enter the context.",
    "__exit__": "Leave the context.",
    "__repr__": "Return a representation for developers.",
    "__str__": "Return a text for people.",
    "__eq__": "Tell whether both are equal.",
    "__hash__": "Return the hash.",
    "__bool__": "Tell whether the instance counts as true.",
}
_RAISED = {
    "ValueError": "If a value is not valid.",
    "TypeError": "If an argument is of the wrong type.",
    "KeyError": "If a key is missing.",
    "IndexError": "If an index is out of range.",
    "AttributeError": "If an attribute is missing.",
    "FileNotFoundError": "If a file does not exist.",
    "FileExistsError": "If a file exists already.",
    "PermissionError": "If a permission is missing.",
    "TimeoutError": "If it takes too long.",
    "RuntimeError": "If the state does not allow it.",
    "StopIteration": "If there is no further item.",
    "AssertionError": "If an assumption does not hold.",
    "OSError": "If the operating system reports an error.",
    "NotImplementedError": "Where a subclass has to implement it.",
}


class DraftWriter:
    """Writes drafts: no key, no network, no cost."""

    def __init__(self) -> None:
        self._is_stopped = False

    @property
    def model(self) -> str:
        """The name under which drafts are cached."""
        return "draft"

    @property
    def prompt_version(self) -> str:
        """Changes when the same code gets another draft."""
        return _VERSION

    @property
    def spending(self) -> Spending:
        """Nothing."""
        return Spending()

    def estimate(self, assignments: Iterable[Assignment]) -> Spending:  # noqa: ARG002 - as `Writer` has it
        """Nothing."""
        return Spending()

    def stop(self) -> None:
        """Write no further draft."""
        self._is_stopped = True

    def write(self, assignments: Iterable[Assignment], gate: Gate) -> Iterator[tuple[Answer, ...]]:
        """Yield the drafts of one file after the other, as `Writer` says."""
        for assignment in assignments:
            yield tuple(self._answer(chunk, gate) for chunk in assignment.chunks)

    def _answer(self, chunk: Chunk, gate: Gate) -> Answer:
        if self._is_stopped:
            return Unwritten(chunk, "left: stopped", is_left=True)
        if (chunk.symbol.docstring or "").strip():
            return Unwritten(chunk, "left: a draft would lose what its docstring says", is_left=True)
        doc = draft(chunk.symbol)
        verdict = gate(chunk.symbol, doc)
        passed = doc if verdict.holds else verdict.mended
        if passed is None:
            problems = " ".join(verdict.problems)
            return Unwritten(chunk, f"No draft fits this code: {problems} Let Claude write it: set another `provider`.")
        return Written(chunk, replace(passed, is_draft=True), cost_usd=0.0)


def draft(symbol: Symbol) -> Doc:
    """The doc that can be derived without understanding the code."""
    is_callable = symbol.kind in {SymbolKind.FUNCTION, SymbolKind.METHOD}
    return Doc(
        summary=_summary(symbol),
        params=_params(symbol) if is_callable else (),
        raises=_raises(symbol) if symbol.kind not in {SymbolKind.MODULE, SymbolKind.CLASS} else (),
        is_draft=True,
    )


def _summary(symbol: Symbol) -> str:
    words = words_of(symbol.name)
    if not words:
        return f"Provide {symbol.name}."
    match symbol.kind:
        case SymbolKind.MODULE:
            return sentence(["provide", "what", "belongs", "to", *words])
        case SymbolKind.CLASS:
            return sentence(_class_words(symbol, words))
        case SymbolKind.PROPERTY if len(symbol.name) == 1:
            return f"The value of `{symbol.name}`."
        case SymbolKind.PROPERTY:
            return sentence(["whether", "this", *words] if words[0] in _QUESTIONS else ["the", *words])
        case _:
            return _SPECIAL.get(symbol.name) or sentence(_function_words(symbol, words))


def _class_words(symbol: Symbol, words: list[str]) -> list[str]:
    bases = {base.rpartition(".")[2].partition("[")[0] for base in symbol.bases}
    if words[-1] in {"error", "exception", "warning"} or any(base.endswith(("Error", "Exception")) for base in bases):
        return ["raised", "in", "case", "of", *_condition(words)]
    if any(base.endswith(("Enum", "Flag")) for base in bases):
        return ["the", "possible", "values", "of", *with_article(words)]
    if "Protocol" in bases:
        return ["what", "is", "expected", "of", *with_article(words)]
    return with_article(words)


def _function_words(symbol: Symbol, words: list[str]) -> list[str]:
    first, rest = words[0], words[1:]
    if first in _QUESTIONS:
        return ["tell", "whether", "this", *words] if rest else ["tell", "whether", "this", "holds"]
    if first in _PREPOSITIONS and rest:
        return [*_PREPOSITIONS[first].split(), *rest]
    if first == "on" and rest:
        return ["handle", *rest]
    if first in VERBS:
        return words
    if symbol.facts.yields:
        return ["yield", "the", *words]
    return ["return", "the", *words] if symbol.facts.returns_value else ["carry", "out", *words]


def _params(symbol: Symbol) -> tuple[Field, ...]:
    """All parameters where one of them tells more than its name; none otherwise."""
    parameters = symbol.signature.parameters if symbol.signature else ()
    telling = any(_is_flag(parameter) or parameter.default == "None" for parameter in parameters)
    described = ((parameter.name, _param(parameter)) for parameter in parameters)
    return tuple(Field(name, text) for name, text in described) if telling else ()


def _param(parameter: Parameter) -> str:
    words = words_of(parameter.name) or ["value"]
    if parameter.kind is ParameterKind.VAR_POSITIONAL:
        return "Further positional arguments."
    if parameter.kind is ParameterKind.VAR_KEYWORD:
        return "Further keyword arguments."
    if _is_flag(parameter):
        return sentence(["whether", "to", *words] if words[0] in VERBS else ["whether", *words, "is", "wanted"])
    if parameter.default == "None":
        return sentence(["the", *words[:-1], f"{words[-1]},", "if", "any"])
    return sentence(["the", *words])


def _is_flag(parameter: Parameter) -> bool:
    return parameter.annotation == "bool" or parameter.default in {"True", "False"}


def _raises(symbol: Symbol) -> tuple[Field, ...]:
    return tuple(Field(name, _raised(name)) for name in symbol.facts.raises)


def _raised(name: str) -> str:
    last = name.rpartition(".")[2]
    return _RAISED.get(last) or sentence(["in", "case", "of", *(_condition(words_of(last)) or ["an", "error"])])


def _condition(words: list[str]) -> list[str]:
    """The words of an exception's name without the last, which only says that it is one."""
    return words[:-1] if len(words) > 1 and words[-1] in {"error", "exception"} else with_article(words)
