"""A docstring is stale when the code contradicts it, and only then."""

from __future__ import annotations

import textwrap

import pytest

from docgen.model import Symbol
from docgen.python.module import parse
from docgen.python.stale import stale_reasons


def symbol_of(header: str, docstring: str, body: str = "pass") -> Symbol:
    """The first definition of a source, with this docstring and body."""
    lines = [header, *textwrap.indent(f'r"""{docstring}\n"""\n{body}', "    ").split("\n")]
    return parse("pkg/mod.py", "\n".join(lines).encode()).symbols[1]


def google(*entries: str) -> str:
    return "Do it.\n\nArgs:\n" + "\n".join(f"    {entry}: Text." for entry in entries)


def numpy(*entries: str) -> str:
    return "Do it.\n\nParameters\n----------\n" + "\n".join(f"{entry}\n    Text." for entry in entries)


def sphinx(*entries: str) -> str:
    return "Do it.\n\n" + "\n".join(f":param {entry}: Text." for entry in entries)


@pytest.mark.parametrize(
    "docstring",
    [
        google("a", "b (int, optional)", "*args", "**kwargs"),
        google("a", "b (Dict[str, int])", r"\*args"),
        numpy("a", "b : {'x', 'y'}, optional", "*args, **kwargs"),
        numpy("a, b : int", "*args"),
        sphinx("a", "int b", r"\*args"),
        sphinx("a", "b") + "\n:type b: int\n:raises OSError: Sometimes.",
        "Do it with a and b.",
        "",
    ],
)
def test_docstring_that_fits_is_not_stale(docstring: str) -> None:
    assert stale_reasons(symbol_of("def f(a, b, *args, **kwargs):", docstring)) == ()


@pytest.mark.parametrize("section", [google, numpy, sphinx])
def test_documented_parameter_that_is_gone_is_named(section: object) -> None:
    assert callable(section)
    reasons = stale_reasons(symbol_of("def f(a):", section("a", "gone")))
    assert reasons == ("parameter `gone` is documented but not in the signature",)


@pytest.mark.parametrize("section", [google, numpy])
def test_parameter_that_a_section_lacks_is_named(section: object) -> None:
    assert callable(section)
    reasons = stale_reasons(symbol_of("def f(a, new):", section("a")))
    assert reasons == ("parameter `new` is not documented although others are",)


def test_one_field_for_a_special_parameter_does_not_demand_the_others() -> None:
    assert stale_reasons(symbol_of("def f(a, b, c):", sphinx("a"))) == ()


def test_most_fields_present_demand_the_last_one() -> None:
    reasons = stale_reasons(symbol_of("def f(a, b, c):", sphinx("a", "b")))
    assert reasons == ("parameter `c` is not documented although others are",)


def test_parameter_that_the_prose_explains_is_not_missing() -> None:
    assert stale_reasons(symbol_of("def f(a, b):", google("a") + "\n\nThe rest goes to b.")) == ()


def test_docstring_without_parameters_need_not_have_any() -> None:
    assert stale_reasons(symbol_of("def f(a, b):", "Do it.\n\nReturns:\n    It.", "return a")) == ()


def test_keywords_of_a_function_that_takes_any_may_be_documented() -> None:
    assert stale_reasons(symbol_of("def f(a, **options):", google("a", "color", "width"))) == ()


def test_private_and_starred_parameters_need_no_entry() -> None:
    assert stale_reasons(symbol_of("def f(a, _cache=None, *args, **kwargs):", google("a"))) == ()


def test_keyword_section_documents_parameters() -> None:
    docstring = google("a") + "\n\nKeyword Args:\n    b: Text."
    assert stale_reasons(symbol_of("def f(a, *, b):", docstring)) == ()


def test_bound_parameter_may_be_documented_whatever_its_name() -> None:
    source = (
        'class C:\n    def add(A, B):\n        """Add.\n\n        Args:\n            A: One.\n            B: Two."""\n'
    )
    assert stale_reasons(parse("m.py", source.encode()).symbols[2]) == ()


@pytest.mark.parametrize("section", [google, numpy, sphinx])
def test_underscore_may_be_escaped(section: object) -> None:
    assert callable(section)
    assert stale_reasons(symbol_of("def f(a, type_):", section("a", r"type\_"))) == ()


@pytest.mark.parametrize("line", ["Note", "Returns", "TODO", "https"])
def test_heading_among_the_parameters_is_none(line: str) -> None:
    assert stale_reasons(symbol_of("def f(a):", google("a", line))) == ()


def test_old_name_that_a_decorator_takes_may_be_documented() -> None:
    assert stale_reasons(symbol_of('@renamed("old", "a")\ndef f(a):', google("a", "old"))) == ()


@pytest.mark.parametrize("placeholder", ["%(options)s", "    %(options)s", "${OPTIONS}", "{options}", "{{options}}"])
def test_docstring_that_is_filled_in_at_run_time_is_not_stale(placeholder: str) -> None:
    assert stale_reasons(symbol_of("def f(a, b):", f"{google('a')}\n{placeholder}")) == ()


@pytest.mark.parametrize("decorator", ["@docfiller", "@add_end_docstrings(MORE)", "@util.Documented(a=1)"])
def test_docstring_that_a_decorator_puts_together_is_not_stale(decorator: str) -> None:
    assert stale_reasons(symbol_of(f"{decorator}\ndef f(a, b):", google("a"))) == ()


@pytest.mark.parametrize("decorator", ['@route("/docs")', "@cache", "@docker.run"])
def test_docstring_under_another_decorator_may_be_stale(decorator: str) -> None:
    assert stale_reasons(symbol_of(f"{decorator}\ndef f(a, b):", google("a")))


def test_exception_that_a_callee_may_raise_is_not_stale() -> None:
    assert stale_reasons(symbol_of("def f(a):", "Do it.\n\nRaises:\n    OSError: If it is gone.", "open(a)")) == ()


@pytest.mark.parametrize(
    "results",
    ["\n\nReturns:\n    int: The answer.", "\n\nReturns\n-------\nint\n    The answer.", "\n\n:returns: The answer."],
)
def test_documented_result_of_what_returns_nothing_is_stale(results: str) -> None:
    reasons = stale_reasons(symbol_of("def f() -> None:", "Do it." + results))
    assert reasons == ("a return value is documented but nothing is returned",)


@pytest.mark.parametrize(
    "results",
    [
        "\n\nReturns:\n    None: Nothing at all.",
        "\n\n:return:",
        "\n\n:returns: None.",
        "\n\n:return: No return value is supported by this event.",
    ],
)
def test_saying_that_nothing_is_returned_is_true_of_what_returns_nothing(results: str) -> None:
    assert stale_reasons(symbol_of("def f() -> None:", "Do it." + results)) == ()


def test_result_of_an_interface_may_be_documented() -> None:
    assert stale_reasons(symbol_of("def f(self):", "Do it.\n\nReturns:\n    It.", "raise NotImplementedError")) == ()


@pytest.mark.parametrize("results", ["\n\nReturns:\n    None", "\n\n:rtype: None"])
def test_denied_result_of_what_returns_one_is_stale(results: str) -> None:
    reasons = stale_reasons(symbol_of("def f():", "Do it." + results, "return 1"))
    assert reasons == ("the docstring says that nothing is returned, but a value is",)


def test_result_that_may_be_none_is_not_denied() -> None:
    assert stale_reasons(symbol_of("def f():", "Do it.\n\n:returns: None or the answer.", "return g()")) == ()


def test_yields_of_what_returns_a_number_are_stale() -> None:
    reasons = stale_reasons(symbol_of("def f() -> int:", "Do it.\n\nYields:\n    Numbers.", "return 1"))
    assert reasons == ("yielded values are documented but nothing is yielded",)


def test_yields_of_what_returns_an_iterator_are_true() -> None:
    docstring = "Do it.\n\nYields:\n    Numbers."
    assert stale_reasons(symbol_of("def f() -> Iterator[int]:", docstring, "return iter(x)")) == ()


def test_attribute_that_a_class_no_longer_has_is_named() -> None:
    docstring = "A thing.\n\nAttributes:\n    kept: Text.\n    gone: Text."
    assert stale_reasons(symbol_of("class C:", docstring, "kept = 1")) == (
        "attribute `gone` is documented but the class has none of that name",
    )


@pytest.mark.parametrize("header", ["class C(Base):", "@decorated\nclass C:"])
def test_attributes_that_may_come_from_elsewhere_are_not_stale(header: str) -> None:
    assert stale_reasons(symbol_of(header, "A thing.\n\nAttributes:\n    other: Text.")) == ()


def test_class_may_document_its_constructor() -> None:
    docstring = google("a", "gone")
    reasons = stale_reasons(symbol_of("class C:", docstring, "def __init__(self, a): ..."))
    assert reasons == ("parameter `gone` is documented but not in the signature",)


def test_class_may_document_how_its_instances_are_called() -> None:
    body = "def __init__(self): ...\ndef __call__(self, a): ..."
    assert stale_reasons(symbol_of("class C:", google("a"), body)) == ()


@pytest.mark.parametrize(
    "docstring",
    [
        "Do it.\n\nArgs:\n    no colon here\n",
        "Do it.\n\n:param a b c d: What?\n",
        "Do it.\n\n:raises ValueError, TypeError: If.\n",
        "Do it.\n\nParameters\n==========\na : int\n    Text.\n\nRaises\n-------\nValueError\n    If.\n",
        "Do it.\n\nParameters\n----------\nPoint, Line\n\nReturns\n-------\n",
        ":",
        "Args:",
        "Parameters\n----------",
    ],
)
def test_docstring_that_cannot_be_read_is_not_stale(docstring: str) -> None:
    assert stale_reasons(symbol_of("def f(a):", docstring)) == ()


def test_an_identifier_that_python_normalises_is_still_there() -> None:
    docstring = "A T.\n\nAttributes:\n    \u03bc: The micro sign, as Python reads it.\n"
    assert stale_reasons(symbol_of("class T:", docstring, "\u00b5 = 1")) == ()
