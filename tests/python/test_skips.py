"""Selection is quiet, and says why it leaves out what it leaves out."""

from __future__ import annotations

import pytest

from docgen.model import LineRange
from docgen.python.selection import Rules, select
from tests.python.choosing import EVERYTHING, WORK, chosen, reason
from tests.python.reading import read


@pytest.mark.parametrize(
    "body",
    [
        *(
            "pass",
            "...",
            "return",
            "return None",
            "return 1",
            "return -1",
            "return self",
            "return self.a.b",
            "return X",
        ),
        *(
            "return ()",
            "return []",
            "return {}",
            "self.a = a",
            "raise NotImplementedError",
            "raise NotImplementedError('x')",
        ),
        "pass; ...",
    ],
)
def test_trivial_bodies_need_no_docstring(body: str) -> None:
    assert reason(f"class A:\n    def f(self, a): {body}", "A.f") == "trivial"


@pytest.mark.parametrize(
    "body",
    [
        *(
            "return a()",
            "return a + 1",
            "return [a]",
            "return self.a[0]",
            "raise ValueError",
            "self.a = a.b()",
            "del a",
            "yield",
        ),
        *("return lambda: a", "return not a", "x = 1; return x", "return f'{a}'"),
    ],
)
def test_bodies_that_do_something_do(body: str) -> None:
    assert reason(f"class A:\n    def f(self, a): {body}", "A.f") is None


@pytest.mark.parametrize("source", ["class A: pass", "class A(Exception): ...", "class A(B):\n    pass\n    ..."])
def test_empty_class_is_trivial(source: str) -> None:
    assert reason(source, "A") == "trivial"


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("", "trivial"),
        ("import a\nfrom b import c\n__all__ = ['c']\n__version__ = '1'\n__all__ += ['d']", "trivial"),
        ("if TYPE_CHECKING:\n    import a\nelse:\n    import b", "trivial"),
        ("import a\nX = 1", None),
        ("def f(): ...", None),
    ],
)
def test_module_that_only_imports_is_trivial(source: str, expected: str | None) -> None:
    assert reason(source, "pkg.mod") == expected


def test_overloads_and_accessors_are_documented_by_another_definition() -> None:
    source = """
        @typing.overload
        def f(a: int) -> int: ...
        def f(a): return work(a)
        class A:
            @property
            def p(self): return work(self)
            @p.setter
            def p(self, value): work(value)
            @p.deleter
            def p(self): work()
        """
    assert [reason(source, name) for name in ("f", "f#2", "A.p", "A.p#2", "A.p#3")] == [
        *("overload", None, None, "overload", "overload")
    ]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("class A(B):\n    @override\n    def f(self): return work()", "override"),
        ("class A(B):\n    @typing.override\n    def f(self): return work()", "override"),
        ("class A(B):\n    def f(self): return work()", None),
        ("class B:\n    def f(self):\n        'Doc.'\nclass A(B):\n    def f(self): return work()", "override"),
        (
            "class B:\n    def f(self):\n        'Doc.'\nclass C(B): pass\nclass A(C):\n    def f(self): x()",
            "override",
        ),
        ("class B:\n    def f(self): ...\nclass A(B):\n    def f(self): return work()", None),
        ("class A(A):\n    def f(self): return work()", None),
        ("class C(A): pass\nclass A(C):\n    def f(self): return work()", None),
    ],
)
def test_override_inherits_the_docstring_of_what_it_overrides(source: str, expected: str | None) -> None:
    assert reason(source, "A.f") == expected


@pytest.mark.parametrize("name", ["__repr__", "__eq__", "__enter__", "__call__", "__getattr__"])
def test_special_methods_mean_what_the_language_says(name: str) -> None:
    assert reason(f"class A:\n    def {name}(self, x): return work()", f"A.{name}") == "override"


def test_constructor_is_documented_by_its_class() -> None:
    init = "    def __init__(self, a): self.a = work(a)"
    assert reason(f"class A:\n    'Doc.'\n{init}", "A.__init__") == "override"
    assert reason(f"class A:\n{init}", "A.__init__") == "override"


def test_constructor_of_a_class_that_gets_no_doc_gets_one() -> None:
    module = read("class A:\n    def __init__(self, a):\n        self.a = work(a)\n")
    selection = select(module, (LineRange(3, 3),), Rules())
    assert [selected.symbol.qualified_name for selected in selection.selected] == ["A.__init__"]


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("class f(unittest.TestCase):\n    x = 1", "f"),
        ("class A(TestCase):\n    def test_a(self): return work()", "A.test_a"),
        ("@pytest.fixture\ndef f(): return work()", "f"),
        ("@pytest.fixture(scope='module')\ndef f(): return work()", "f"),
    ],
)
def test_tests_outside_of_test_files_are_told_by_base_and_decorator(source: str, name: str) -> None:
    assert reason(source, name) == "test"


@pytest.mark.parametrize(
    "decorator",
    [
        *(
            "click.command()",
            "click.group",
            "cli.command('x')",
            "app.command()",
            "app.callback()",
            "bot.hybrid_command()",
        ),
        *(
            "app.get('/x')",
            "router.post(path='/')",
            "bp.route('/', methods=['GET'])",
            "app.websocket('/ws')",
            "get('/x')",
            "api_view(['GET'])",
        ),
        *("tool", "mcp.tool()", "agent.tool_plain", "function_tool", "server.prompt()", "mcp.resource('x://y')"),
        *("strawberry.type", "strawberry.mutation", "nox.session", "ell.simple(model='x')"),
    ],
)
def test_docstring_that_a_decorator_publishes_is_not_written(decorator: str) -> None:
    assert reason(f"@{decorator}\ndef f(a):\n    {WORK}") == "runtime"


@pytest.mark.parametrize(
    "decorator",
    [
        "cache.get",
        "get('x')",
        "cache.get('x')",
        "app.get()",
        "lru_cache",
        "app.task",
        "patch('a.b')",
        "mock.patch('a.b')",
        "callback",
        "group",
    ],
)
def test_decorators_that_only_look_alike_do_not_count(decorator: str) -> None:
    assert reason(f"@{decorator}\ndef f(a):\n    {WORK}") is None


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("import ply.yacc\ndef p_term(p): work(p)", "p_term"),
        ("from .ply import lex\ndef t_number(t): work(t)", "t_number"),
        ("class S(dspy.Signature): x = 1", "S"),
        ("class Q(graphene.ObjectType): x = 1", "Q"),
        ("class V(APIView):\n    x = 1", "V"),
        ("class Shell(cmd.Cmd):\n    def do_go(self, arg): work(arg)", "Shell.do_go"),
        ("from airflow.decorators import dag, task\n@task\ndef f(): work()", "f"),
        ("from docopt import docopt\narguments = docopt(__doc__)", "pkg.mod"),
        ("parser = ArgumentParser(description=__doc__)", "pkg.mod"),
    ],
)
def test_docstring_that_acts_at_run_time_is_not_written(source: str, name: str) -> None:
    assert reason(source, name) == "runtime"


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("def p_term(p): work(p)", "p_term"),
        ("class A:\n    def do_go(self, arg): work(arg)", "A.do_go"),
        ("print(f.__doc__)\nx = '__doc__'", "pkg.mod"),
    ],
)
def test_names_alone_do_not_make_a_docstring_act_at_run_time(source: str, name: str) -> None:
    assert reason(source, name) is None


@pytest.mark.parametrize(
    "source",
    [
        "def f(a):  # docgen: skip\n    return work()",
        "# docgen: skip\ndef f(a):\n    return work()",
        "#docgen:skip\n@a\ndef f(a):\n    return work()",
        "@a  # docgen: skip\ndef f(a):\n    return work()",
        "def f(\n    a,  # docgen: skip\n):\n    return work()",
        "def f(a): return work()  # docgen: skip",
        "def f(a):  # noqa  # docgen: skip\n    return work()",
    ],
)
@pytest.mark.parametrize("rules", [Rules(), EVERYTHING])
def test_skip_comment_beats_all_rules(source: str, rules: Rules) -> None:
    assert reason(source, rules=rules) == "skip comment"


@pytest.mark.parametrize(
    "source",
    [
        "def g(): return work()  # docgen: skip\ndef f(a): return work()",
        "def f(a):\n    x = 1\n    return work()  # docgen: skip",
        "x = '# docgen: skip'\ndef f(a): return work('# docgen: skip')",
        "# docgen: skipping is fine\ndef f(a): return work()",
        "class f:\n    def g(self):  # docgen: skip\n        return work()",
    ],
)
def test_skip_comment_elsewhere_does_not_count(source: str) -> None:
    assert reason(source) is None


def test_skip_comment_on_a_class_covers_its_members() -> None:
    assert reason("class A:  # docgen: skip\n    def f(self): return work()", "A.f") == "skip comment"


@pytest.mark.parametrize("rules", [Rules(), EVERYTHING])
def test_skip_file_comment_is_one_outcome(rules: Rules) -> None:
    selection = chosen("import a\n# docgen: skip-file\ndef f(): return work()", rules)
    assert selection.selected == ()
    assert [(str(skipped.location), skipped.reason) for skipped in selection.skipped] == [
        ("pkg/mod.py:1", "skip comment")
    ]
