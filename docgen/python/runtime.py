"""Docstrings that act at run time: whoever adds one changes what the program does or shows.

Command line help, published API descriptions, grammar rules, instructions to language models.
"""

from __future__ import annotations

import ast

from docgen.python.definitions import Definition, Function, Place, last_name
from docgen.python.module import Module

_COMMANDS = frozenset({"command", "group", "callback", "hybrid_command", "slash_command", "context_menu"})
_ROUTES = frozenset(
    {"route", "api_route", "websocket", "get", "post", "put", "patch", "delete", "head", "options", "trace", "api_view"}
)
_TOOLS = frozenset(
    {"tool", "tool_plain", "function_tool", "beta_tool", "beta_async_tool", "kernel_function", "llm_tool", "ai_fn"}
    | {"register_for_llm", "prompt", "resource"}
)
_SCHEMA_MAKERS = frozenset({"strawberry", "graphene", "ell", "marvin", "nox", "invoke"})
_TASKS = {"task": ("invoke", "fabric", "airflow"), "dag": ("airflow",), "session": ("nox",)}
_BASES = frozenset(
    {"Signature", "ObjectType", "Mutation", "InputObjectType", "BaseTool", "APIView", "ViewSet", "ModelViewSet"}
)
_GRAMMARS = frozenset({"ply", "lex", "yacc"})
_GRAMMAR_PREFIXES = ("p_", "t_")


def acts_at_run_time(module: Module, place: Place) -> bool:
    """Tell whether a definition's docstring would act at run time.

    Args:
        module: The file.
        place: The definition.
    """
    node = place.node
    if isinstance(node, ast.Module):
        return _reads_own_docstring(module)
    names = module.symbols[0].facts.names
    if any(_is_published(decorator, names) for decorator in node.decorator_list):
        return True
    if isinstance(node, ast.ClassDef):
        return any(last_name(base) in _BASES for base in node.bases)
    return _is_grammar_rule(node, names) or _is_shell_command(node, place.outer)


def _reads_own_docstring(module: Module) -> bool:
    """Tell whether a file reads its own `__doc__`, as scripts do that show it as their help."""
    return "__doc__" in module.symbols[0].facts.names and any(
        isinstance(node, ast.Name) and node.id == "__doc__" for node in ast.walk(module.tree)
    )


def _is_published(decorator: ast.expr, names: frozenset[str]) -> bool:
    name = last_name(decorator)
    if name in _COMMANDS | _TOOLS:
        return True
    if name in _ROUTES:
        return isinstance(decorator, ast.Call) and _is_route(decorator)
    if name in _TASKS:
        return not names.isdisjoint(_TASKS[name])
    return _first_name(decorator) in _SCHEMA_MAKERS


def _is_route(decorator: ast.Call) -> bool:
    """Tell `@app.get("/path")` from a decorator that just has such a name."""
    if last_name(decorator) == "api_view":
        return True
    first = decorator.args[0] if decorator.args else None
    return isinstance(decorator.func, ast.Attribute) and (
        (isinstance(first, ast.Constant) and isinstance(first.value, str))
        or any(keyword.arg in {"path", "rule"} for keyword in decorator.keywords)
    )


def _first_name(node: ast.expr) -> str:
    while isinstance(node, ast.Call | ast.Attribute):
        node = node.func if isinstance(node, ast.Call) else node.value
    return node.id if isinstance(node, ast.Name) else ""


def _is_grammar_rule(node: Definition, names: frozenset[str]) -> bool:
    return node.name.startswith(_GRAMMAR_PREFIXES) and not names.isdisjoint(_GRAMMARS)


def _is_shell_command(node: Definition, outer: Place | None) -> bool:
    """Tell a command of a `cmd.Cmd` shell, whose docstring is its help."""
    return (
        isinstance(node, Function)
        and node.name.startswith("do_")
        and outer is not None
        and isinstance(outer.node, ast.ClassDef)
        and any(last_name(base).endswith("Cmd") for base in outer.node.bases)
    )
