"""Makes a value fit a JSON schema, and says what the API would refuse about a schema."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

Schema = Mapping[str, Any]

# What the grammar of structured outputs cannot express and the API therefore refuses.
_UNSUPPORTED = {
    "string": ("minLength", "maxLength"),
    "integer": ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"),
    "number": ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"),
    "array": ("maxItems", "uniqueItems", "contains", "prefixItems"),
    "object": ("patternProperties", "minProperties", "maxProperties", "propertyNames"),
}
_EMPTY: Mapping[str, object] = {"string": "", "integer": 0, "number": 0, "boolean": False, "null": None}
_MAX_OPTIONAL_PROPERTIES = 24


def fit(value: object, schema: Schema, root: Schema) -> object:
    """The value cut and filled to fit the schema: unknown properties go, required ones that are missing become empty.

    Where the schema wants a text for a described name, it is `name: description`.

    Args:
        value: What there is to say; `None` where there is nothing.
        schema: The schema of this place.
        root: The whole schema, for references.
    """
    schema = _resolved(schema, root)
    if "const" in schema:
        return schema["const"]
    if "enum" in schema:
        return value if value in schema["enum"] else schema["enum"][0]
    branches = schema.get("anyOf") or schema.get("oneOf")
    if branches:
        return fit(value, _branch(value, branches, root), root)
    kind = _kind(value, schema)
    if kind == "object":
        return _fit_object(value, schema, root)
    if kind == "array":
        items = value if isinstance(value, list) else []
        return [fit(item, schema.get("items", {}), root) for item in items]
    return value if _is_of(value, kind) else _replaced(value, kind)


def _replaced(value: object, kind: str) -> object:
    if kind == "string" and isinstance(value, Mapping) and value.keys() >= {"name", "description"}:
        return f"{value['name']}: {value['description']}"
    return _EMPTY.get(kind, value)


def schema_problems(schema: Schema) -> list[str]:
    """What the API answers 400 to, each as a sentence; empty when it takes the schema."""
    problems: list[str] = []
    optional = 0
    for part in _parts(schema):
        if part.get("type") == "object" or "properties" in part:
            optional += len(set(part.get("properties", {})) - set(part.get("required", ())))
            if part.get("additionalProperties") is not False:
                problems.append("For 'object' type, 'additionalProperties' must be explicitly set to false")
        problems += _unsupported(part)
    if optional > _MAX_OPTIONAL_PROPERTIES:
        problems.append(f"Schemas contain too many optional parameters ({optional}); at most 24 are allowed")
    if _is_recursive(schema, schema, ()):
        problems.append("Recursive schemas are not supported")
    return problems


def _resolved(schema: Schema, root: Schema) -> Schema:
    while "$ref" in schema:
        target: Any = root
        for step in schema["$ref"].removeprefix("#/").split("/"):
            target = target[step]
        schema = target
    return schema


def _fit_object(value: object, schema: Schema, root: Schema) -> dict[str, object]:
    # A plain sentence where the schema wants an object is its description.
    known = value if isinstance(value, Mapping) else {"description": value}
    required = schema.get("required", ())
    return {
        name: fit(known.get(name), part, root)
        for name, part in schema.get("properties", {}).items()
        if name in required or known.get(name)
    }


def _branch(value: object, branches: Sequence[Schema], root: Schema) -> Schema:
    nothing = value is None or value in ("", [])
    for branch in branches:
        kind = _kind(value, _resolved(branch, root))
        if (kind == "null") == nothing and (nothing or _is_of(value, kind) or kind == "object"):
            return branch
    return branches[0]


def _kind(value: object, schema: Schema) -> str:
    kinds = schema.get("type", "object" if "properties" in schema else "any")
    if isinstance(kinds, str):
        return kinds
    return "null" if "null" in kinds and not value else next(kind for kind in kinds if kind != "null")


def _is_of(value: object, kind: str) -> bool:
    types: dict[str, type | tuple[type, ...]] = {
        "string": str,
        "integer": int,
        "number": (int, float),
        "boolean": bool,
        "array": list,
        "object": Mapping,
        "null": type(None),
    }
    return kind == "any" or isinstance(value, types[kind])


def _parts(schema: Schema) -> Iterator[Schema]:
    """The schema and all schemas within, but not the names of properties."""
    yield schema
    for key in ("properties", "$defs", "definitions"):
        for part in schema.get(key, {}).values():
            yield from _parts(part)
    for key in ("anyOf", "oneOf", "allOf"):
        for part in schema.get(key, ()):
            yield from _parts(part)
    if isinstance(schema.get("items"), Mapping):
        yield from _parts(schema["items"])


def _unsupported(part: Schema) -> Iterator[str]:
    kinds = part.get("type", ())
    for kind in [kinds] if isinstance(kinds, str) else kinds:
        for keyword in _UNSUPPORTED.get(kind, ()):
            if keyword in part:
                yield f"For '{kind}' type, property '{keyword}' is not supported"
    if part.get("minItems", 0) > 1:
        yield "For 'array' type, 'minItems' values other than 0 or 1 are not supported"


def _is_recursive(schema: Schema, root: Schema, seen: tuple[str, ...]) -> bool:
    for part in _parts({key: value for key, value in schema.items() if key not in {"$defs", "definitions"}}):
        reference = part.get("$ref")
        if reference in seen:
            return True
        if reference and _is_recursive(_resolved(part, root), root, (*seen, reference)):
            return True
    return False
