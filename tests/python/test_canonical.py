"""The canonical text of a tree is equal for equal meanings, and only for them."""

from __future__ import annotations

import ast

import pytest

from docgen.python.canonical import canonical


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("a(b, c)", "a(b)(c)"),
        ("a(b, k=c)", "a(b, **c)"),
        ("a.b", "a"),
        ("a[b:c]", "a[b, c]"),
        ("'1'", "1"),
        ("'None'", "None"),
        ("None", "..."),
        ("x if y else z", "y if x else z"),
        ("lambda a: b", "lambda: (a, b)"),
        ("lambda a, b=1: c", "lambda a=1, b=1: c"),
        ("lambda *a: b", "lambda **a: b"),
        ("lambda a, *, b: c", "lambda a, b: c"),
        ("{a: b}", "{a, b}"),
        ("{**a}", "{None: a}"),
        ("f'{a}'", "f'{a!r}'"),
        ("f'{a}'", "f'{a:b}'"),
        ("f'{a}'", "'{a}'"),
        ("f'{a}b'", "f'{a}{b}'"),
        ("not a", "-a"),
        ("a < b < c", "a < b and b < c"),
        ("[a for a in b if c]", "[a for a in b for c in b]"),
        ("(yield)", "(yield None)"),
        ("'a\\nb'", "'a b'"),
        ("1", "True"),
        ("0.0", "0"),
    ],
)
def test_different_expressions_are_different(one: str, other: str) -> None:
    assert canonical(ast.parse(one, mode="eval")) != canonical(ast.parse(other, mode="eval"))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("'a' 'b'", "'ab'"),
        ("f'a{b}' 'c'", "f'a{b}c'"),
        ("f'{a:}'", "f'{a}'"),
        ("'\\x41'", "'A'"),
        ("0XFF", "255"),
        ("1E3", "1000.0"),
        ("10J", "10j"),
        ("(a)(b,)", "a(b)"),
    ],
)
def test_equal_expressions_are_equal(one: str, other: str) -> None:
    assert canonical(ast.parse(f"x = {one}")) == canonical(ast.parse(f"x = {other}"))


EVERYTHING = """
@d(1)
class A(B, m=C):
    x: int = 1
    async def f(self, a, /, b: int = 2, *c: e, g, h=3, **i) -> j:
        async with k as l, m: await n
        async for o in p: continue
        else: q
        return [r async for r in s if t]
def u(v):
    global w
    for x in y: break
    else: z
    while (a := b): c
    else: d
    if e: f
    elif g: h
    else: i
    try: j
    except k as l: raise m from n
    else: o
    finally: p
    try: q
    except* r: s
    with t as (u, *v): w
    match x:
        case [1, *y] | {'k': A(B, z=c), **d} if e: f
        case None | a.b as g: h
    del i, j[k:l:m, ...]
    assert n, o
    import p.q as r
    from ..s import t as u, v
    w += x ** -y
    yield (yield from z)
    return lambda a, *b, c=1: not d and e or f if g else {h: i, **j, k: {l, *m}}
def n():
    nonlocal o
    p = q = f'r{s!r:>{t}}u{v}' < w is not b'x' != 1.5 in 2j
    return {a: b for a, c in d if e if g}, {h for h in i}, (j for j in k), A.b(*c, d, e=f, **g), -1, True
"""
IGNORED = {"ctx", "kind", "type_comment", "type_params"}


def test_every_field_of_every_node_matters() -> None:
    tree = ast.parse(EVERYTHING)
    original = canonical(tree)
    for node in ast.walk(tree):
        for field in set(node._fields) - IGNORED:
            value = getattr(node, field)
            if value == []:
                continue
            setattr(node, field, _changed(value))
            assert canonical(tree) != original, f"{ast.dump(node)}.{field}"
            setattr(node, field, value)
    assert canonical(tree) == original


def _changed(value: object) -> object:
    match value:
        case bool():
            return not value
        case str():
            return f"{value}x"
        case bytes():
            return value + b"x"
        case list():
            return [ast.arg("other", None), *value]
        case int() | float() | complex():
            return value + 1
        case _:
            return ast.arg("other", None)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("if a:\n    b\n    pass", "if a: b"),
        ("if a: b\nelse: pass", "if a: b"),
        ("def f():\n    'Doc.'", "def f(): ..."),
        ("class A:\n    'Doc.'\n    def f(self): 'Doc.'", "class A:\n    def f(self): pass"),
        ("'''Doc.'''\na", "a"),
        ("a\n'''Some\n  words.'''", "a\n'Some words.'"),
        ("del (a, b)", "del a, b"),
    ],
)
def test_statements_that_do_nothing_do_not_matter(one: str, other: str) -> None:
    assert canonical(ast.parse(one)) == canonical(ast.parse(other))


def test_trees_deeper_than_the_stack_are_written() -> None:
    assert canonical(ast.parse("+".join("a" * 2000))).count("BinOp:") == 1999


def test_literal_parts_of_an_f_string_are_one_however_the_parser_splits_them() -> None:
    whole, split, other = (
        ast.JoinedStr([*map(ast.Constant, parts), ast.FormattedValue(ast.Name("x"), -1)])
        for parts in (["ab"], ["a", "", "b"], ["a"])
    )
    assert canonical(split) == canonical(whole) != canonical(other)
