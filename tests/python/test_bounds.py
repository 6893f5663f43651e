"""What anybody may put into a pull request costs no more than its size: time and memory grow with it, not faster."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from dataclasses import replace
from types import FrameType
from typing import TYPE_CHECKING

import pytest

from docgen.errors import SourceError
from docgen.model import Doc, Field, LineRange, Selected
from docgen.python.check import judge
from docgen.python.chunks import make_chunk
from docgen.python.module import Module, parse
from docgen.python.outline import outline
from docgen.python.places import indent_of
from docgen.python.reading_back import read_doc
from docgen.python.selection import Rules, Visibility, select
from docgen.python.splice import splice
from docgen.python.stale import stale_reasons
from docgen.python.styles import Style, render
from docgen.sanitize import redact
from tests.python.reading import SALT, read, symbol_of

if TYPE_CHECKING:
    from _typeshed import TraceFunction

_SIZE = 40
_TIMES = 4
_TOLERATED = 1.35
"""Growth beyond the file's own; quadratic work grows `_TIMES` times as fast."""

_DOC = Doc("Do it.", "See `nope`, e.g. `work`. And more.")


def read_it(module: Module) -> None:
    parse(module.path, module.content)


def select_all(module: Module) -> None:
    select(module, None, Rules(visibility=Visibility.ALL))


def select_touched(module: Module) -> None:
    select(module, [LineRange(line, line) for line in range(1, module.source.line_count, 2)], Rules())


def cut_out(module: Module) -> int:
    return sum(len(make_chunk(module, Selected(symbol), SALT).source) for symbol in module.symbols) + len(
        outline(module)
    )


def check(module: Module) -> None:
    for symbol in module.symbols:
        judge(symbol, _DOC)
        stale_reasons(symbol)


def write(module: Module) -> None:
    names = {symbol.qualified_name: symbol for symbol in module.symbols}
    splice(module, {name: render(_DOC, names[name], Style(), indent_of(module, name)) for name in names}, Style())


FILES: dict[str, Callable[[int], str]] = {
    "functions": lambda n: "".join(f"def f{i}(a, b=1):\n    return work{i}(a)\n" for i in range(n)),
    "definitions of one line": lambda n: "".join(f"def f{i}(a): return work{i}(a)\n" for i in range(n)),
    "one name": lambda n: "def f(a):\n    return work(a)\n" * n,
    "methods": lambda n: "class A:\n" + "".join(f"    def m{i}(self): return work{i}()\n" for i in range(n)),
    "classes with stale docstrings": lambda n: "".join(
        f"class A{i}:\n    '''It.\n\n    Attributes:\n        gone{i}: X.\n    '''\n    a = 1\n" for i in range(n)
    ),
    "chain of classes": lambda n: "".join(
        f"class A{i + 1}(A{i}):\n    def m(self): return work()\n" for i in range(4 * n)
    ),
    "chain of dataclasses": lambda n: "".join(
        f"@dataclass\nclass A{i + 1}(A{i}):\n    x{i}: int\n" for i in range(4 * n)
    ),
    "wide class and its heir": lambda n: "".join(
        f"class {header}:\n" + "    def m(self): return work()\n" * n for header in ("A", "B(A)")
    ),
    "many bases": lambda n: "class A(" + ", ".join(f"B{i:040}" for i in range(n)) + "):\n"
    + "".join(f"    def m{i}(self): return work()\n" for i in range(n)),
    "scripts": lambda n: "".join(
        f"if __name__ == '__main__':\n    def f{i}(): return work()\n" for i in range(n)
    ),
    "long header under a skip comment": lambda n: "# docgen: skip\nx = 1\nclass A(\n" + "\n" * 10 * n + "):\n"
    + "".join(f"    def m{i}(self): return work()\n" for i in range(n)),
    "raises and handlers": lambda n: "def f():\n    try:\n" + "".join(f"        raise E{i}\n" for i in range(3 * n))
    + "".join(f"    except X{i}:\n        raise\n" for i in range(3 * n)) + "    except:\n" + "        raise\n" * n,
    "elif": lambda n: "def f(x):\n    if x: pass\n" + "".join(f"    elif x == {i}: return 1\n" for i in range(n)),
    "parameters": lambda n: "def f(" + ", ".join(f"a{i}=1" for i in range(n)) + "):\n    return work()\n",
    "comments": lambda n: "def f(x\n" + "# a: b\n" * n + "):\n" + "    # c: d\n" * n + "    return work()\n",
    "decorators": lambda n: "@a\n" * n + "def f(x):\n    return work()\n",
}  # fmt: skip


WORK: list[tuple[str, Callable[[Module], object]]] = [
    *(("functions", work) for work in (read_it, select_all, select_touched, cut_out, check, write)),
    *(("methods", work) for work in (read_it, select_all, select_touched, cut_out, write)),
    ("definitions of one line", write),
    ("one name", read_it),
    ("classes with stale docstrings", check),
    ("chain of classes", select_all),
    ("chain of dataclasses", read_it),
    ("wide class and its heir", select_all),
    *(("many bases", work) for work in (select_all, cut_out)),
    *(("scripts", work) for work in (read_it, select_all)),
    ("long header under a skip comment", select_all),
    ("raises and handlers", read_it),
    *(("elif", work) for work in (read_it, cut_out, write)),
    *(("parameters", work) for work in (read_it, check, write)),
    *(("comments", work) for work in (read_it, cut_out, write)),
    ("decorators", read_it),
]


def cost_of(work: Callable[[Module], object], module: Module) -> tuple[int, int]:
    """Count the instructions of Python that work runs, and the characters that come of it."""
    instructions = 0

    def count(frame: FrameType, event: str, _: object) -> TraceFunction:
        nonlocal instructions
        frame.f_trace_opcodes, frame.f_trace_lines = True, False
        instructions += event == "opcode"
        return count

    before = sys.gettrace()
    sys.settrace(count)
    try:
        made = work(module)
    finally:
        sys.settrace(before)
    return instructions, made if isinstance(made, int) else 0


@pytest.mark.parametrize(("name", "work"), WORK)
def test_work_grows_as_the_file_does(name: str, work: Callable[[Module], object]) -> None:
    small, large = (cost_of(work, read(FILES[name](size), "pkg/mod.py")) for size in (_SIZE, _SIZE * _TIMES))
    assert all(after <= before * _TIMES * _TOLERATED for before, after in zip(small, large, strict=True))


def test_a_name_that_would_be_repeated_in_every_member_is_refused() -> None:
    source = f"class {'A' * 2000}:\n" + "    def m(self): return work()\n" * 10
    with pytest.raises(SourceError, match="too long"):
        parse("m.py", source.encode())


TEXTS = {
    "abbreviations": "e.g. A ",
    "code": "`nope`. A ",
    "paragraphs": "\n\nA. ",
    "one long name": "a",
    "colons": ": ",
    "list": "- a\n",
    "sections": "Args:\n    a: b\n",
    "fields": ":param a: b\n",
    "underlines": "a\n---\n",
    "tokens": "eyJ",
    "half an f-string": "f'{",
    "spaces": " ",
    "values": '="a1b2c3d4 ',
}


@pytest.mark.parametrize("start", ["", "def ", "token: ", "Do it.\n\n", "eyJaaaaaaaa."])
@pytest.mark.parametrize("name", TEXTS)
def test_time_for_a_text_grows_as_the_text_does(name: str, start: str) -> None:
    """Measures processor time, as nothing counts the steps of a regular expression; the shortest of three times."""
    symbol = symbol_of("def f(x): return 1")

    def seconds(size: int) -> float:
        text = start + TEXTS[name] * (size // len(TEXTS[name])) + "x"
        doc = Doc("Do it.", text, params=(Field("x", text),), returns=text, example=text)
        before = time.process_time()
        judge(symbol, doc)
        stale_reasons(replace(symbol, docstring=text))
        read_doc(text)
        redact(text)
        return time.process_time() - before

    small, large = (min(seconds(size) for _ in range(3)) for size in (5_000, 20_000))
    assert large < 9 * max(small, 0.002)
