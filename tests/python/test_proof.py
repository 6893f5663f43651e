"""The proof lets no edit pass that does more than it says."""

from __future__ import annotations

import ast

import pytest

from docgen.errors import ProofError
from docgen.model import Edit, Splice
from docgen.python.definitions import Scope
from docgen.python.proof import prove, undo

ORIGINAL = b'class C:\n    def f(self):\n        "Old."\n        return 1  # why\n'
DOC = b'        """New."""\n'


def check(original: bytes, content: bytes, *splices: Splice, meant: str = "New.", name: str = "f") -> None:
    """Prove that `content` is `original` with one docstring."""
    tree = ast.parse(original)
    node = next(node for node in ast.walk(tree) if isinstance(node, Scope) and getattr(node, "name", "") == name)
    prove(Edit("pkg/mod.py", original, content, splices), tree, [(node, meant)])


def replaced(old: bytes, new: bytes, original: bytes = ORIGINAL) -> tuple[bytes, Splice]:
    start = original.index(old)
    return original.replace(old, new, 1), Splice("f", start, start + len(old), new)


def test_replaced_docstring_is_proven() -> None:
    check(ORIGINAL, *replaced(b'"Old."', b'"""New."""'))


def test_inserted_docstring_is_proven() -> None:
    check(b"def f():\n    pass\n", b'def f():\n    """New."""\n    pass\n', Splice("f", 9, 9, b'    """New."""\n'))


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        (b'"Old."', b'"""New."""; x = 1', "syntax tree"),
        (b'"Old."\n        return 1', b'"""New."""\n        return 2', "syntax tree"),
        (b'"Old."\n        return 1', b'"""New."""\n        return 1.0', "syntax tree"),
        (b'"Old."\n        return 1', b'"""New."""\n        return True', "syntax tree"),
        (b'"Old."', b'"""Other."""', "syntax tree"),
        (b'"Old."', b'f"""New."""', "syntax tree"),
        (b'"Old."', b'"""New.', "does not parse"),
        (b'"Old."\n        return 1  # why', b'"""New."""\n        return 1', "a comment would be lost"),
        (b"class C:\n    def f", b'class C:\n    """Sneaked in."""\n    def f', "syntax tree"),
        (b"def f(self)", b"async def f(self)", "syntax tree"),
    ],
)
def test_edit_that_does_more_is_refused_with_the_reason(old: bytes, new: bytes, reason: str) -> None:
    with pytest.raises(ProofError, match=rf"left as it is: .*{reason}"):
        check(ORIGINAL, *replaced(old, new))


def test_change_outside_of_the_splices_is_refused() -> None:
    content, splice = replaced(b'"Old."', b'"""New."""')
    with pytest.raises(ProofError, match="does not give the original back"):
        check(ORIGINAL, content.replace(b"# why", b"# who"), splice)


def test_result_that_only_parses_is_refused_when_the_original_compiled() -> None:
    original = b"from __future__ import annotations\ndef f(): pass\n"
    text = b'"""New."""\n    from __future__ import annotations\n    pass'
    with pytest.raises(ProofError):
        check(original, *replaced(b"pass", text, original))


def test_original_that_does_not_compile_may_get_docstrings() -> None:
    check(b"return\ndef f(): pass\n", *replaced(b" pass", b'\n    """New."""\n    pass', b"return\ndef f(): pass\n"))


def test_undo_refuses_splices_that_overlap() -> None:
    assert undo(b"abcd", b"ab", [Splice("a", 1, 2, b"c"), Splice("b", 0, 1, b"d")]) == b""


def test_undo_refuses_a_splice_that_is_not_there() -> None:
    assert undo(b"abXd", b"abd", [Splice("a", 2, 2, b"Y")]) == b""


def test_undo_gives_the_original_back() -> None:
    assert undo(b"abXdYY", b"abcd", [Splice("a", 2, 3, b"X"), Splice("b", 4, 4, b"YY")]) == b"abcd"


def test_deep_expressions_are_compared_without_recursion() -> None:
    source = b"x = " + b" + ".join([b"1"] * 800) + b"\ndef f(): pass\n"
    check(source, *replaced(b" pass", b'\n    """New."""\n    pass', source))
