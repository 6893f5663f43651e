"""Every message of docgen with its remedy, read from the code that raises it.

`python -m tests.messages > docs/messages.md` writes the page; a test holds the page to the code.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import groupby, product
from pathlib import Path

from tests.spoken import GAP, ROOT, Scope, read_module, scopes, texts

_REASONS = frozenset({"Failed", "Unwritten", "give_up"})
"""Calls whose second argument says why a symbol has no doc."""
_NOTICES = frozenset({"NothingToDo", "Delivered", "Changeset", "_Refused", "_instead"})
"""Calls that tell about the run as a whole, and with which nothing need be wrong."""
_UNHEARD = frozenset({"HaltedError", "NotKeptError"})
"""Errors that are caught on their way, and other words said for them."""

_ROOMS = {
    "": "The run as a whole",
    "doors": "Settings and the command line",
    "changes": "What is to be documented",
    "python": "Reading and editing Python",
    "steps": "What is written",
    "cache": "The cache",
    "writer": "Claude",
    "delivery": "Delivery",
    "github": "GitHub",
}
_HEAD = """\
# Messages

What docgen says when something is not as it should be, word for word as far as it is always the same; `…` stands for
what differs. A message in the log goes on with what to do about it; here that stands beside it. What asks for nothing
stands [at the end](#notices).

This page is made from the code (`python -m tests.messages`).
"""
_TAIL = """
## Notices

They ask for nothing: they say why a run has nothing to do, or what it did in another way.

"""
_AT_THE_END = "See what the message ends with."
_FIRST_SENTENCE = re.compile(r"(.+?[^.…][.?]|[^.]*…\.?)\s+(?=[A-Z`…])(.+)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Message:
    """One message: which room says it, what it is and advises, and whether it may go without advice."""

    room: str
    text: str
    remedy: str
    is_notice: bool = False


def messages() -> list[Message]:
    """Find all messages in the order of rooms and files."""
    found = [message for path in sorted((ROOT / "docgen").rglob("*.py")) for message in _in_file(path)]
    rooms = list(_ROOMS)
    return sorted(dict.fromkeys(found), key=lambda message: (rooms.index(message.room), message.text.lstrip("`… ")))


def page() -> str:
    """Render the page."""
    parts = [_HEAD]
    found = messages()
    for room, group in groupby((each for each in found if each.remedy), key=lambda message: message.room):
        rows = [f"| {_cell(message.text)} | {_cell(message.remedy)} |" for message in group]
        parts.append("\n".join([f"\n## {_ROOMS[room]}\n", "| Message | What to do |", "| --- | --- |", *rows, ""]))
    notices = dict.fromkeys(f"- {_cell(message.text)}\n" for message in found if not message.remedy)
    return "".join([*parts, _TAIL, *notices])


def _cell(text: str) -> str:
    return " ".join(text.replace("|", "\\|").replace("<", "&lt;").split())


def _in_file(path: Path) -> Iterator[Message]:
    module = read_module(path)
    room = path.relative_to(ROOT / "docgen").parts[0] if path.parent != ROOT / "docgen" else ""
    for function in (node for node in ast.walk(module.tree) if isinstance(node, ast.FunctionDef)):
        calls = [node for node in ast.walk(function) if isinstance(node, ast.Call)]
        for scope, call in product(scopes(module, function), calls):
            for text, remedy, is_notice in _said(call, scope):
                if re.search(r"\w{3}", text.replace(GAP, "")) and not text.startswith("left: "):
                    yield Message(room, *_apart(text, remedy), is_notice)


def _apart(text: str, remedy: str) -> tuple[str, str]:
    """Tell what happened from what to do, which where it is not given apart is all but the first sentence."""
    text, remedy = (re.sub(r"…(?:\.?…)+", GAP, part).replace("…..", "….") for part in (text, remedy))
    found = None if remedy else _FIRST_SENTENCE.fullmatch(text)
    what, fix = (found[1], found[2]) if found else (text, remedy)
    if what.strip(f"{GAP}. ") == "":
        return f"{what} {fix}", "See what stands before it."
    return (what, _AT_THE_END) if fix == GAP or (not fix and what.endswith(GAP)) else (what, fix)


def _said(call: ast.Call, scope: Scope) -> Iterator[tuple[str, str, bool]]:
    """The texts that a call may give to a user, with their remedies where those are given apart."""
    name = call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")
    given = [*call.args, *(keyword.value for keyword in call.keywords if keyword.arg in ("fix", "notices", "left_out"))]
    if name == "Annotation" and len(given) > 1:
        level = getattr(call.args[0], "attr", "")
        yield from ((text, "", level == "NOTICE") for text in texts(given[1], scope))
    elif name in _REASONS and len(given) > 1:
        yield from ((text, "", False) for text in texts(given[1], scope))
    elif name in ("warning", "fail") and given:
        is_all = isinstance(given[0], ast.Constant) and given[0].value == "%s" and len(given) == 2
        yield from ((text, "", False) for text in texts(given[1 if is_all else 0], scope))
    elif name in _NOTICES or any(keyword.arg == "notices" for keyword in call.keywords):
        yield from ((text, "", True) for value in given[-1:] for text in texts(value, scope))
    elif name in _errors() | {"__init__": [""]} and name not in _UNHEARD and given:
        remedies = texts(given[1], scope) if len(given) > 1 else []
        yield from (
            (text, remedy, False)
            for text, remedy in product(texts(given[0], scope), remedies or _errors().get(name, [""]))
        )


@cache
def _errors() -> dict[str, list[str]]:
    """The classes of errors, each with the remedy that all of its kind have."""
    classes = {
        node.name: (path, node)
        for path in sorted((ROOT / "docgen").rglob("*.py"))
        for node in ast.walk(read_module(path).tree)
        if isinstance(node, ast.ClassDef)
    }
    found = {"DocgenError": [""]}
    for _ in classes:
        for name, (path, node) in classes.items():
            if any(getattr(base, "id", "") in found for base in node.bases):
                found[name] = _own_remedy(path, node)
    return found


def _own_remedy(path: Path, node: ast.ClassDef) -> list[str]:
    module = read_module(path)
    for call in ast.walk(node):
        match call:
            case ast.Call(func=ast.Attribute(value=ast.Call(func=ast.Name(id="super"))), args=[_, fix]):
                return texts(fix, Scope(module)) or [""]
    return [""]


if __name__ == "__main__":
    sys.stdout.write(page())
