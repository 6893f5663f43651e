"""Reports as runs bring them, for the tests of this folder."""

from docgen.model import (
    Doc,
    Documented,
    Edit,
    Failed,
    Field,
    LineRange,
    Location,
    Origin,
    Parameter,
    Report,
    Signature,
    Skipped,
    Spending,
    Splice,
    Symbol,
    SymbolKind,
    Usage,
)

HEAD = "1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d"
FETCH = '''\
"""Client of the archive."""


async def fetch(url: str, timeout: float = 3.0) -> bytes:
    return await _get(url, timeout)
'''
FETCH_DOCSTRING = """Fetch a page of the archive.

Args:
    url: Address of the page.
    timeout: Seconds to wait."""
FETCH_LITERAL = '''    """Fetch a page of the archive.

    Args:
        url: Address of the page.
        timeout: Seconds to wait.
    """
'''


def symbol(name: str = "fetch", path: str = "src/archive/client.py", line: int = 4, **more: object) -> Symbol:
    """A public function, unless told otherwise."""
    facts: dict[str, object] = {
        "kind": SymbolKind.FUNCTION,
        "signature": Signature(
            f"async def {name}(url: str, timeout: float = 3.0) -> bytes",
            (Parameter("url", annotation="str"), Parameter("timeout", annotation="float", default="3.0")),
            "bytes",
        ),
        **more,
    }
    return Symbol(path=path, qualified_name=name, span=LineRange(line, line + 1), **facts)  # type: ignore[arg-type]


def documented(
    name: str = "fetch",
    path: str = "src/archive/client.py",
    line: int = 4,
    docstring: str = FETCH_DOCSTRING,
    *,
    origin: Origin = Origin.FRESH,
    stale: tuple[str, ...] = (),
    is_draft: bool = False,
    docstring_before: str | None = None,
    **more: object,
) -> Documented:
    """A symbol with its doc."""
    doc = Doc(
        docstring.partition("\n")[0],
        params=(Field("url", "Address of the page."), Field("timeout", "Seconds to wait.")),
        is_draft=is_draft,
    )
    return Documented(symbol(name, path, line, docstring=docstring_before, **more), doc, docstring, origin, stale)


def edit(path: str = "src/archive/client.py", name: str = "fetch") -> Edit:
    """The edit that puts the docstring of `fetch` into its file."""
    original, literal = FETCH.encode(), FETCH_LITERAL.encode()
    start = original.index(b"    return")
    return Edit(path, original, original[:start] + literal + original[start:], (Splice(name, start, start, literal),))


def report(*outcomes: Documented | Skipped | Failed, **more: object) -> Report:
    """What a run did; one fresh doc unless told otherwise."""
    facts: dict[str, object] = {
        "files": 3,
        "spending": Spending(1, Usage(1200, 300), 0.0042),
        "head_sha": HEAD,
        "model": "claude-sonnet-5-5",
        **more,
    }
    return Report(outcomes=outcomes or (documented(),), **facts)  # type: ignore[arg-type]


def busy_report() -> Report:
    """A run with a bit of everything."""
    return report(
        documented("parse", "src/archive/parser.py", 30, "Parse a page.", origin=Origin.CACHE),
        documented(),
        documented(
            "Client.close",
            line=40,
            docstring="Close all connections.",
            stale=("`wait` is gone",),
            docstring_before="Close all connections.\n\nArgs:\n    wait: Seconds.",
        ),
        Skipped(Location("src/archive/client.py", 60, "Client._get"), "private"),
        Skipped(Location("src/archive/client.py", 70, "Client._put"), "private"),
        Skipped(Location("tests/test_client.py"), "test"),
        Failed(Location("src/archive/odd.py", 7, "odd"), "The model's answer was cut off. Raise `max-symbols`."),
        saved_usd=0.05,
        proven=("src/archive/client.py", "src/archive/parser.py"),
        notices=("The cache was slow.",),
    )
