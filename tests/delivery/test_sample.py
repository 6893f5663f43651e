import ast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docgen.delivery.sample import definition, difference, literals, sample
from docgen.model import Edit, Parameter, Signature, Splice, Symbol, SymbolKind
from tests.delivery.reports import documented, edit, symbol


def test_the_docstring_is_shown_as_the_edit_writes_it_without_its_place() -> None:
    shown = sample(documented(), literals([edit()]))
    assert shown == (
        "async def fetch(url: str, timeout: float = 3.0) -> bytes:\n"
        '    """Fetch a page of the archive.\n'
        "\n"
        "    Args:\n"
        "        url: Address of the page.\n"
        "        timeout: Seconds to wait.\n"
        '    """'
    )


def test_a_deeply_indented_docstring_is_shown_at_one_level() -> None:
    text = b'        """Close.\n\n            Twice is fine.\n        """\n'
    deep = Edit("a.py", b"", text, (Splice("C.close", 0, 0, text),))
    shown = sample(documented("C.close", "a.py", kind=SymbolKind.METHOD), literals([deep]))
    assert shown.splitlines()[1:] == ['    """Close.', "", "        Twice is fine.", '    """']


def test_a_splice_that_moves_code_too_is_not_shown_as_a_docstring() -> None:
    text = b'\n    """Doc."""\n    return 1'
    split = Edit("a.py", b"", text, (Splice("one", 0, 0, text),))
    assert literals([split]) == {}


def test_without_an_edit_the_docstring_is_quoted() -> None:
    assert sample(documented(docstring="Fetch.\n\nTwice."), {}).endswith(':\n    """Fetch.\n\n    Twice.\n    """')


def test_a_module_is_its_docstring() -> None:
    module = documented("archive", docstring="The archive.", kind=SymbolKind.MODULE, signature=None)
    assert sample(module, {}) == '"""The archive."""'


def test_a_class_without_constructor_shows_its_bases() -> None:
    assert definition(symbol("Client", kind=SymbolKind.CLASS, signature=None, bases=("Base", "Generic[T]"))) == (
        "class Client(Base, Generic[T])"
    )


def test_a_property_shows_its_decorator() -> None:
    found = symbol("Client.name", kind=SymbolKind.PROPERTY, signature=None, decorators=("cached_property",))
    assert definition(found) == "@cached_property\ndef name(self)"


LONG = (
    "def write(path: str, text: str = 'a, (b', *, modes: dict[str, tuple[int, int]] = {'w': (1, 2)}, "
    "newline: str | None = None) -> Callable[[int, str], None]"
)


def test_a_long_signature_takes_a_line_for_each_parameter() -> None:
    assert definition(_with_signature(LONG)) == (
        "def write(\n"
        "    path: str,\n"
        "    text: str = 'a, (b',\n"
        "    *,\n"
        "    modes: dict[str, tuple[int, int]] = {'w': (1, 2)},\n"
        "    newline: str | None = None,\n"
        ") -> Callable[[int, str], None]"
    )


@pytest.mark.parametrize("text", [LONG, "def f(" + ", ".join(f"argument_{number}=','" for number in range(20)) + ")"])
def test_a_broken_signature_still_means_the_same(text: str) -> None:
    broken = definition(_with_signature(text))
    assert ast.dump(ast.parse(f"{broken}: ...")) == ast.dump(ast.parse(f"{text}: ..."))


@given(st.text(alphabet="()[]{},'\"\\ ab*=", max_size=200))
def test_no_text_breaks_the_breaking(text: str) -> None:
    broken = definition(_with_signature(f"def f({text}" + "x" * 100))
    assert [character for character in broken if character not in " ,\n"] == [
        character for character in f"def f({text}" + "x" * 100 if character not in " ,\n"
    ]


def _with_signature(text: str) -> Symbol:
    return symbol("write", signature=Signature(text, (Parameter("path"),)))


def test_a_replaced_docstring_is_shown_as_what_changes() -> None:
    before = (
        "Fetch a page of the archive.\n\n    Args:\n        url: Address of the page.\n        wait: Seconds.\n    "
    )
    assert difference(documented(docstring_before=before), literals([edit()])).splitlines() == [
        " async def fetch(url: str, timeout: float = 3.0) -> bytes:",
        '     """Fetch a page of the archive.',
        " ",
        "     Args:",
        "         url: Address of the page.",
        "-        wait: Seconds.",
        "+        timeout: Seconds to wait.",
        '     """',
    ]
