"""Docstrings that act at run time: whoever adds one changes what the program does or shows.

Command line help, published API descriptions, grammar rules, instructions to language models.
"""

from __future__ import annotations

import ast

from docgen.python.definitions import MOST_BASES, Definition, Function, Site, last_name
from docgen.python.module import Module

_TOOLS = frozenset(
    {"tool", "tool_plain", "function_tool", "beta_tool", "beta_async_tool", "kernel_function", "llm_tool", "ai_fn"}
    | {"register_for_llm", "hybrid_command", "slash_command", "api_view"}
)
"""Decorators that hand the docstring to a language model, a chat or an API's pages, whatever they are a part of."""

_MEMBERS = frozenset({"command", "group", "callback", "prompt", "resource"})
"""Names too common to tell by themselves: only as `app.command`, or where a library of commands is imported."""

_COMMAND_LIBRARIES = frozenset({"click", "typer", "rich_click", "asyncclick", "cloup"})
_ROUTES = frozenset(
    {"route", "api_route", "websocket", "get", "post", "put", "patch", "delete", "head", "options", "trace"}
)
_PATHS = frozenset({"path", "rule", "route"})
_PUBLISHERS = frozenset({"strawberry", "graphene", "ell", "marvin", "nox"})
"""Packages all of whose decorators publish docstrings."""

_TASKS = {
    "task": frozenset({"invoke", "fabric", "airflow"}),
    "dag": frozenset({"airflow"}),
    "session": frozenset({"nox"}),
}
_BASES = frozenset(
    {"Signature", "ObjectType", "Mutation", "InputObjectType", "BaseTool", "APIView", "ViewSet", "ModelViewSet"}
)
_GRAMMARS = frozenset({"ply", "lex", "yacc"})
_GRAMMAR_PREFIXES = ("p_", "t_")


def acts_at_run_time(module: Module, site: Site) -> bool:
    """Tell whether a definition's docstring would act at run time.

    Args:
        module: The file.
        site: The definition.
    """
    node = site.node
    if isinstance(node, ast.Module):
        return _reads_own_docstring(module)
    if any(_is_published(decorator, module.names) for decorator in node.decorator_list):
        return True
    if isinstance(node, ast.ClassDef):
        return any(last_name(base) in _BASES for base in node.bases)
    return _is_grammar_rule(node, module.names) or _is_shell_command(node, site.outer)


def _reads_own_docstring(module: Module) -> bool:
    """Tell whether a file reads its own `__doc__`, as scripts do that show it as their help."""
    return "__doc__" in module.names and any(
        isinstance(node, ast.Name) and node.id == "__doc__" for node in ast.walk(module.tree)
    )


def _is_published(decorator: ast.expr, names: frozenset[str]) -> bool:
    name = last_name(decorator)
    function = decorator.func if isinstance(decorator, ast.Call) else decorator
    if name in _TOOLS or _first_name(decorator) in _PUBLISHERS:
        return True
    if name in _MEMBERS:
        return isinstance(function, ast.Attribute) or not names.isdisjoint(_COMMAND_LIBRARIES)
    if name in _TASKS:
        return not names.isdisjoint(_TASKS[name])
    return name in _ROUTES and isinstance(decorator, ast.Call) and _has_path(decorator)


def _has_path(call: ast.Call) -> bool:
    """Tell `@app.get("/path")` from a decorator that just has such a name."""
    match call.args:
        case [ast.Constant(value=str(path)), *_]:
            return path == "" or path.startswith("/")
    return any(keyword.arg in _PATHS for keyword in call.keywords)


def _first_name(node: ast.expr) -> str:
    while isinstance(node, ast.Call | ast.Attribute):
        node = node.func if isinstance(node, ast.Call) else node.value
    return node.id if isinstance(node, ast.Name) else ""


def _is_grammar_rule(node: Definition, names: frozenset[str]) -> bool:
    return node.name.startswith(_GRAMMAR_PREFIXES) and not names.isdisjoint(_GRAMMARS)


def _is_shell_command(node: Definition, outer: Site | None) -> bool:
    """Tell a command of a `cmd.Cmd` shell, whose docstring is its help."""
    return (
        isinstance(node, Function)
        and node.name.startswith("do_")
        and outer is not None
        and isinstance(outer.node, ast.ClassDef)
        and any(last_name(base).endswith("Cmd") for base in outer.node.bases[:MOST_BASES])
    )
