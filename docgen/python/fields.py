"""Fields that make a constructor: dataclasses, named tuples, attrs classes, pydantic models and msgspec structs."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import cast

from docgen.model import Parameter, ParameterKind
from docgen.python.definitions import MOST_BASES, Site, last_name
from docgen.python.text import SourceText

_DATACLASS_DECORATORS = frozenset({"dataclass"})
_ATTRS_DECORATORS = frozenset({"define", "frozen", "mutable", "attrs", "s"})
_MODEL_BASES = frozenset({"BaseModel", "BaseSettings", "SQLModel"})
_TUPLE_BASES = frozenset({"NamedTuple", "Struct"})
_FIELDLESS_BASES = _MODEL_BASES | _TUPLE_BASES | {"object", "ABC", "Generic", "Protocol", "Exception", "Enum"}
_FIELD_CALLS = frozenset({"ib", "attrib", "field"})


@dataclass(frozen=True, slots=True)
class _Rules:
    """How a kind of class makes parameters of its fields.

    Attributes:
        by_keyword: Whether they are passed by keyword only.
        hides_private: Whether fields with an underscore are no parameters.
        strips_underscores: Whether they are parameters without it.
    """

    by_keyword: bool = False
    hides_private: bool = False
    strips_underscores: bool = False


def field_parameters(
    site: Site, node: ast.ClassDef, classes: Mapping[str, Site], source: SourceText
) -> tuple[Parameter, ...] | None:
    """Return the constructor's parameters that a class's fields make, inherited ones first.

    Args:
        site: Where the class is defined.
        node: The class.
        classes: The file's classes by their own names, to look bases up.
        source: The file's text.

    Returns:
        `None` when fields do not make the constructor, or when some come from a base that the file does not define.
    """
    lineage = _lineage(site, classes) if node.bases or node.decorator_list else None
    if lineage is None:
        return None
    bases = {last_name(base) for ancestor in lineage for base in _class(ancestor).bases}
    if _rules(node, bases) is None:
        return None
    found: dict[str, Parameter] = {}
    for ancestor in lineage:
        rules = _rules(_class(ancestor), bases)
        if rules is not None:
            found |= {parameter.name: parameter for parameter in _parameters(ancestor, rules, source)}
    return tuple(sorted(found.values(), key=lambda parameter: parameter.kind is ParameterKind.KEYWORD_ONLY))


def _lineage(site: Site, classes: Mapping[str, Site]) -> list[Site] | None:
    """Return a class with its bases, the farthest first; `None` when the file does not define all that have fields."""
    found: list[Site] = []
    waiting = [site]
    while waiting:
        current = waiting.pop()
        if current in found:
            continue
        found.append(current)
        names = [last_name(base) for base in _class(current).bases]
        if len(found) > MOST_BASES or any(name not in classes and name not in _FIELDLESS_BASES for name in names):
            return None
        waiting += [classes[name] for name in names if name in classes]
    return found[::-1]


def _class(site: Site) -> ast.ClassDef:
    """Return the node of a site that is known to be a class's."""
    return cast("ast.ClassDef", site.node)


def _rules(node: ast.ClassDef, bases: Collection[str]) -> _Rules | None:
    """Return how a class makes parameters of its fields; `None` when it does not.

    Args:
        node: The class.
        bases: Names of all its bases.
    """
    for decorator in node.decorator_list:
        name = last_name(decorator)
        if name in _DATACLASS_DECORATORS | _ATTRS_DECORATORS:
            keywords = decorator.keywords if isinstance(decorator, ast.Call) else []
            if _is_set(keywords, "init", to=False):
                return None
            by_keyword = _is_set(keywords, "kw_only", to=True)
            return _Rules(by_keyword=by_keyword, strips_underscores=name in _ATTRS_DECORATORS)
    if not _MODEL_BASES.isdisjoint(bases):
        return _Rules(by_keyword=True, hides_private=True)
    if not _TUPLE_BASES.isdisjoint(bases):
        return _Rules(by_keyword=_is_set(node.keywords, "kw_only", to=True))
    return None


def _is_set(keywords: list[ast.keyword], name: str, *, to: bool) -> bool:
    return any(
        keyword.arg == name and isinstance(keyword.value, ast.Constant) and keyword.value.value is to
        for keyword in keywords
    )


def _parameters(site: Site, rules: _Rules, source: SourceText) -> Iterator[Parameter]:
    kind = ParameterKind.KEYWORD_ONLY if rules.by_keyword else ParameterKind.POSITIONAL_OR_KEYWORD
    for statement in site.own:
        name, annotation, value = _field(statement)
        if annotation is not None and last_name(annotation) == "KW_ONLY":
            kind = ParameterKind.KEYWORD_ONLY
        elif name and not (rules.hides_private and name.startswith("_")):
            yield Parameter(
                name.lstrip("_") if rules.strips_underscores else name,
                kind,
                source.one_line(annotation) if annotation is not None else None,
                source.default(value) if value is not None else None,
            )


def _field(statement: ast.AST) -> tuple[str, ast.expr | None, ast.expr | None]:
    """Return a field's name, annotation and default; an empty name for statements that define none."""
    match statement:
        case ast.AnnAssign(target=ast.Name(id=name), annotation=annotation, value=value):
            is_field = not (last_name(annotation) == "ClassVar" or name == "model_config" or _is_internal(value))
            return name if is_field else "", annotation, value
        case ast.Assign(targets=[ast.Name(id=name)], value=ast.Call() as value) if last_name(value) in _FIELD_CALLS:
            return "" if _is_internal(value) else name, None, value
    return "", None, None


def _is_internal(value: ast.expr | None) -> bool:
    """Tell a field that the constructor does not take: `field(init=False)`."""
    return isinstance(value, ast.Call) and _is_set(value.keywords, "init", to=False)
