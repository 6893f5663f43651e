"""One file of Python source, decoded and parsed, never run."""

from __future__ import annotations

import ast
import io
import sys
import tokenize
import warnings
from collections.abc import Mapping
from dataclasses import dataclass, field

from docgen.errors import SourceError, TooLargeError
from docgen.model import MAX_SOURCE_BYTES, Symbol
from docgen.python.comments import Comment, read_lexicon
from docgen.python.definitions import Scope
from docgen.python.indentation import indentation_unit
from docgen.python.symbols import Declaration, read_declarations
from docgen.python.text import SourceText


@dataclass(frozen=True, slots=True)
class Module:
    """A parsed file.

    Attributes:
        path: Path in the repository.
        content: The bytes as they are in the repository.
        text: The characters with their original line ends, without a byte order mark.
        encoding: How the bytes are encoded: by cookie or byte order mark (`utf-8-sig`), else UTF-8.
        tree: The syntax tree; nobody may change it.
        symbols: All that can be documented, in source order, the module first.
        nodes: The symbols' nodes by qualified name.
        declarations: The symbols with where they are defined by qualified name, in the same order.
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
    symbols: tuple[Symbol, ...] = field(repr=False)
    nodes: Mapping[str, Scope] = field(repr=False)
    declarations: Mapping[str, Declaration] = field(repr=False)
    source: SourceText = field(repr=False)
    indentation: str
    comments: tuple[Comment, ...] = field(repr=False)
    names: frozenset[str] = field(repr=False)


def parse(path: str, content: bytes) -> Module:
    """Read a file as Python source.

    Warnings about the code are ignored while it is parsed; the filters belong to the whole process, so files are to be
    parsed from one thread.

    Raises:
        SourceError: If it is no Python that this interpreter understands.
    """
    if len(content) > MAX_SOURCE_BYTES:
        raise TooLargeError(len(content), MAX_SOURCE_BYTES)
    text, encoding = _decode(path, content)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(content)
        return _module(path, content, text, encoding, tree)
    except SyntaxError as error:
        raise _syntax_error(path, error) from error
    except (RecursionError, MemoryError, OverflowError) as error:
        raise SourceError(f"{path} is nested too deeply to be parsed.", "Leave it out with `exclude`.") from error
    except ValueError as error:
        raise SourceError(f"{path} cannot be parsed: {error}.", "Leave it out with `exclude`.") from error


def _module(path: str, content: bytes, text: str, encoding: str, tree: ast.Module) -> Module:
    source = SourceText.of(text)
    lexicon = read_lexicon(text)
    declarations = read_declarations(path, tree, source, lexicon.names)
    return Module(
        path=path,
        content=content,
        text=text,
        encoding=encoding,
        tree=tree,
        symbols=tuple(declaration.symbol for declaration in declarations),
        nodes={declaration.site.qualified_name: declaration.site.node for declaration in declarations},
        declarations={declaration.site.qualified_name: declaration for declaration in declarations},
        source=source,
        indentation=indentation_unit(source, declarations[0].site.own),
        comments=lexicon.comments,
        names=lexicon.names,
    )


def _decode(path: str, content: bytes) -> tuple[str, str]:
    """Decode bytes as the tokenizer does: by byte order mark, cookie (PEP 263), else as UTF-8."""
    try:
        encoding, _ = tokenize.detect_encoding(io.BytesIO(content).readline)
        return content.decode(encoding), encoding
    except (SyntaxError, UnicodeError, LookupError) as error:
        raise SourceError(
            f"{path} cannot be decoded: {error}.",
            "Save it as UTF-8, or name its encoding in a `# -*- coding: ... -*-` comment on the first line.",
        ) from error


def _syntax_error(path: str, error: SyntaxError) -> SourceError:
    where = f"{path}:{error.lineno}" if error.lineno else path
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    return SourceError(
        f"{where} is not valid Python {version}: {error.msg}.",
        "Fix the syntax, or leave the file out with `exclude`.",
    )
