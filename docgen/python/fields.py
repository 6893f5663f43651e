"""Fields that make a constructor: dataclasses, named tuples, attrs classes, pydantic models and msgspec structs."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from docgen.model import Parameter, ParameterKind
from docgen.python.definitions import Place, last_name
from docgen.python.text import SourceText

_DECORATORS = frozenset({"dataclass", "define", "frozen", "mutable", "attrs", "s"})
_KEYWORD_BASES = frozenset({"BaseModel", "BaseSettings", "SQLModel", "RootModel"})
_POSITIONAL_BASES = frozenset({"NamedTuple", "Struct"})
_FIELD_CALLS = frozenset({"ib", "attrib", "field", "Field"})
_NOT_FIELDS = frozenset({"ClassVar"})


def field_parameters(place: Place, node: ast.ClassDef, source: SourceText) -> tuple[Parameter, ...] | None:
    """Return the constructor's parameters that a class's annotated fields make; `None` when they make none."""
    bases = {last_name(base) for base in node.bases}
    maker = next((decorator for decorator in node.decorator_list if last_name(decorator) in _DECORATORS), None)
    if maker is None and not bases & (_KEYWORD_BASES | _POSITIONAL_BASES):
        return None
    if maker is not None and _has_flag(maker, "init", value=False):
        return None
    by_keyword = bool(bases & _KEYWORD_BASES) or (maker is not None and _has_flag(maker, "kw_only", value=True))
    return tuple(_fields(place, source, by_keyword=by_keyword))


def _has_flag(call: ast.expr, name: str, *, value: bool) -> bool:
    keywords = call.keywords if isinstance(call, ast.Call) else []
    return any(
        keyword.arg == name and isinstance(keyword.value, ast.Constant) and keyword.value.value is value
        for keyword in keywords
    )


def _fields(place: Place, source: SourceText, *, by_keyword: bool) -> Iterator[Parameter]:
    kind = ParameterKind.KEYWORD_ONLY if by_keyword else ParameterKind.POSITIONAL_OR_KEYWORD
    for statement in place.own:
        name, annotation, value = _field(statement)
        if annotation is not None and last_name(annotation) == "KW_ONLY":
            kind = ParameterKind.KEYWORD_ONLY
        elif name and not (value is not None and _has_flag(value, "init", value=False)):
            yield Parameter(
                name.lstrip("_") if annotation is None else name,
                kind,
                source.one_line(annotation) if annotation is not None else None,
                source.one_line(value) if value is not None else None,
            )


def _field(statement: ast.AST) -> tuple[str, ast.expr | None, ast.expr | None]:
    """Return a field's name, annotation and default; an empty name for statements that define none."""
    match statement:
        case ast.AnnAssign(target=ast.Name(id=name), annotation=annotation, value=value):
            return ("" if last_name(annotation) in _NOT_FIELDS else name), annotation, value
        case ast.Assign(targets=[ast.Name(id=name)], value=ast.Call() as value) if last_name(value) in _FIELD_CALLS:
            return name, None, value
    return "", None, None
