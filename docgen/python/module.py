"""One file of Python source, decoded and parsed, never run."""

from __future__ import annotations

import ast
import io
import sys
import tokenize
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

from docgen.errors import SourceError, TooLargeError
from docgen.model import MAX_SOURCE_BYTES, Symbol
from docgen.python.comments import Comment, read_lexicon
from docgen.python.definitions import Scope, Site, find_sites
from docgen.python.indentation import indentation_unit
from docgen.python.symbols import Declaration, dotted_name, read_declarations
from docgen.python.text import SourceText


@dataclass(frozen=True, slots=True)
class ParsedFile:
    """A file and its tree.

    Attributes:
        path: Path in the repository.
        content: The bytes as they are in the repository.
        text: The characters with their original line ends, without a byte order mark.
        encoding: How the bytes are encoded: by cookie or byte order mark (`utf-8-sig`), else UTF-8.
        tree: The syntax tree; nobody may change it.
        sites: Where all that can be documented is defined, in source order, the module first.
        nodes: The same as nodes of the tree by qualified name.
        source: The text by positions of the tree.
        indentation: One level of it.
        comments: All comments in order.
        names: What text about the file may name: its identifiers, and builtins.
    """

    path: str
    content: bytes = field(repr=False)
    text: str = field(repr=False)
    encoding: str
    tree: ast.Module = field(repr=False)
    sites: tuple[Site, ...] = field(repr=False)
    nodes: Mapping[str, Scope] = field(repr=False)
    source: SourceText = field(repr=False)
    indentation: str
    comments: tuple[Comment, ...] = field(repr=False)
    names: frozenset[str] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Module(ParsedFile):
    """A parsed file with all that can be documented in it.

    Attributes:
        symbols: All of them in source order, the module first.
        declarations: The symbols with where they are defined by qualified name, in the same order.
    """

    symbols: tuple[Symbol, ...] = field(repr=False)
    declarations: Mapping[str, Declaration] = field(repr=False)


def parse(path: str, content: bytes) -> Module:
    """Read a file as Python source, with its symbols; as `parse_file` does.

    Raises:
        SourceError: If it is no Python that this interpreter understands.
    """
    with _explaining():
        file = _read(path, content)
        declarations = read_declarations(path, file.sites, file.source, file.names)
        return Module(
            **{name: getattr(file, name) for name in ParsedFile.__slots__},
            symbols=tuple(declaration.symbol for declaration in declarations),
            declarations={declaration.site.qualified_name: declaration for declaration in declarations},
        )


def parse_file(path: str, content: bytes) -> ParsedFile:
    """Read a file as Python source.

    Warnings about the code are ignored while it is parsed; the filters belong to the whole process, so files are to be
    parsed from one thread.

    Raises:
        SourceError: If it is no Python that this interpreter understands.
    """
    with _explaining():
        return _read(path, content)


def _read(path: str, content: bytes) -> ParsedFile:
    if len(content) > MAX_SOURCE_BYTES:
        raise TooLargeError(len(content), MAX_SOURCE_BYTES)
    text, encoding = _decode(content)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        tree = ast.parse(content)
    source = SourceText.of(text)
    lexicon = read_lexicon(text)
    sites = find_sites(tree, dotted_name(path))
    return ParsedFile(
        path=path,
        content=content,
        text=text,
        encoding=encoding,
        tree=tree,
        sites=tuple(sites),
        nodes={site.qualified_name: site.node for site in sites},
        source=source,
        indentation=indentation_unit(source, sites[0].own),
        comments=lexicon.comments,
        names=lexicon.names,
    )


@contextmanager
def _explaining() -> Iterator[None]:
    """Turn what may go wrong while a file is parsed into an error that says so."""
    try:
        yield
    except SyntaxError as error:
        raise _syntax_error(error) from error
    except (RecursionError, MemoryError, OverflowError) as error:
        raise SourceError("The file is nested too deeply to be parsed.", "Leave it out with `exclude`.") from error
    except ValueError as error:
        raise SourceError(f"The file cannot be parsed: {error}.", "Leave it out with `exclude`.") from error


def _decode(content: bytes) -> tuple[str, str]:
    """Decode bytes as the tokenizer does: by byte order mark, cookie (PEP 263), else as UTF-8."""
    try:
        encoding, _ = tokenize.detect_encoding(io.BytesIO(content).readline)
        return content.decode(encoding), encoding
    except (SyntaxError, UnicodeError, LookupError) as error:
        raise SourceError(
            f"The file cannot be decoded: {error}.",
            "Save it as UTF-8, or name its encoding in a `# -*- coding: ... -*-` comment on the first line.",
        ) from error


def _syntax_error(error: SyntaxError) -> SourceError:
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    return SourceError(
        f"The file is not valid Python {version}: {error.msg}.",
        "Fix the syntax, or leave the file out with `exclude`.",
        line=error.lineno or 1,
    )
