"""What hypothesis makes of Python: small modules of every kind of statement, written in many layouts."""

from __future__ import annotations

import sys
import textwrap

from hypothesis import strategies as st

from docgen.errors import SourceError
from docgen.python.module import parse

_HAS_NESTED_QUOTES = sys.version_info >= (3, 12)
_HAS_TYPE_PARAMETERS = sys.version_info >= (3, 12)
_HAS_TEMPLATES = sys.version_info >= (3, 14)

_NAMES = st.sampled_from(["a", "b", "self", "x1", "é", "_p", "print"])
_LITERALS = st.sampled_from(
    [
        *(
            "0",
            "1",
            "0x1F",
            "1_000",
            "1.0",
            "1e3",
            "2j",
            "True",
            "None",
            "...",
            "''",
            "'a'",
            '"a"',
            "'''a'''",
            "r'a'",
            "u'a'",
        ),
        *(
            "b'a'",
            "'é'",
            "'\\xe9'",
            "'a' 'b'",
            "'ab'",
            "f''",
            "f'a'",
            "f'{a}'",
            "f'a{b}c' 'd'",
            "f'a{b!r:>{x1}}'",
            "f'{a=}'",
            "f'{a:}'",
        ),
        *(("f'{'a'}'", "f'{a['b']:{'>'}}'", "f'{\n a  # noqa: }\n}'") if _HAS_NESTED_QUOTES else ()),
        *(("t''", "t'a{b}c'", "t'{ a!r:>{x1}}' t'{b=}'", "(t'a{b}', 'c')") if _HAS_TEMPLATES else ()),
    ]
)
_OPERATORS = st.sampled_from(["+", "-", "**", "@", "and", "or", "<", "is not", "in", "if a else"])


def _compound(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.one_of(
        st.builds("({} {} {})".format, inner, _OPERATORS, inner),
        st.builds("{}({}, *b, k={}, **c)".format, _NAMES, inner, inner),
        st.builds("{}.{}".format, _NAMES, _NAMES),
        st.builds("{}[{}:, {}]".format, _NAMES, inner, inner),
        st.builds("[{}, {}]".format, inner, inner),
        st.builds("({},)".format, inner),
        st.builds("{{{}: {}, **a}}".format, inner, inner),
        st.builds("[{} for a in {} if b]".format, inner, inner),
        st.builds("(lambda a, *, b={}: {})".format, inner, inner),
        st.builds("(not {})".format, inner),
        st.builds("({})".format, inner),
    )


expressions = st.recursive(_NAMES | _LITERALS, _compound, max_leaves=4)
"""Source of expressions."""

_SIMPLE = st.one_of(
    st.just("pass"),
    st.just("..."),
    st.just("'a  string that\\n stands alone'"),
    expressions,
    st.builds("{} = {}".format, _NAMES, expressions),
    st.builds("{}: {} = {}".format, _NAMES, expressions, expressions),
    st.builds("{} += {}".format, _NAMES, expressions),
    st.builds("return {}".format, expressions),
    st.builds("raise a from {}".format, expressions),
    st.builds("assert {}, b".format, expressions),
    st.sampled_from(["return", "raise", "import a.b as c", "from . import a", "del a, b", "del (a, b)", "global g"]),
)


def _block(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Bodies of indented lines, of one line, and with comments and blank lines in between."""
    lines = st.lists(inner | st.sampled_from(["# remark", "", "#  noqa"]), min_size=1, max_size=3)
    return lines.map(lambda found: "\n" + textwrap.indent("\n".join([*found, "pass"]), "    "))


def _nested(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    body = _block(inner)
    newer = []
    if _HAS_TYPE_PARAMETERS:
        newer.append(st.builds("class D[T: {}, *U](a):{}".format, expressions, body))
        newer.append(st.builds("def h[**P](a: P.args):\n    type X[T] = {}{}".format, expressions, body))
    if _HAS_TEMPLATES:
        newer.append(st.builds("try:{}\nexcept a, b:{}".format, body, body))
    return st.one_of(
        *newer,
        st.builds("if {}:{}\nelse:{}".format, expressions, body, body),
        st.builds("for a, b in {}:{}".format, expressions, body),
        st.builds("while {}:{}".format, expressions, body),
        st.builds("try:{}\nexcept a as b:{}\nfinally:{}".format, body, body, body),
        st.builds("with {} as a, (b):{}".format, expressions, body),
        st.builds("match {}:\n    case [1, *_] | {{'k': a}} if b:{}".format, expressions, body.map(_deeper)),
        st.builds("@a.b\ndef f(a, /, b: {}={}, *, c=1, **d):{}".format, expressions, expressions, body),
        st.builds("async def g(*args):{}".format, body),
        st.builds("class C(a, metaclass={}):\n    'Doc.'{}".format, expressions, body),
    )


def _deeper(block: str) -> str:
    return textwrap.indent(block, "    ")


statements = st.recursive(_SIMPLE, _nested, max_leaves=6)
"""Source of statements."""


def _is_python(source: str) -> bool:
    try:
        parse("m.py", source.encode())
    except SourceError:
        return False
    return True


functions = _block(statements).map("def f(self, a=1, *b: int) -> None:{}\n".format).filter(_is_python)
"""Source of functions named `f`."""
