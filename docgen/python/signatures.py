"""How functions, methods and classes are called, read from their definitions."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping

from docgen.model import Parameter, ParameterKind, Signature
from docgen.python.definitions import Function, Site, last_name
from docgen.python.fields import field_parameters
from docgen.python.text import SourceText

LONGEST_HEADER = 1_000

_CONSTRUCTORS = ("__init__", "__new__")


def function_signature(node: Function, source: SourceText, *, is_method: bool) -> Signature:
    """Read a function's signature; its parameters lack the one that is bound when a method is called."""
    parameters = tuple(_parameters(node.args, source))
    bound = is_method and bool(node.args.posonlyargs or node.args.args) and _binds_first(node)
    returns = source.one_line(node.returns) if node.returns else None
    return Signature(_function_text(node, parameters, returns), parameters[1:] if bound else parameters, returns)


def class_signature(
    site: Site, node: ast.ClassDef, classes: Mapping[str, Site], source: SourceText
) -> Signature | None:
    """Read how a class is called from its constructor, or from its fields if a decorator or base makes one of them.

    Args:
        site: Where it is defined.
        node: The class.
        classes: The file's classes by their own names.
        source: The file's text.
    """
    found = constructor(site)
    if found is not None:
        parameters = function_signature(found, source, is_method=True).parameters
    else:
        fields = field_parameters(site, node, classes, source)
        if fields is None:
            return None
        parameters = fields
    return Signature(f"class {node.name}({', '.join(_written(parameters))})", parameters)


def class_header(node: ast.ClassDef, source: SourceText) -> str:
    """Return a class's first line without the colon: name, type parameters, bases and keywords.

    It stands above each of the class's members, so what is longer than `LONGEST_HEADER` characters is shortened.
    """
    arguments = [source.one_line(base) for base in node.bases]
    for keyword in node.keywords:
        arguments.append(f"{keyword.arg}=" if keyword.arg else "**")
        arguments[-1] += source.one_line(keyword.value)
    header = f"class {node.name}{_type_parameters(node)}" + (f"({', '.join(arguments)})" if arguments else "")
    return header if len(header) <= LONGEST_HEADER else f"class {node.name}(...)"


def constructor(site: Site) -> Function | None:
    """Return a class's constructor that is called: the last definition, as overloads come before what they overload."""
    found = {member.name: member.node for member in site.members if isinstance(member.node, Function)}
    return next((found[name] for name in _CONSTRUCTORS if name in found), None)


def _binds_first(node: Function) -> bool:
    return all(last_name(decorator) != "staticmethod" for decorator in node.decorator_list)


def _function_text(node: Function, parameters: tuple[Parameter, ...], returns: str | None) -> str:
    keyword = "async def" if isinstance(node, ast.AsyncFunctionDef) else "def"
    arrow = f" -> {returns}" if returns else ""
    return f"{keyword} {node.name}{_type_parameters(node)}({', '.join(_written(parameters))}){arrow}"


def _type_parameters(node: ast.ClassDef | Function) -> str:
    parameters = getattr(node, "type_params", ())  # since Python 3.12
    return f"[{', '.join(map(ast.unparse, parameters))}]" if parameters else ""


def _parameters(arguments: ast.arguments, source: SourceText) -> list[Parameter]:
    """Return the parameters in the order in which they are written."""
    only, both = arguments.posonlyargs, arguments.args
    required = [None] * (len(only) + len(both) - len(arguments.defaults))
    defaults = iter([*required, *arguments.defaults])
    found = [_parameter(part, ParameterKind.POSITIONAL_ONLY, next(defaults), source) for part in only]
    found += [_parameter(part, ParameterKind.POSITIONAL_OR_KEYWORD, next(defaults), source) for part in both]
    if arguments.vararg:
        found.append(_parameter(arguments.vararg, ParameterKind.VAR_POSITIONAL, None, source))
    for part, default in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True):
        found.append(_parameter(part, ParameterKind.KEYWORD_ONLY, default, source))
    if arguments.kwarg:
        found.append(_parameter(arguments.kwarg, ParameterKind.VAR_KEYWORD, None, source))
    return found


def _parameter(argument: ast.arg, kind: ParameterKind, default: ast.expr | None, source: SourceText) -> Parameter:
    annotation = source.one_line(argument.annotation) if argument.annotation else None
    return Parameter(argument.arg, kind, annotation, source.default(default) if default else None)


def _written(parameters: Iterable[Parameter]) -> list[str]:
    """Return the parts between the parentheses, the bare `/` and `*` included."""
    parts: list[str] = []
    previous = None
    for parameter in parameters:
        kind = parameter.kind
        if previous is ParameterKind.POSITIONAL_ONLY and kind is not previous:
            parts.append("/")
        if kind is ParameterKind.KEYWORD_ONLY and previous not in (kind, ParameterKind.VAR_POSITIONAL):
            parts.append("*")
        previous = kind
        parts.append(_written_parameter(parameter))
    return [*parts, "/"] if previous is ParameterKind.POSITIONAL_ONLY else parts


def _written_parameter(parameter: Parameter) -> str:
    text = parameter.display_name
    if parameter.annotation is not None:
        text += f": {parameter.annotation}"
    if parameter.default is not None:
        text += f" = {parameter.default}" if parameter.annotation is not None else f"={parameter.default}"
    return text
