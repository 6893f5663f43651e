"""Every message of docgen with its remedy, read from the code that raises it.

`python -m tests.messages > docs/messages.md` writes the page; a test holds the page to the code.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby, product
from pathlib import Path

from docgen import errors

ROOT = Path(__file__).parent.parent
_GAP = "…"
_SAID = frozenset(
    {*errors.__dict__, "TransientCacheError", "TransientError", "NothingToDo", "warning"} - {"DocgenError"}
)
"""What is called with a text for a user: the classes of errors, a run that ends at once, and the log."""

_ROOMS = {
    "": "The run as a whole",
    "doors": "Settings and the command line",
    "changes": "What is to be documented",
    "python": "Reading and editing Python",
    "cache": "The cache",
    "writer": "Claude",
    "delivery": "Delivery",
    "github": "GitHub",
}
_HEAD = """\
# Messages

What docgen says when something is not as it should be, word for word as far as it is always the same; `…` stands for
what differs. A message in the log ends with what to do about it; here that stands beside it.

This page is made from the code (`python -m tests.messages`).
"""


@dataclass(frozen=True, slots=True)
class Message:
    """One message: which room says it, and what it is and advises."""

    room: str
    text: str
    remedy: str


def messages() -> list[Message]:
    """Find all messages in the order of rooms and files."""
    found = [message for path in sorted((ROOT / "docgen").rglob("*.py")) for message in _in_file(path)]
    rooms = list(_ROOMS)
    return sorted(dict.fromkeys(found), key=lambda message: (rooms.index(message.room), message.text.lstrip("`… ")))


def page() -> str:
    """Render the page."""
    parts = [_HEAD]
    for room, group in groupby(messages(), key=lambda message: message.room):
        rows = [f"| {_cell(message.text)} | {_cell(message.remedy)} |" for message in group]
        parts.append("\n".join([f"\n## {_ROOMS[room]}\n", "| Message | What to do |", "| --- | --- |", *rows, ""]))
    return "".join(parts)


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ").replace("<", "&lt;").strip()


def _in_file(path: Path) -> Iterator[Message]:
    tree = ast.parse(path.read_text("utf-8"))
    room = path.relative_to(ROOT / "docgen").parts[0] if path.parent != ROOT / "docgen" else ""
    constants = _assigned(tree.body)
    for function in (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)):
        known = constants | _assigned(list(ast.walk(function)))
        for call in (node for node in ast.walk(function) if isinstance(node, ast.Call)):
            for text, remedy in product(*_arguments(call, known)):
                if re.search(r"\w{3}", text.replace(_GAP, "")):
                    yield Message(room, text, remedy)


def _assigned(statements: list[ast.stmt] | list[ast.AST]) -> dict[str, ast.expr]:
    return {
        target.id: statement.value
        for statement in statements
        if isinstance(statement, ast.Assign)
        for target in statement.targets
        if isinstance(target, ast.Name)
    }


def _arguments(call: ast.Call, known: Mapping[str, ast.expr]) -> tuple[list[str], list[str]]:
    """The texts and remedies that a call may give to a user; none if it says nothing to anybody."""
    name = call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")
    if name == "Annotation" and len(call.args) > 1:
        return _texts(call.args[1], known), [""]
    if not call.args or name not in _SAID:
        return [], [""]
    remedies = _texts(call.args[1], known) if len(call.args) > 1 and name != "warning" else []
    return _texts(call.args[0], known), remedies or [""]


def _texts(node: ast.expr, known: Mapping[str, ast.expr]) -> list[str]:
    """The texts that an expression may have, with gaps where it depends on something."""
    match node:
        case ast.Constant(value=str(text)):
            return [re.sub(r"%[sd]", _GAP, text)]
        case ast.JoinedStr(values=values):
            return ["".join(_texts(value, known)[0] if isinstance(value, ast.Constant) else _GAP for value in values)]
        case ast.IfExp(body=body, orelse=orelse):
            return [*_texts(body, known), *_texts(orelse, known)]
        case ast.Name(id=name) if name in known:
            return _texts(known[name], {})
    return []


if __name__ == "__main__":
    sys.stdout.write(page())
