"""What to leave alone, and why, told by a path, a file's comments or a definition."""

from __future__ import annotations

import ast
import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath

from docgen.python.definitions import MOST_BASES, Definition, Function, Scope, Site, last_name, span
from docgen.python.module import Module

_TEST_DIRECTORIES = frozenset({"test", "tests"})
_TEST_FILES = re.compile(r"(?:test_.*|.*_tests?|conftest|tests?)\.pyi?")
_VENDOR_DIRECTORIES = frozenset(
    {"_vendor", "_vendored", "vendor", "vendored", "third_party", "node_modules", "site-packages", ".venv", "venv"}
)
_GENERATED_FILES = re.compile(r".*_pb2(?:_grpc)?\.pyi?|_version\.py|versioneer\.py|parsetab\.py|lextab\.py")
_GENERATED_MARK = re.compile(
    r".*(?:\bdo not (?:edit|modify)\b|@generated\b|\bauto-?generated\b|\bautomatically generated\b)"
    r"|#\W*(?:(?:this|the) (?:file|code|module|class) (?:is|was|has been) )?generated\b",
    re.IGNORECASE,
)
_HEADER_LINES = 30
"""Where generators leave their mark."""

_SKIP = re.compile(r"#\s*docgen:\s*skip\b(?!-)")
_SKIP_FILE = re.compile(r"#\s*docgen:\s*skip-file\b")


def is_test_path(path: str) -> bool:
    """Tell whether a path is that of a test, as `pytest` and `unittest` find them."""
    pure = PurePosixPath(path)
    return bool(_TEST_FILES.fullmatch(pure.name)) or not _TEST_DIRECTORIES.isdisjoint(pure.parts[:-1])


def is_generated_path(path: str) -> bool:
    """Tell whether a path is that of a generated or vendored file."""
    pure = PurePosixPath(path)
    return bool(_GENERATED_FILES.fullmatch(pure.name)) or not _VENDOR_DIRECTORIES.isdisjoint(pure.parts[:-1])


def is_generated(module: Module) -> bool:
    """Tell whether the comments at the top of a file say that a program wrote it."""
    end = module.source.starts[min(_HEADER_LINES, module.source.line_count)]
    return any(_GENERATED_MARK.match(comment.text) for comment in module.comments if comment.offset < end)


def is_test(site: Site) -> bool:
    """Tell whether a definition outside of test files is a test case, one of its methods or a fixture."""
    node = site.node
    if isinstance(node, Function) and any(last_name(decorator) == "fixture" for decorator in node.decorator_list):
        return True
    return _is_test_case(site) or (site.outer is not None and _is_test_case(site.outer))


def _is_test_case(site: Site) -> bool:
    bases = site.node.bases[:MOST_BASES] if isinstance(site.node, ast.ClassDef) else ()
    return any(last_name(base).endswith("TestCase") for base in bases)


def skips_file(module: Module) -> bool:
    """Tell whether a comment `# docgen: skip-file` stands in a file."""
    return any(_SKIP_FILE.match(comment.text) for comment in module.comments)


def commented_out(module: Module, sites: Iterable[Site]) -> frozenset[str]:
    """Return the qualified names of what comments `# docgen: skip` speak of, with all that it encloses.

    Args:
        module: The file.
        sites: Its definitions, each below what encloses it.
    """
    lines = frozenset(_skipped_lines(module))
    found: set[str] = set()
    for site in sites if lines else ():
        is_in_one = site.outer is not None and site.outer.qualified_name in found
        if is_in_one or not lines.isdisjoint(_header_lines(site.node)):
            found.add(site.qualified_name)
    return frozenset(found)


def _skipped_lines(module: Module) -> Iterator[int]:
    """Yield the lines that the comments speak of: their own, or the next where one stands alone."""
    source = module.source
    for comment in module.comments:
        if _SKIP.search(comment.text):
            line = bisect_right(source.starts, comment.offset)
            yield line + (not source.text[source.starts[line - 1] : comment.offset].strip())


def _header_lines(node: Scope) -> range:
    """Return the lines that a comment on a definition may stand on: decorators, signature, and the first statement.

    A definition that comes first in a body has comments of its own. A module has no header.
    """
    if isinstance(node, ast.Module):
        return range(0)
    first = node.body[0]
    stop = span(first).start if isinstance(first, Definition) else first.lineno + 1
    return range(span(node).start, max(node.lineno + 1, stop))
